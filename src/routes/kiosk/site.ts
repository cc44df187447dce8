import type { Policy } from '#domain/policy.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { Identity } from '#acts/kiosk-store.ts';
import type { Slot } from '#acts/stock.ts';
import type { JournalKeeper } from '#controller/journal.ts';
import { LinkOwner } from '#controller/owner.ts';
import type { SimulatedMachine } from '#controller/simulated/machine.ts';
import { after, now, uptime } from '#platform/clock.ts';
import { simulatedMachine } from './simulated.ts';

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

/** The link to a simulated board, with the machine that stands behind it. */
export function simulatedController(
	slots: readonly HardwareSlot[],
	keeper: JournalKeeper
): { readonly controller: LinkOwner; readonly machine: SimulatedMachine } {
	const machine = simulatedMachine(slots);
	const controller = new LinkOwner({
		...{ ports: machine.ports, keeper, random: Math.random, isPaired: true },
		clock: { now, uptime, after },
		onFault: (fault) => {
			console.warn(fault);
		}
	});
	return { controller, machine };
}
