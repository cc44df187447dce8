import type { Policy } from '#domain/policy.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { Identity } from '#acts/kiosk-store.ts';
import type { Slot } from '#acts/stock.ts';
import { SimulatedController } from '#controller/simulated.ts';
import { now } from '#platform/clock.ts';

const SIMULATED_OPENS_MS = 1_200;
const SIMULATED_CLOSES_MS = 6_000;

export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** From the config; before the first one, from its enrolment [M16]. A slot without kind is a shelf. */
export function slotsOf(config: MachineConfig | null, identity: Identity | null): readonly Slot[] {
	const slots: readonly HardwareSlot[] =
		config !== null && config.slots.length > 0 ? config.slots : (identity?.slots ?? []);
	return slots.map(({ slot, storage, kind = 'shelf' }) => ({ slot, storage, kind }));
}

/** The warmest that a sensor's zone may be, in degrees Celsius [F5]; null where it may be warm. */
export function limitOf(
	sensor: string,
	{ config, policy }: { readonly config: MachineConfig | null; readonly policy: Policy }
): number | null {
	const zone = config?.zones.find(({ sensors }) => sensors.includes(sensor));
	switch (zone?.storage) {
		case 'chilled':
			return policy.cold.chilledLimitC.value;
		case 'frozen':
			return policy.cold.frozenLimitC.value;
		case 'ambient':
		case undefined:
			return null;
	}
}

/** Doors that open and close by themselves. */
export function simulatedDoors(slots: readonly HardwareSlot[]): SimulatedController {
	return new SimulatedController({
		slots: slots.map(({ slot }) => slot),
		now,
		after: (ms, task) => setTimeout(task, ms),
		opensAfterMs: SIMULATED_OPENS_MS,
		closesAfterMs: SIMULATED_CLOSES_MS
	});
}
