import { scanOf, type Scan } from './scanner.ts';

/** A key as a browser tells it. */
export type Key = {
	readonly key: string;
	/** Milliseconds, of any clock that does not go back. */
	readonly timeStamp: number;
	readonly ctrlKey?: boolean;
	readonly altKey?: boolean;
	readonly metaKey?: boolean;
	/** It is held down. */
	readonly repeat?: boolean;
};

/** A scanner is faster than this from key to key; a person is not. */
export const FASTEST_PERSON_MS = 30;
/** The shortest code that is told from keys struck together. */
export const SHORTEST_CODE = 4;
const ENDS = ['Enter', 'Tab'];

/**
 * Tells a scanner that types like a keyboard from a person who types [P8]: a burst of keys, ended by
 * Enter or Tab.
 */
export class Wedge {
	readonly #onScan: (scan: Scan) => void;
	#typed = '';
	#lastAt = -Infinity;

	constructor(onScan: (scan: Scan) => void) {
		this.#onScan = onScan;
	}

	/** @returns whether this key is of a scan, and must not press what has the focus: its end, or a space */
	take(key: Key): boolean {
		// A shift of its own comes before a capital letter.
		if (key.key === 'Shift') return false;
		const isFast = key.timeStamp - this.#lastAt < FASTEST_PERSON_MS;
		this.#lastAt = key.timeStamp;
		const typed = isFast ? this.#typed : '';
		this.#typed = '';
		if (key.ctrlKey || key.altKey || key.metaKey || key.repeat) return false;
		if (ENDS.includes(key.key)) return this.#end(typed);
		if (isCharacter(key.key)) this.#typed = typed + key.key;
		return key.key === ' ' && typed !== '';
	}

	#end(typed: string): boolean {
		const scan = Array.from(typed).length < SHORTEST_CODE ? null : scanOf(typed);
		if (scan) this.#onScan(scan);
		return scan !== null;
	}
}

/** Keys without a character have names of several: `F5`, `ArrowLeft`. */
function isCharacter(key: string): boolean {
	return Array.from(key).length === 1;
}
