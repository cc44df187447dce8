import { defaultConfig } from './machine-config.ts';
import { policyOf } from './policy.ts';
import type { MachineConfig } from './shapes/config.ts';
import type { HardwareSlot } from './shapes/machine.ts';

/** Two chilled slots and a dry one. */
export const SLOTS: readonly HardwareSlot[] = [
	{ slot: 1, storage: 'chilled', kind: 'locker', lock: 3, litres: 40 },
	{ slot: 2, storage: 'ambient' },
	{ slot: 3, storage: 'chilled' }
];

/** A configuration as a new machine with {@link SLOTS} gets it, with changes. */
export function newConfig(changes: Partial<MachineConfig> = {}): MachineConfig {
	const site = { timeZone: 'Europe/Berlin', openingHours: null };
	return { ...defaultConfig(site, { slots: SLOTS }, policyOf('eu')), ...changes };
}

export const BREAD_RECALL = {
	recallId: 'recall000000001',
	since: '2026-11-23T18:00:00Z',
	reason: 'Glass in the bread.',
	match: { batch: 'L-17' }
};
