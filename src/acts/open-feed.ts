import { parseInstant } from '#domain/calendar.ts';
import type { SyncCollection } from '#domain/shapes/sync.ts';
import { deviceStorage } from '#feed/device-storage.ts';
import { Feed } from '#feed/feed.ts';
import type { Asked, FeedSource } from '#feed/source.ts';
import { sleep } from '#platform/clock.ts';
import { ApiError } from '#remote/api.ts';
import { fetchChanges, fetchWhole, listenForHints } from '#remote/sync.ts';

// Import this file when the page is up, never with it: it brings RxDB along.

export type { Entry, Feed, FeedState } from '#feed/feed.ts';

export type FeedOf = {
	/** `kiosk`, or whose it is: another person on the same device has another one. */
	readonly name: string;
	readonly collections: readonly SyncCollection[];
	/** Whether several tabs may have it open. */
	readonly multiInstance: boolean;
	/** Calls with a token that is good now. */
	readonly withToken: <T>(call: (token: string) => Promise<T>) => Promise<T>;
	/** Whether the server is listened to for hints. */
	readonly listens: boolean;
	readonly onFault: (fault: unknown) => void;
};

/** What this device keeps of what the server has. @throws where the browser stores nothing */
export function openFeed({ withToken, listens, ...options }: FeedOf): Promise<Feed> {
	return Feed.open({
		...options,
		storage: deviceStorage(),
		source: sourceOf(withToken, listens),
		clock: { random: Math.random, sleep }
	});
}

function sourceOf(withToken: FeedOf['withToken'], listens: boolean): FeedSource {
	return {
		changes: (asked) =>
			ask(async () => {
				const { serverTime, ...page } = await withToken((token) => fetchChanges(token, asked));
				return { ...page, reset: page.reset ?? false, at: parseInstant(serverTime) ?? 0 };
			}),
		snapshot: (collection) =>
			ask(async () => {
				const { serverTime, ...whole } = await withToken((token) => fetchWhole(token, collection));
				return { ...whole, at: parseInstant(serverTime) ?? 0 };
			}),
		...(listens && {
			hints: (heard, signal) =>
				withToken((token) => listenForHints(token, heard, signal)).catch(unlessApiError)
		})
	};
}

async function ask<T>(asking: () => Promise<T>): Promise<Asked<T>> {
	try {
		return { kind: 'answered', reply: await asking() };
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		if (error.says('role_may_not')) return { kind: 'forbidden' };
		// Of a machine that was rejected too: it keeps all that it has [M8].
		if (error.code === 'unauthorized' || error.status === 403) return { kind: 'unauthorized' };
		if (error.code === 'busy') return { kind: 'busy', retryAfterMs: error.retryAfterMs };
		return { kind: 'noAnswer' };
	}
}

function unlessApiError(error: unknown): void {
	if (!(error instanceof ApiError)) throw error;
}
