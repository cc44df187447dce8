import { isTooWarm } from './offering.ts';
import type { ConfigSlot, MachineConfig } from './shapes/config.ts';
import type { HardwareSlot, Zone } from './shapes/machine.ts';

/** Why a value does not fit, as a stable code: `refusedConfig` of a status carries the same ones. */
export type MisfitCode =
	| 'slot_twice'
	| 'zone_twice'
	| 'unknown_slot'
	| 'slot_in_two_zones'
	| 'storage_differs'
	| 'colder_than_hardware'
	| 'slot_without_zone'
	| 'unknown_sensor'
	| 'recall_twice';

/** What is wrong with a key, in words that follow its name. */
export type Misfit = {
	readonly key: 'zones' | 'slots' | 'recalls';
	readonly code: MisfitCode;
	readonly says: string;
};

type Fitted = Pick<MachineConfig, 'zones' | 'slots'>;

/** What the machine said of itself when it registered; undefined before that. */
export type KnownHardware =
	| { readonly slots: readonly HardwareSlot[]; readonly sensors?: readonly string[] | undefined }
	| undefined;

/** Where zones and slots contradict each other [F5]. */
export function contradictions({ zones, slots }: Fitted): Misfit[] {
	return [
		...repeated(slots.map(({ slot }) => slot)).map((slot): Misfit => ({
			key: 'slots',
			code: 'slot_twice',
			says: `slot ${slot} stands there twice`
		})),
		...repeated(zones.map(({ zone }) => zone)).map((zone): Misfit => ({
			key: 'zones',
			code: 'zone_twice',
			says: `zone ${zone} stands there twice`
		})),
		...zoneMisfits(zones, slots)
	];
}

function zoneMisfits(zones: readonly Zone[], slots: readonly ConfigSlot[]): Misfit[] {
	const classOf = new Map(slots.map(({ slot, storage }) => [slot, storage]));
	const zoneOf = new Map<number, string>();
	const found: Misfit[] = [];
	const misfit = (code: MisfitCode, says: string) => found.push({ key: 'zones', code, says });
	for (const { zone, storage, slots: inside } of zones) {
		for (const slot of inside) {
			const own = classOf.get(slot);
			const other = zoneOf.get(slot);
			if (own === undefined)
				misfit('unknown_slot', `there is no slot ${slot}, which zone ${zone} names`);
			else if (own !== storage) {
				misfit('storage_differs', `slot ${slot} is ${own}, its zone ${zone} is ${storage}`);
			}
			if (other !== undefined)
				misfit('slot_in_two_zones', `slot ${slot} stands in ${both(other, zone)}`);
			zoneOf.set(slot, zone);
		}
	}
	return found;
}

const both = (one: string, other: string): string =>
	one === other ? `zone ${one} twice` : `the zones ${one} and ${other}`;

/**
 * What an operator may not save: beside {@link contradictions}, what the hardware does not have, and a
 * cold slot that nobody would watch because it stands in no zone [F5]. A slot may be used warmer than
 * it was built for, never colder.
 */
export function misfits(config: Fitted, hardware: KnownHardware): Misfit[] {
	const { zones, slots } = config;
	const built = new Map(hardware?.slots.map(({ slot, storage }) => [slot, storage]));
	const found = contradictions(config);
	for (const { slot, storage } of slots) {
		const own = built.get(slot);
		if (own === undefined) {
			found.push({ key: 'slots', code: 'unknown_slot', says: `the hardware has no slot ${slot}` });
		} else if (isTooWarm(storage, own)) {
			const says = `slot ${slot} is ${own} in the hardware, which does not keep it ${storage}`;
			found.push({ key: 'slots', code: 'colder_than_hardware', says });
		}
		if (storage !== 'ambient' && !zones.some((zone) => zone.slots.includes(slot))) {
			const says = `slot ${slot} is ${storage} and stands in no zone, so nobody would watch it`;
			found.push({ key: 'zones', code: 'slot_without_zone', says });
		}
	}
	const sensors = hardware?.sensors;
	if (sensors) {
		for (const { zone, sensors: named } of zones) {
			for (const sensor of named.filter((name) => !sensors.includes(name))) {
				const says = `the hardware has no sensor ${sensor}, which zone ${zone} names`;
				found.push({ key: 'zones', code: 'unknown_sensor', says });
			}
		}
	}
	return found;
}

/** Recalls are told apart by their id: a second one with the same would hide the first. */
export function repeatedRecalls({ recalls }: Pick<MachineConfig, 'recalls'>): Misfit[] {
	return repeated(recalls.map(({ recallId }) => recallId)).map((id) => ({
		key: 'recalls',
		code: 'recall_twice',
		says: `recall ${id} stands there twice`
	}));
}

function repeated<T>(all: readonly T[]): T[] {
	return [...new Set(all.filter((one, i) => all.indexOf(one) !== i))];
}
