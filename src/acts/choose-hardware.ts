import type { PortChoice } from '#controller/web-serial.ts';
import { DEVICES, type Device, type Hardware } from './hardware.ts';
import type { KioskStore } from './kiosk-store.ts';

type Kept = Pick<KioskStore, 'recall' | 'remember'>;

/**
 * What was chosen; null where nobody has chosen yet. A kiosk that served before there was a choice has
 * simulated doors, and goes on with them.
 */
export async function chosenHardware(store: Kept): Promise<Hardware | null> {
	const kept = await store.recall('hardware');
	if (kept !== undefined) return kept;
	if ((await store.recall('config')) === undefined) return null;
	const simulated = { way: 'simulated', boards: [] } as const;
	await store.remember('hardware', simulated);
	return simulated;
}

/**
 * With a port for one more device. Null where something else of this kiosk is on a port of that kind: a
 * browser tells no two of one kind apart, and each would take the other's.
 */
export function withDevice(hardware: Hardware, device: Device, port: PortChoice): Hardware | null {
	const others = DEVICES.flatMap((other) => (other === device ? [] : (hardware[other] ?? [])));
	const isTaken = [...hardware.boards, ...others].some((one) => isSame(one, port));
	return isTaken ? null : { ...hardware, [device]: port };
}

export function withoutDevice(hardware: Hardware, device: Device): Hardware {
	const { [device]: _, ...others } = hardware;
	return others;
}

/** The kinds of ports that its other devices have, which are no boards. */
export const portsOfDevices = (hardware: Hardware | null): PortChoice[] =>
	DEVICES.flatMap((device) => hardware?.[device] ?? []);

export function isSame(one: PortChoice, other: PortChoice): boolean {
	if (one === 'withoutUsbIds' || other === 'withoutUsbIds') return one === other;
	if (one.vendorId !== other.vendorId) return false;
	const [a, b] = [one.productId, other.productId];
	return a === undefined || b === undefined || a === b;
}
