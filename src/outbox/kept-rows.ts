import type { OutboxStore } from './store.ts';

/**
 * What an outbox keeps, read from the disk once until it changes: in five weeks these are thousands of
 * rows, and a kiosk looks at them every few seconds. For a store that is open, and that no other page
 * writes to.
 */
export class KeptRows {
	readonly #store: OutboxStore;
	readonly #stops: (() => void)[];
	#rows: ReturnType<OutboxStore['kept']> | null = null;

	constructor(store: OutboxStore) {
		this.#store = store;
		const forget = () => {
			this.forget();
		};
		// An answer changes what waits, and with it the numbers.
		this.#stops = [store.onAppend(forget), store.watchStats(forget)];
	}

	/** As `OutboxStore.kept`; not to be changed by the caller. */
	kept(): ReturnType<OutboxStore['kept']> {
		if (this.#rows) return this.#rows;
		const rows = this.#store.kept();
		this.#rows = rows;
		rows.catch(() => {
			if (this.#rows === rows) this.#rows = null;
		});
		return rows;
	}

	/** The store is another one now. */
	forget(): void {
		this.#rows = null;
	}

	stop(): void {
		for (const stop of this.#stops) stop();
	}
}
