import type { KioskStore } from './kiosk-store.ts';

/** After so many wrong codes nobody may try for a while. */
export const TRIES = 5;
export const WAIT_MS = 10 * 60_000;

export type Tried =
	| { readonly kind: 'right' }
	| { readonly kind: 'wrong'; readonly left: number }
	/** Too many were wrong: the code was not looked at. */
	| { readonly kind: 'waits'; readonly ms: number };

type Options = {
	readonly store: Pick<KioskStore, 'recall' | 'remember'>;
	/** Milliseconds on a clock that nobody can set. */
	readonly uptime: () => number;
};

/**
 * Guards what only volunteers may do at the machine by its service code [M16]. Wrong tries are on the
 * disk before a code is looked at, so that starting the page again gives no further ones.
 */
export class ServiceCode {
	readonly #with: Options;
	/** When the wait began; before the first look it begins with the page. */
	#waitsSince: number;

	constructor(options: Options) {
		this.#with = options;
		this.#waitsSince = options.uptime();
	}

	async enter(typed: string, code: string): Promise<Tried> {
		const { store, uptime } = this.#with;
		let wrong = (await store.recall('serviceTries')) ?? 0;
		if (wrong >= TRIES) {
			const ms = this.#waitsSince + WAIT_MS - uptime();
			if (ms > 0) return { kind: 'waits', ms };
			wrong = 0;
		}
		await store.remember('serviceTries', wrong + 1);
		if (typed === code) {
			await store.remember('serviceTries', 0);
			return { kind: 'right' };
		}
		const left = TRIES - wrong - 1;
		if (left > 0) return { kind: 'wrong', left };
		this.#waitsSince = uptime();
		return { kind: 'waits', ms: WAIT_MS };
	}
}
