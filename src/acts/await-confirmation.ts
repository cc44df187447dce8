import { PENDING_INTERVAL } from '#domain/machine-config.ts';
import { ApiError } from '#remote/api.ts';
import type { MachineApi } from '#remote/machine.ts';
import type { Identity, KioskStore } from './kiosk-store.ts';

/** What a pending machine knows of its case [M6]. */
export type Pending =
	| { readonly kind: 'asking' }
	/** The server waits for an operator. */
	| { readonly kind: 'waiting' }
	/** No answer, or none that counts; it asks again by itself. */
	| { readonly kind: 'noAnswer' }
	/** The server does not take its secret: no revocation, it goes on asking [M8]. */
	| { readonly kind: 'refused' }
	/** An operator has said no. Only another code helps. */
	| { readonly kind: 'rejected' };

type Options = {
	readonly store: KioskStore;
	readonly api: Pick<MachineApi, 'authenticate'>;
	readonly random: () => number;
	/** Resolves after so many milliseconds, or as soon as the signal fires. */
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
	/** Ends the waiting. */
	readonly signal: AbortSignal;
	/** A sign that asking may help now ends the pause. */
	readonly onPause?: (wake: () => void) => void;
	readonly onPending: (pending: Pending) => void;
};

/** Where auth gives no answer to go by. */
const REFUSED_PAUSE_MS = 60_000;

/**
 * Asks at the server's interval whether an operator has confirmed this machine, and stores the answer
 * [M6].
 *
 * @returns the accepted identity; null once it was rejected, or the signal fired
 */
export async function awaitConfirmation(
	identity: Identity,
	options: Options
): Promise<Identity | null> {
	const { store, api, random, sleep, signal, onPending } = options;
	if (identity.status === 'rejected') {
		onPending({ kind: 'rejected' });
		return null;
	}
	onPending({ kind: 'asking' });
	while (!signal.aborted) {
		let pauseMs = PENDING_INTERVAL * 1_000;
		try {
			const { machineId, secret } = identity;
			const { status, interval } = await api.authenticate({ machineId, secret });
			if (status === 'accepted') return await settle(store, identity, 'accepted');
			pauseMs = Math.max(1, interval) * 1_000;
			onPending({ kind: 'waiting' });
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			if (error.says('rejected')) {
				await settle(store, identity, 'rejected');
				onPending({ kind: 'rejected' });
				return null;
			}
			const isRefused = error.code === 'unauthorized';
			onPending({ kind: isRefused ? 'refused' : 'noAnswer' });
			if (isRefused) pauseMs = REFUSED_PAUSE_MS;
			pauseMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
		}
		const pause = new AbortController();
		options.onPause?.(() => {
			pause.abort();
		});
		await sleep(pauseMs * (0.9 + random() * 0.2), AbortSignal.any([signal, pause.signal]));
	}
	return null;
}

async function settle(
	store: KioskStore,
	identity: Identity,
	status: 'accepted' | 'rejected'
): Promise<Identity> {
	const settled = { ...identity, status };
	await store.remember('identity', settled);
	return settled;
}
