import { removeRxDatabase, type RxStorage } from 'rxdb/plugins/core';
import type { SyncCollection } from '#domain/shapes/sync.ts';
import {
	databaseName,
	openCollections,
	type DatabaseOptions,
	type FeedDatabase,
	type Mark
} from './collections.ts';
import { Following, type Current, type FeedClock } from './following.ts';
import { noting } from './noting-storage.ts';
import type { FeedSource } from './source.ts';

/*
 * State down [S9 to S12]: the door of this room. A page opens a `Feed` with Dexie's storage, its own
 * clock and `#remote/sync.ts`; a simulation opens the same with what it likes:
 *
 *   const feed = await Feed.open({
 *     name: 'simulated', collections: ['lots'], multiInstance: false,
 *     storage: getRxStorageMemory(),          // or getRxStorageDexie({indexedDB, IDBKeyRange}) of fake-indexeddb
 *     source: { changes, snapshot },          // its network: each call resolves to an `Asked`, never throws
 *     clock: { random, sleep },               // its chance and time; a `sleep` that is cut short is a wake
 *     onFault: (fault) => faults.push(fault)  // the storage failed: the collection is begun anew by itself
 *   });
 *   feed.wake();                              // a hint, or the network is back: every collection asks now
 *   await feed.settled();                     // every collection has asked after the last wake, or waits after a failure
 *   await feed.read('lots');                  // what is kept
 *   await feed.close();                       // a crash is the same without it: open again on the same storage
 *
 * Nothing here reads a clock or rolls dice by itself; RxDB does inside (revisions, its own queue), and
 * nothing depends on it. Memory storage lives as long as the object that `getRxStorageMemory()` gave
 * and is emptied when its last database is closed: for a reload use Dexie over one fake IndexedDB.
 */

/** A record that is kept, as the server sent it. */
export type Entry = { readonly id: string; readonly record: unknown };

/**
 * How a collection stands. `at`: when the server last said that this is all, by its clock; null where
 * it never did. `isLive`: an answer came since this page began, and none has failed since.
 */
export type FeedState = {
	readonly at: number | null;
	readonly isLive: boolean;
	readonly why: 'noAnswer' | 'unauthorized' | 'forbidden' | null;
};

export type FeedOptions = Pick<DatabaseOptions, 'name' | 'multiInstance' | 'collections'> & {
	readonly storage: RxStorage<unknown, unknown>;
	readonly source: FeedSource;
	readonly clock: FeedClock;
	/** The disk is full or broken; nothing is lost that is not fetched again. */
	readonly onFault: (fault: unknown) => void;
};

/** The version of the records that this app keeps; to be raised when their shapes change. */
export const SHAPE = 2;

/** The mark is written when something changed, and so often when nothing did. */
const MARK_EVERY_MS = 60_000;
const HINTS_PAUSE_MS = 1_000;
const HINTS_SPREAD_MS = 200;
const NEW: FeedState = { at: null, isLive: false, why: null };

export class Feed {
	readonly #db: FeedDatabase;
	readonly #options: FeedOptions;
	readonly #followings = new Map<SyncCollection, Following>();
	readonly #stopped = new AbortController();
	readonly #states = new Map<SyncCollection, FeedState>();
	readonly #marked = new Map<SyncCollection, Mark>();
	readonly #listeners = new Set<() => void>();
	#head = -1;
	#isHinted = false;
	#isHearing = false;

	/**
	 * Opens what is kept and begins to follow. What cannot be opened is thrown away and begun anew: it
	 * is a copy, and the outbox is elsewhere.
	 *
	 * @throws where the browser stores nothing at all
	 */
	static async open(options: FeedOptions): Promise<Feed> {
		const told: { feed?: Feed } = {};
		const storage = noting(options.storage, (collection, fault) => {
			if (told.feed) told.feed.#noteFault(collection, fault);
		});
		const opened = await open({ ...options, storage });
		const feed = new Feed(opened, options);
		told.feed = feed;
		await feed.#begin();
		return feed;
	}

	private constructor(db: FeedDatabase, options: FeedOptions) {
		this.#db = db;
		this.#options = options;
	}

	/** What is kept of a collection now. */
	async read(collection: SyncCollection): Promise<Entry[]> {
		if (this.#stopped.signal.aborted) return [];
		return entriesOf(await this.#db[collection].find().exec());
	}

	/** Tells what is kept, now and after each change, of other tabs too; returns how to stop. */
	watch(collection: SyncCollection, listener: (entries: Entry[]) => void): () => void {
		const watch = this.#db[collection].find().$.subscribe((found) => {
			listener(entriesOf(found));
		});
		return () => {
			watch.unsubscribe();
		};
	}

	/** How many RxDB has open for it [S10]. */
	get openCollections(): number {
		return Object.keys(this.#db.collections).length;
	}

	stateOf(collection: SyncCollection): FeedState {
		return this.#states.get(collection) ?? NEW;
	}

	/** Calls back after each change of a state; returns how to stop. */
	onState(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** The network is back, the page is seen, somebody acted: every collection asks now. */
	wake(): void {
		for (const following of this.#followings.values()) following.wake();
	}

	/** What a status tells of the feed [M15]: asks where that is news. */
	told(head: number): void {
		if (head !== this.#head) this.wake();
	}

	/** Resolves once every collection has asked since the last wake, and waits. */
	async settled(): Promise<void> {
		await Promise.all([...this.#followings.values()].map((following) => following.settled()));
	}

	async close(): Promise<void> {
		this.#stopped.abort();
		await Promise.all([...this.#followings.values()].map((following) => following.stop()));
		await this.#db.close();
	}

	/** Deletes all of it from this device. */
	async destroy(): Promise<void> {
		await this.close();
		await removeRxDatabase(this.#db.name, this.#options.storage, this.#options.multiInstance);
	}

	async #begin(): Promise<void> {
		for (const mark of await this.#db.marks.find().exec()) this.#learn(mark.toJSON());
		const marks = this.#db.marks.$.subscribe(({ documentData }) => {
			this.#learn(documentData);
		});
		this.#stopped.signal.addEventListener('abort', () => {
			marks.unsubscribe();
		});
		for (const name of this.#options.collections) this.#followings.set(name, this.#following(name));
		if (this.#options.multiInstance) void this.#lead();
		else this.#follow();
	}

	/** Of several tabs one asks, and the others see what it stores. */
	async #lead(): Promise<void> {
		await this.#db.waitForLeadership();
		if (!this.#stopped.signal.aborted) this.#follow();
	}

	#follow(): void {
		for (const following of this.#followings.values()) following.start();
		if (this.#options.source.hints) void this.#listen(this.#options.source.hints);
	}

	/** A line that is back may have missed hints: that it is open is one by itself. */
	async #listen(hints: NonNullable<FeedSource['hints']>): Promise<void> {
		const { signal } = this.#stopped;
		const { random, sleep } = this.#options.clock;
		let failures = 0;
		while (!signal.aborted) {
			await hints(() => {
				failures = 0;
				void this.#hear();
			}, signal);
			failures = Math.min(failures + 1, 6);
			await sleep(HINTS_PAUSE_MS * (1 + random() * 2 ** failures), signal);
		}
	}

	/**
	 * A hint: asks at once, a little spread because all hear it at once, and then at most once a second,
	 * however many come.
	 */
	async #hear(): Promise<void> {
		this.#isHinted = true;
		if (this.#isHearing) return;
		this.#isHearing = true;
		const { random, sleep } = this.#options.clock;
		const { signal } = this.#stopped;
		await sleep(random() * HINTS_SPREAD_MS, signal);
		while (this.#isHinted && !signal.aborted) {
			this.#isHinted = false;
			this.wake();
			await sleep(HINTS_PAUSE_MS, signal);
		}
		this.#isHearing = false;
	}

	#following(name: SyncCollection): Following {
		const { source, clock, onFault } = this.#options;
		const mark = this.#marked.get(name);
		return new Following({
			...{ name, source, clock, onFault },
			collection: this.#db[name],
			reached: mark?.shape === SHAPE ? { feed: mark.feed, seq: mark.seq } : null,
			onCurrent: (current) => this.#current(name, current),
			onFailed: (why) => {
				this.#set(name, { ...this.stateOf(name), isLive: false, why });
			}
		});
	}

	async #current(
		name: SyncCollection,
		{ feed, seq, at, head, hasChanged }: Current
	): Promise<void> {
		this.#head = head;
		const mark = this.#marked.get(name);
		if (hasChanged || mark?.shape !== SHAPE || at - mark.at > MARK_EVERY_MS) {
			await this.#db.marks.upsert({ id: name, at, feed, seq, shape: SHAPE });
		}
		this.#set(name, { at, isLive: true, why: null });
	}

	#learn(mark: Mark): void {
		const name = mark.id as SyncCollection;
		this.#marked.set(name, mark);
		const before = this.stateOf(name);
		if ((before.at ?? 0) < mark.at) this.#set(name, { ...before, at: mark.at });
	}

	#set(name: SyncCollection, state: FeedState): void {
		this.#states.set(name, state);
		for (const listener of this.#listeners) listener();
	}

	#noteFault(storage: string, fault: unknown): void {
		for (const following of this.#followings.values()) following.noteFault(storage, fault);
	}
}

async function open(options: DatabaseOptions): Promise<FeedDatabase> {
	try {
		return await openCollections(options);
	} catch {
		await removeRxDatabase(databaseName(options.name), options.storage, options.multiInstance);
		return openCollections(options);
	}
}

type Found = { readonly id: string; toJSON(): { record: unknown } };

const entriesOf = (found: readonly Found[]): Entry[] =>
	found.map((one) => ({ id: one.id, record: one.toJSON().record }));
