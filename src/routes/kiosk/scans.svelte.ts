import { FASTEST_PERSON_MS, SHORTEST_CODE, Wedge, type Key } from '#controller/drivers/wedge.ts';

/** From where a code came: a scanner that types, one on a serial port, or the board's own. */
export type ScannedBy = 'keyboard' | 'serial' | 'board';
export type Scanned = { readonly id: number; readonly value: string; readonly by: ScannedBy };

/** So many of the last codes are shown. */
const SHOWN = 3;

/**
 * What scanners read, whatever they hang on, and what people type. A code is told to the screen that
 * wants one; where none does, nothing happens. Keys come late by so much that none of a scan is ever
 * taken for a person's.
 */
export class Scans {
	/** The newest first. */
	last = $state.raw<readonly Scanned[]>([]);
	readonly #after: (ms: number, task: () => void) => () => void;
	readonly #wedge = new Wedge(({ value }) => {
		this.#typed = [];
		this.heard(value, 'keyboard');
	});
	#takers: ((value: string) => void)[] = [];
	#typists: ((key: string) => void)[] = [];
	/** Keys of which nobody knows yet whether they are a scanner's. */
	#typed: string[] = [];
	#count = 0;
	#cancel: () => void = () => undefined;

	constructor(after: (ms: number, task: () => void) => () => void) {
		this.#after = after;
	}

	heard(value: string, by: ScannedBy): void {
		this.#count += 1;
		this.last = [{ id: this.#count, value, by }, ...this.last].slice(0, SHOWN);
		this.#takers.at(-1)?.(value);
	}

	/** @returns whether this key is of a scan, and must not press what has the focus */
	key(key: Key): boolean {
		this.#cancel();
		if (!key.ctrlKey && !key.altKey && !key.metaKey) this.#typed.push(key.key);
		const isOfScan = this.#wedge.take(key);
		this.#cancel = this.#after(FASTEST_PERSON_MS, () => {
			this.#type();
		});
		return isOfScan;
	}

	/** Each code from now on, while no later one listens; returns how to stop. */
	onScan(taker: (value: string) => void): () => void {
		this.#takers = [...this.#takers, taker];
		return () => {
			this.#takers = this.#takers.filter((other) => other !== taker);
		};
	}

	/** Each key that a person pressed; returns how to stop. */
	onType(typist: (key: string) => void): () => void {
		this.#typists = [...this.#typists, typist];
		return () => {
			this.#typists = this.#typists.filter((other) => other !== typist);
		};
	}

	#type(): void {
		const typed = this.#typed;
		this.#typed = [];
		// A burst that ended without Enter was a scanner's that is set up otherwise.
		if (typed.length >= SHORTEST_CODE) return;
		for (const key of typed) this.#typists.at(-1)?.(key);
	}
}
