import {
	coldChainAt,
	newColdChain,
	shiftedChain,
	type ColdChain
} from '#domain/cold-chain-state.ts';
import { coldPlan, toldOf } from './keep-cold-chain.ts';
import type { KioskStore } from './kiosk-store.ts';

export type ColdWatchOptions = {
	readonly store: KioskStore;
	/** Milliseconds on a clock that nobody can set. */
	readonly uptime: () => number;
	/** Milliseconds since 1970 by the device's clock. */
	readonly now: () => number;
	/** Whether all that the controller has journaled is stored, and more would be heard. */
	readonly isHeard: () => boolean;
};

/** A clock that is further off than this was set by somebody. */
const WAS_SET_MS = 10 * 60_000;

/**
 * The cold chain while nothing is heard of it [F5]: what is warm goes on being warm, and a sensor that
 * says nothing is not working any more. What follows is kept where more would be heard; else it is only
 * told, for the controller's journal goes on without us and decides when it is read: a gap counts in
 * the journal.
 */
export class ColdWatch {
	readonly #with: ColdWatchOptions;
	/** Where the last look was, by this page's clock. */
	#last: { readonly uptime: number; readonly at: number } | null = null;

	constructor(options: ColdWatchOptions) {
		this.#with = options;
	}

	/** To be called every few seconds. */
	async look(): Promise<void> {
		const { store, uptime, now, isHeard } = this.#with;
		const look = { uptime: uptime(), now: now(), isHeard: isHeard() };
		let at = look.now;
		await store.transact(async () => {
			const plan = await coldPlan(store);
			if (plan === null) return [];
			const kept = await store.recall('coldChain');
			const before = kept?.chain ?? newColdChain(look.now);
			at = this.#time(before, look.uptime);
			const later = coldChainAt(before, at, plan);
			const wasSet = look.isHeard && Math.abs(look.now - at) > WAS_SET_MS;
			const seen = wasSet ? shiftedChain(later, look.now - at) : later;
			if (wasSet) at = look.now;
			const { told, facts } = toldOf(kept?.told ?? {}, seen, plan);
			if (!kept || wasSet || facts.length > 0) {
				await store.remember('coldChain', { chain: look.isHeard ? seen : before, told });
			}
			return facts;
		});
		this.#last = { uptime: look.uptime, at };
	}

	/** By this page's own clock: the device's may be set, and the journal tells what was before. */
	#time({ at }: ColdChain, uptime: number): number {
		return this.#last ? Math.max(at, this.#last.at + (uptime - this.#last.uptime)) : at;
	}
}
