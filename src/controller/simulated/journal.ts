import * as v from 'valibot';
import { integer, MAX_INTEGER } from '#domain/shapes/values.ts';
import type { ControllerEvent } from '../event.ts';
import type { Memory } from './memory.ts';

type Untimed<E> = E extends unknown ? Omit<E, 'ms'> : never;
/** An event before the board has stamped it with its uptime. */
export type Happening = Untimed<ControllerEvent>;

const Kept = v.object({
	jid: v.string(),
	next: integer(1, MAX_INTEGER),
	events: v.array(v.string()),
	keys: v.array(v.string())
});

/** What the ring tells of the past; null where it has lost what it was. */
export type ToldBefore = {
	readonly isOpen: (slot: number) => boolean | null;
	readonly isTooWarm: boolean | null;
	readonly hasMains: boolean | null;
	/** By slot. */
	readonly grams: Readonly<Record<number, number>>;
};

/** More than the 16 that hosts may rely on. */
const KEPT_KEYS = 64;

/**
 * A board's journal [P3]: a ring of numbered events, each stored before `append` returns. Where it is
 * full the oldest goes. What outlasts its events are the keys of unlocks alone [P4].
 */
export class BoardJournal {
	readonly #memory: Memory;
	readonly #random: () => number;
	readonly #capacity: number;
	#kept: v.InferOutput<typeof Kept>;

	/** @param random of real chance: two journals must never have the same id */
	constructor(memory: Memory, random: () => number, capacity = 256) {
		this.#memory = memory;
		this.#random = random;
		this.#capacity = capacity;
		this.#kept = read(memory.load('journal')) ?? this.#blank();
	}

	/** Eight hex digits; another after the memory was lost. */
	get id(): string {
		return this.#kept.jid;
	}

	/** The oldest event that is still there; the same as `next` where there is none. */
	get first(): number {
		return this.#kept.next - this.#kept.events.length;
	}

	/** The one that will be written next. */
	get next(): number {
		return this.#kept.next;
	}

	append(event: ControllerEvent): void {
		const { next, events, keys } = this.#kept;
		const kept = {
			...this.#kept,
			next: next + 1,
			events: [...events, JSON.stringify(event)].slice(-this.#capacity),
			keys: event.k === 'unlock' ? [...keys, event.key].slice(-KEPT_KEYS) : keys
		};
		this.#memory.save('journal', JSON.stringify(kept));
		this.#kept = kept;
	}

	/** The event as it is sent; null where it is gone, or was never written. */
	at(seq: number): string | null {
		return this.#kept.events[seq - this.first] ?? null;
	}

	/** Whether an unlock with this key was journaled, before a reset too. */
	knows(key: string): boolean {
		return this.#kept.keys.includes(key);
	}

	/** What was told last of doors, scales, fridge and supply: a start tells what is otherwise, or lost. */
	get told(): ToldBefore {
		const events = this.#kept.events.map((text) => JSON.parse(text) as ControllerEvent);
		const weights = events.flatMap((event) => (event.k === 'wt' ? [[event.c, event.g]] : []));
		const isWhole = this.first === 1;
		const alarm = events.findLast(({ k }) => k === 'talarm');
		const supply = events.findLast(({ k }) => k === 'power');
		return {
			isOpen: (slot) => {
				const door = events.findLast((event) => event.k === 'door' && event.c === slot);
				return door?.k === 'door' ? door.open === 1 : isWhole ? false : null;
			},
			isTooWarm: alarm?.k === 'talarm' ? alarm.on === 1 : isWhole ? false : null,
			hasMains: supply?.k === 'power' ? supply.src === 0 : isWhole ? true : null,
			grams: Object.fromEntries(weights) as ToldBefore['grams']
		};
	}

	/** The memory chip was changed: events and keys are gone, and the journal is another. */
	lose(): void {
		this.#kept = this.#blank();
		this.#memory.save('journal', JSON.stringify(this.#kept));
	}

	#blank(): v.InferOutput<typeof Kept> {
		const digits = Math.floor(this.#random() * 2 ** 32).toString(16);
		return {
			jid: digits.padStart(8, '0'),
			next: 1,
			events: [],
			keys: []
		};
	}
}

/** A text that nobody can read is a lost journal. */
function read(text: string | null): v.InferOutput<typeof Kept> | null {
	if (text === null) return null;
	try {
		const parsed = v.safeParse(Kept, JSON.parse(text));
		return parsed.success && parsed.output.events.length < parsed.output.next
			? parsed.output
			: null;
	} catch {
		return null;
	}
}
