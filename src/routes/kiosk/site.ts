import { limitOf as limitOfStorage } from '#domain/cold-zone.ts';
import type { Policy } from '#domain/policy.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { Hardware } from '#acts/hardware.ts';
import type { Identity } from '#acts/kiosk-store.ts';
import type { Slot } from '#acts/stock.ts';
import { Channels } from '#controller/channels.ts';
import type { Controller, HardwareTest } from '#controller/controller.ts';
import type { JournalKeeper } from '#controller/journal.ts';
import { NoController } from '#controller/none.ts';
import { LinkOwner } from '#controller/owner.ts';
import type { PortSource } from '#controller/port.ts';
import type { SimulatedMachine } from '#controller/simulated/machine.ts';
import { WebSerialPorts, type SerialAccess } from '#controller/web-serial.ts';
import { WebUsbPorts, type UsbAccess } from '#controller/web-usb.ts';
import { after, now, sleep, uptime } from '#platform/clock.ts';
import { simulatedMachine } from './simulated.ts';

export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** From the config; before the first one, from its enrolment [M16]. */
export function fittedSlots(
	config: MachineConfig | null,
	identity: Identity | null
): readonly HardwareSlot[] {
	return config !== null && config.slots.length > 0 ? config.slots : (identity?.slots ?? []);
}

/** A slot without kind is a shelf. */
export function slotsOf(config: MachineConfig | null, identity: Identity | null): readonly Slot[] {
	const slots = fittedSlots(config, identity);
	return slots.map(({ slot, storage, kind = 'shelf' }) => ({ slot, storage, kind }));
}

/** The warmest that a sensor's zone may be, in degrees Celsius [F5]; null where it may be warm. */
export function limitOf(
	sensor: string,
	{ config, policy }: { readonly config: MachineConfig | null; readonly policy: Policy }
): number | null {
	const zone = config?.zones.find(({ sensors }) => sensors.includes(sensor));
	return zone ? limitOfStorage(zone.storage, policy.cold) : null;
}

export type Started = {
	readonly controller: Controller & Partial<HardwareTest>;
	/** What stands behind a simulated board. */
	readonly machine: SimulatedMachine | null;
	readonly start: () => void;
	readonly stop: () => void;
};

const nothing = (): void => undefined;

/**
 * The controller of the way that was chosen for this kiosk; it begins with `start`. A simulated board has
 * a channel for each slot that was built, of its number; a real one is wired as `wired` says at the time.
 */
export function controllerFor(
	{ way, boards }: Hardware,
	slots: { readonly built: readonly HardwareSlot[]; readonly wired: () => readonly HardwareSlot[] },
	keeper: JournalKeeper
): Started {
	const machine = way === 'simulated' ? simulatedMachine(slots.built) : null;
	const channels = new Channels(machine ? () => [] : slots.wired);
	const ports = machine?.ports ?? portsOf({ way, boards });
	if (ports === null) {
		const none = new NoController({ kind: way === 'none' ? 'closed' : 'unsupported' });
		return { controller: none, machine, start: nothing, stop: nothing };
	}
	const owner = new LinkOwner({
		...{ ports, keeper: channels.keeper(keeper), random: Math.random, isPaired: true },
		clock: { now, uptime, after },
		onFault: (fault) => {
			console.warn(fault);
		}
	});
	return {
		controller: channels.controller(owner),
		machine,
		start: () => {
			owner.start();
		},
		stop: () => void owner.stop()
	};
}

/** Null where the browser has no such way. */
function portsOf({ way, boards }: Hardware): PortSource | null {
	const { serial, usb } = navigator as { readonly serial?: SerialAccess; readonly usb?: UsbAccess };
	if (way === 'serial' && serial) return new WebSerialPorts(serial, boards, sleep);
	return way === 'usb' && usb ? new WebUsbPorts(usb, boards, sleep) : null;
}
