import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import type { RxStorage } from 'rxdb/plugins/core';
import type { SyncCollection } from '#domain/shapes/sync.ts';
import { Feed, type FeedOptions } from './feed.ts';
import type { Asked, Change, FeedSource, Page, Whole } from './source.ts';

let disks = 0;

/**
 * A disk that outlives the page. RxDB's storage shares by name what is still open, whatever disk it is
 * on: so each disk has names of its own, and no test finds what another one has left open.
 */
export function newDisk(): RxStorage<unknown, unknown> {
	const disk: RxStorage<unknown, unknown> = getRxStorageDexie({
		indexedDB: new IDBFactory(),
		IDBKeyRange
	});
	const own = `disk${(disks += 1)}-`;
	return {
		name: disk.name,
		rxdbVersion: disk.rxdbVersion,
		createStorageInstance: (params) =>
			disk.createStorageInstance({ ...params, databaseName: own + params.databaseName })
	};
}

/**
 * The same disk, on which every write and read is asked about first: `fails` says whether it does.
 */
export function failing(
	disk: RxStorage<unknown, unknown>,
	fails: (collection: string, what: 'write' | 'read') => boolean
): RxStorage<unknown, unknown> {
	const full = (): Promise<never> =>
		Promise.reject(new DOMException('The disk is full.', 'QuotaExceededError'));
	return {
		...disk,
		async createStorageInstance(params) {
			const instance = await disk.createStorageInstance(params);
			const { collectionName } = params;
			const write = instance.bulkWrite.bind(instance);
			const read = instance.findDocumentsById.bind(instance);
			instance.bulkWrite = (rows, why) =>
				fails(collectionName, 'write') ? full() : write(rows, why);
			instance.findDocumentsById = (ids, withDeleted) =>
				fails(collectionName, 'read') ? full() : read(ids, withDeleted);
			return instance;
		}
	};
}

type Row = { seq: number; op: Change['op']; record: unknown };

/** A server that keeps S8 and S11, in memory. */
export class MemoryFeed {
	feed = 'feed1';
	seq = 0;
	time = Date.UTC(2026, 10, 23, 18);
	/** What it answers to everything instead of what it knows; null while it works. */
	trouble: Exclude<Asked<unknown>, { kind: 'answered' }> | null = null;
	/** The most changes in one answer. */
	cap = 500;
	/** What was asked, in order: `changes` or `snapshot`, and the collection. */
	readonly asked: string[] = [];
	readonly rows = new Map<SyncCollection, Map<string, Row>>();

	put(collection: SyncCollection, id: string, record: object): void {
		this.#write(collection, id, { op: 'put', record });
	}

	remove(collection: SyncCollection, id: string): void {
		this.#write(collection, id, { op: 'delete', record: {} });
	}

	/** As after a restore, or a change of what the caller may see: other rows, another feed. */
	restart(feed: string, seq = 0): void {
		this.feed = feed;
		this.seq = seq;
		this.rows.clear();
	}

	readonly source: FeedSource = {
		changes: ({ collection, since, feed, limit }) => {
			this.asked.push(`changes ${collection}`);
			return Promise.resolve(this.trouble ?? this.#page(collection, since, feed, limit));
		},
		snapshot: (collection) => {
			this.asked.push(`snapshot ${collection}`);
			return Promise.resolve(this.trouble ?? this.#whole(collection));
		}
	};

	#page(collection: SyncCollection, since: number, feed: string, limit: number): Asked<Page> {
		const base = { feed: this.feed, head: this.seq, at: (this.time += 1_000) };
		if (feed !== this.feed) {
			const reply = { ...base, changes: [], next: 0, more: false, reset: true };
			return { kind: 'answered', reply };
		}
		const all = this.#rows(collection).filter(({ seq }) => seq > since);
		const changes = all.slice(0, Math.min(limit, this.cap));
		const more = changes.length < all.length;
		const next = more ? (changes.at(-1)?.seq ?? since) : this.seq;
		return { kind: 'answered', reply: { ...base, changes, next, more, reset: false } };
	}

	#whole(collection: SyncCollection): Asked<Whole> {
		const records = this.#rows(collection).filter(({ op }) => op === 'put');
		const { feed, seq } = this;
		return { kind: 'answered', reply: { feed, seq, records, at: (this.time += 1_000) } };
	}

	#rows(collection: SyncCollection): (Change & { record: unknown })[] {
		return [...(this.rows.get(collection) ?? [])]
			.map(([id, row]) => ({ id, ...row }))
			.sort((a, b) => a.seq - b.seq);
	}

	#write(collection: SyncCollection, id: string, row: Omit<Row, 'seq'>): void {
		const rows = this.rows.get(collection) ?? new Map<string, Row>();
		this.rows.set(collection, rows);
		rows.set(id, { ...row, seq: (this.seq += 1) });
	}
}

/** Sleeps until it is woken: nothing happens by itself in a test. */
export function sleepUntilWoken(_: number, signal: AbortSignal): Promise<void> {
	return new Promise((done) => {
		if (signal.aborted) done();
		signal.addEventListener('abort', () => {
			done();
		});
	});
}

export const faults: unknown[] = [];

/** A device that follows the server. */
export function openFeed(server: MemoryFeed, options: Partial<FeedOptions> = {}): Promise<Feed> {
	return Feed.open({
		...{ name: 'test', collections: ['lots'], multiInstance: false },
		storage: newDisk(),
		source: server.source,
		clock: { random: () => 0.5, sleep: sleepUntilWoken },
		onFault: (fault) => faults.push(fault),
		...options
	});
}
