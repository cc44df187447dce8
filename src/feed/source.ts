import type { SyncCollection } from '#domain/shapes/sync.ts';

/** One row of a page: `record` is there where the caller may see it [S8]. */
export type Change = {
	readonly seq: number;
	readonly id: string;
	readonly op: 'put' | 'delete';
	readonly record?: unknown;
};

/** A page of changes; with `reset` there are none, and the client starts over. */
export type Page = {
	readonly feed: string;
	readonly changes: readonly Change[];
	/** The last seq that was scanned: ask on from there. */
	readonly next: number;
	readonly more: boolean;
	readonly head: number;
	readonly reset: boolean;
	/** The server's clock, in milliseconds since 1970. */
	readonly at: number;
};

/** All that the caller may see of a collection, as of `seq`. */
export type Whole = {
	readonly feed: string;
	readonly seq: number;
	readonly records: readonly { readonly id: string; readonly record: unknown }[];
	readonly at: number;
};

/**
 * What came of a question. `noAnswer`: nothing, or what is not our server's. `unauthorized`: the token
 * is good no more; what is kept stays. `forbidden`: the caller may not see this collection; what is
 * kept of it goes.
 */
export type Asked<T> =
	| { readonly kind: 'answered'; readonly reply: T }
	| { readonly kind: 'noAnswer' }
	| { readonly kind: 'busy'; readonly retryAfterMs: number | null }
	| { readonly kind: 'unauthorized' }
	| { readonly kind: 'forbidden' };

/** Where state comes from: the server, or what stands for it. Each call ends, and never throws. */
export type FeedSource = {
	readonly changes: (asked: {
		readonly collection: SyncCollection;
		readonly since: number;
		readonly feed: string;
		readonly limit: number;
	}) => Promise<Asked<Page>>;
	readonly snapshot: (collection: SyncCollection) => Promise<Asked<Whole>>;
	/**
	 * Listens until the line breaks or `signal` fires, and calls back for whatever comes: what it says
	 * is of no account [S9]. Left out where something else tells of news: a kiosk has its status.
	 */
	readonly hints?: (heard: () => void, signal: AbortSignal) => Promise<void>;
};
