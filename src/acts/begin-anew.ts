import type { Hardware } from './hardware.ts';
import type { Identity, KioskStore } from './kiosk-store.ts';

export type AnewOptions = {
	readonly store: KioskStore;
	/** As the page still knows it. */
	readonly identity: Identity;
	/** Nobody stands there to choose it again; null where it was not chosen yet. */
	readonly hardware: Hardware | null;
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly signal: AbortSignal;
};

/** A browser that is taking the store away lets nobody open it meanwhile. */
const PAUSE_MS = 500;

/**
 * After the browser took the store away under the page: the machine stays who it is, its facts go on in
 * a new epoch, and what is inside is not known until the server has told [S5, M3a]. Tries until it can
 * store again, or the signal fires.
 *
 * @returns whether anything was lost
 */
export async function beginAnew(options: AnewOptions): Promise<boolean> {
	const { store, identity, hardware, sleep, signal } = options;
	while (!signal.aborted) {
		try {
			await store.reopen();
			if (await store.recall('identity')) return false;
			await store.transact(async () => {
				await store.remember('contents', 'unknown');
				if (hardware) await store.remember('hardware', hardware);
				await store.remember('identity', identity);
				await store.outbox.currentEpoch();
				return [];
			});
			return true;
		} catch (error) {
			console.warn(error);
			await sleep(PAUSE_MS, signal);
		}
	}
	return false;
}
