import type { Running } from './board.ts';
import type { Memory } from './memory.ts';
import type { Visit } from './person.ts';
import type { World } from './physics.ts';

/** Another form of what is saved gets another number: what an older page saved is then forgotten. */
const FORM = 1;

/** What was saved before there was a battery has a full one. */
const FULL = 1;
type Kept = Omit<Saved, 'world'> & {
	readonly form: number;
	readonly world: Omit<World, 'charge' | 'compartments'> & {
		readonly charge?: number;
		readonly compartments: never;
	};
};

/** A machine as its page leaves it. */
export type Saved = {
	/** Milliseconds since 1970, by which the next page knows how long nobody simulated it. */
	readonly savedAt: number;
	readonly at: number;
	readonly world: World;
	readonly visits: readonly Visit[];
	readonly isPlugged: boolean;
	/** Null while its power is off. */
	readonly running: Running | null;
};

export function save(memory: Memory, saved: Saved): void {
	const world = { ...saved.world, compartments: [...saved.world.compartments] };
	memory.save('machine', JSON.stringify({ ...saved, form: FORM, world }));
}

/** @returns null where nothing was saved, or nothing that this code can read */
export function load(memory: Memory): Saved | null {
	const text = memory.load('machine');
	if (text === null) return null;
	try {
		const kept = JSON.parse(text) as Kept;
		if (kept.form !== FORM) return null;
		const { charge = FULL, compartments, ...world } = kept.world;
		return { ...kept, world: { ...world, charge, compartments: new Map(compartments) } };
	} catch {
		return null;
	}
}
