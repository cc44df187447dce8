import { ChangesReply, SyncSnapshotReply, type SyncCollection } from '#domain/shapes/sync.ts';
import { request } from './api.ts';
import { expectShape } from './shape.ts';

/** A whole collection on a slow line. */
const SNAPSHOT_TIMEOUT_MS = 60_000;
/** The server says something at least so often: after a longer silence the line is dead. */
const HINTS_SILENCE_MS = 90_000;

export type ChangesAsked = {
	readonly collection: SyncCollection;
	readonly since: number;
	readonly feed: string;
	readonly limit: number;
};

/**
 * What changed after `since` [S8].
 *
 * @throws {ApiError}
 */
export async function fetchChanges(token: string, asked: ChangesAsked): Promise<ChangesReply> {
	const { collection, since, feed, limit } = asked;
	const query = new URLSearchParams({
		...{ collection, feed },
		...{ since: String(since), limit: String(limit) }
	});
	const path = `/api/sync/changes?${query.toString()}`;
	return expectShape(ChangesReply, (await request(path, { token })).body);
}

/**
 * All of a collection that the caller may see [S11].
 *
 * @throws {ApiError}
 */
export async function fetchWhole(
	token: string,
	collection: SyncCollection
): Promise<SyncSnapshotReply> {
	const path = `/api/sync/snapshot?collection=${collection}`;
	const { body } = await request(path, { token, timeoutMs: SNAPSHOT_TIMEOUT_MS });
	return expectShape(SyncSnapshotReply, body);
}

/**
 * Calls back when the line stands, and whenever an event comes: that it does is all that counts [S9].
 * Ends with the line, or when `signal` fires; never throws for the network.
 */
export async function listenForHints(
	token: string,
	heard: () => void,
	signal: AbortSignal
): Promise<void> {
	const silence = new AbortController();
	const drop = (): void => {
		silence.abort();
	};
	let timer = setTimeout(drop, HINTS_SILENCE_MS);
	try {
		const response = await fetch('/api/sync/hints', {
			headers: { accept: 'text/event-stream', authorization: token },
			...{ cache: 'no-store', redirect: 'error', credentials: 'omit' },
			signal: AbortSignal.any([signal, silence.signal])
		});
		if (!response.ok || response.body === null) return;
		heard();
		const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			clearTimeout(timer);
			timer = setTimeout(drop, HINTS_SILENCE_MS);
			// A line of an event; comments only keep the line alive.
			if (/^(data|event)/m.test(value)) heard();
		}
	} catch (error) {
		if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
	} finally {
		clearTimeout(timer);
		drop();
	}
}
