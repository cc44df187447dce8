import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { RxStorage } from 'rxdb/plugins/core';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { lotsFrom } from '#acts/pulled-lots.ts';
import { ownFacts, type PulledLots } from '#acts/stock.ts';
import { shownPortions, stockOf } from '#domain/ledger.ts';
import { stockView } from '#domain/view.ts';
import { Feed } from '#feed/feed.ts';
import type { FeedSource } from '#feed/source.ts';
import { Drain, type OutgoingBatch, type Sent } from '#outbox/drain.ts';
import { reopenLost } from '#outbox/mark-answers.ts';
import { OutboxStore, type Surroundings } from '#outbox/store.ts';
import { failing, sleepUntilWoken } from '../../src/feed/testing.ts';
import type { Chance } from '../fuzz/chance.ts';
import type { SimServer } from './server.ts';

/** What may go wrong on the way of one batch. */
export const FAULTS = [
	...(['none', 'none', 'none', 'requestLost', 'replyLost', 'busy', 'serverError'] as const),
	...(['signedOut', 'crashBeforeSending', 'crashBeforeMarking', 'partialAnswer'] as const)
] as const;
export type Fault = (typeof FAULTS)[number];

/** As src/acts/report-status.ts. */
const STATUS_FIRST_MS = 60_000;

class Crash extends Error {}

/** RxDB knows databases of one process by their names alone, whatever disk they are on. */
let disks = 0;

/** How somebody might break the device. */
export type DeviceMutant = {
	readonly store?: (store: OutboxStore) => void;
	readonly beforeSend?: (store: OutboxStore, batch: OutgoingBatch) => Promise<void>;
	readonly onUnauthorized?: (store: OutboxStore) => Promise<void>;
	readonly beforeDrain?: (store: OutboxStore, deviceNow: number) => Promise<unknown>;
	/** Writes that fail are taken for stored. */
	readonly blindFeed?: boolean;
};

export type DeviceClock = { boot: number; offset: number };

/** A kiosk: the production's outbox, feed and view, on a disk that outlives its page. */
export class SimDevice {
	readonly machineId: number;
	readonly origin: string;
	/** Facts whose `append` resolved, and which the disk has not lost. */
	saved = new Set<string>();
	#disk = { indexedDB: new IDBFactory(), IDBKeyRange };
	#rx = getRxStorageDexie(this.#disk);
	#name = `simulated${(disks += 1)}`;
	#tabs: OutboxStore[] = [];
	#drain: Drain;
	#feed: Feed | null = null;
	#feedKnown: string | null = null;
	#fault: Fault = 'none';
	#feedTrouble = 0;
	#writesFailing = 0;
	#answeredAt = -Infinity;
	readonly sent: OutgoingBatch[] = [];
	/** Milliseconds that the device's clock is wrong by. */
	clockOff = 0;
	readonly #server: SimServer;
	readonly #time: { now: number };
	readonly #chance: Chance;
	readonly #mutant: DeviceMutant;

	constructor(
		machineId: number,
		server: SimServer,
		time: { now: number },
		chance: Chance,
		mutant: DeviceMutant = {}
	) {
		this.machineId = machineId;
		this.origin = `m${machineId}`;
		this.#server = server;
		this.#time = time;
		this.#chance = chance;
		this.#mutant = mutant;
		this.#drain = this.#open();
	}

	get #around(): Surroundings {
		const bornAt = this.#time.now;
		const bootId = this.#chance.id();
		return {
			now: () => this.#time.now + this.clockOff,
			uptime: () => this.#time.now - bornAt + 1,
			bootId,
			newId: () => this.#chance.id()
		};
	}

	/** Two tabs of one page's origin, and one drainer. */
	#open(): Drain {
		this.#answeredAt = -Infinity;
		const around = this.#around;
		this.#tabs = [0, 1].map(() => {
			const store = new OutboxStore({
				name: 'exes-kiosk',
				surroundings: around,
				idb: this.#disk
			});
			this.#mutant.store?.(store);
			return store;
		});
		return new Drain({
			...around,
			store: this.store,
			send: (batch) => this.#send(batch),
			random: () => this.#chance.next()
		});
	}

	get store(): OutboxStore {
		const [first] = this.#tabs;
		if (!first) throw new Error('There is a page.');
		return first;
	}

	async append(drafts: readonly { type: string }[], tab: number): Promise<void> {
		const facts = await (this.#tabs[tab] ?? this.store).append(drafts);
		for (const { eventId } of facts) this.saved.add(eventId);
	}

	async drain(fault: Fault): Promise<void> {
		this.#fault = fault;
		await this.#mutant.beforeDrain?.(this.store, this.#time.now + this.clockOff);
		try {
			await this.#drain.step();
		} catch (error) {
			if (!(error instanceof Crash)) throw error;
			this.reload();
		}
	}

	async #send(batch: OutgoingBatch): Promise<Sent> {
		await this.#mutant.beforeSend?.(this.store, batch);
		switch (this.#fault) {
			case 'crashBeforeSending':
				throw new Crash();
			case 'requestLost':
				return { kind: 'noAnswer' };
			case 'busy':
				return { kind: 'busy', retryAfterMs: null };
			case 'serverError':
				return { kind: 'refused', status: 500 };
			case 'signedOut':
				await this.#mutant.onUnauthorized?.(this.store);
				return { kind: 'unauthorized' };
			default:
		}
		if ((await this.#statusFirst()) > 0) return { kind: 'again' };
		this.sent.push(batch);
		const reply = this.#server.take(this.machineId, this.origin, batch);
		if (this.#fault === 'crashBeforeMarking') throw new Crash();
		if (this.#fault === 'replyLost') return { kind: 'noAnswer' };
		const { results } = reply;
		return {
			kind: 'answered',
			reply: {
				...reply,
				results: this.#fault === 'partialAnswer' ? results.filter((_, i) => i % 2 === 0) : results
			}
		};
	}

	/** After a start and after a silence a status goes before any fact, as the kiosk's reporter does [M14]. */
	async #statusFirst(): Promise<number> {
		const silence = this.#time.now - this.#answeredAt;
		this.#answeredAt = this.#time.now;
		return silence > STATUS_FIRST_MS ? this.status() : 0;
	}

	/** What came late, once more, and in another order. */
	deliverAgain(): void {
		for (const batch of this.sent.slice(-2).reverse()) {
			this.#server.take(this.machineId, this.origin, batch);
		}
	}

	/** A status, as the kiosk makes use of it [M15]. */
	async status(): Promise<number> {
		const { feed } = this.#server;
		const changed = this.#feedKnown !== null && this.#feedKnown !== feed;
		const owed = await reopenLost(this.store, this.#server.acked(this.origin), changed);
		this.#feedKnown = feed;
		await this.store.expire(this.#time.now);
		return owed;
	}

	reload(): void {
		for (const tab of this.#tabs) tab.close();
		this.#drain = this.#open();
	}

	/** The browser has given up the site's storage. What the server has not is lost, and no bug of ours. */
	async evict(): Promise<void> {
		for (const eventId of this.saved) if (!this.#server.has(eventId)) this.saved.delete(eventId);
		await this.#feed?.close();
		this.#feed = null;
		this.#feedKnown = null;
		for (const tab of this.#tabs) tab.close();
		this.#disk = { indexedDB: new IDBFactory(), IDBKeyRange };
		this.#rx = getRxStorageDexie(this.#disk);
		this.#name = `simulated${(disks += 1)}`;
		this.#drain = this.#open();
	}

	async startEpoch(): Promise<void> {
		await this.store.startEpoch();
	}

	/** Asks for what changed; `trouble` answers fail before one comes, `writes` are refused by the disk. */
	async pull(trouble: number, writes: number): Promise<void> {
		// A kiosk asks when a status tells it to [M15]: what a restored server lacks it has heard by then.
		if (this.#feedKnown !== this.#server.feed) await this.status();
		this.#feedTrouble = trouble;
		this.#writesFailing = writes;
		this.#feed ??= await this.#openFeed();
		for (let i = 0; i <= trouble + (writes > 0 ? 2 : 0); i++) {
			this.#feed.wake();
			await this.#feed.settled();
		}
	}

	async crashFeed(): Promise<void> {
		await this.#feed?.close();
		this.#feed = null;
	}

	async #openFeed(): Promise<Feed> {
		const real = this.#server.source(this.machineId, this.origin);
		const troubled =
			<A extends unknown[], T>(ask: (...asked: A) => Promise<T>) =>
			(...asked: A): Promise<T | { kind: 'noAnswer' }> => {
				if (this.#feedTrouble > 0) {
					this.#feedTrouble -= 1;
					return Promise.resolve({ kind: 'noAnswer' });
				}
				return ask(...asked);
			};
		const source = {
			changes: troubled(real.changes),
			snapshot: troubled(real.snapshot)
		} as FeedSource;
		const refuse = (collection: string, what: 'write' | 'read'): boolean => {
			if (collection !== 'lots' || what !== 'write' || this.#writesFailing === 0) return false;
			this.#writesFailing -= 1;
			return true;
		};
		return Feed.open({
			...{ name: this.#name, collections: ['lots'], multiInstance: false, source },
			storage:
				this.#mutant.blindFeed === true ? blind(this.#rx, refuse) : failing(this.#rx, refuse),
			clock: { random: () => 0.5, sleep: sleepUntilWoken },
			onFault: () => undefined
		});
	}

	/** What the screen shows: portions by lot. */
	async view(): Promise<Map<string, number>> {
		const { facts, numberOf } = await ownFacts(this.store);
		const { records, at } = await this.#pulled();
		return shown(stockView(records, facts, { at, numberOf }));
	}

	/** What its own facts alone say. */
	async ownStock(): Promise<Map<string, number>> {
		const { facts } = await ownFacts(this.store);
		return shown(
			stockOf(
				facts.map(({ fact, epochNo, seq, happenedAt }) => ({
					fact,
					place: { origin: '', epochNo, seq },
					happenedAt
				}))
			)
		);
	}

	async #pulled(): Promise<PulledLots> {
		if (!this.#feed) return { records: [], at: null };
		return lotsFrom(await this.#feed.read('lots'), this.#feed.stateOf('lots').at);
	}

	async close(): Promise<void> {
		await this.#feed?.destroy();
		for (const tab of this.#tabs) tab.close();
	}
}

const shown = (stock: ReturnType<typeof stockView>): Map<string, number> =>
	new Map(
		[...stock].flatMap(([lotId, lot]) => {
			const portions = shownPortions(lot);
			return portions > 0 && lot.lot !== null ? [[lotId, portions] as const] : [];
		})
	);

type Rx = RxStorage<unknown, unknown>;

/** A disk that says that all is well and has stored nothing: what a client sees that does not look. */
function blind(disk: Rx, fails: (collection: string, what: 'write' | 'read') => boolean): Rx {
	return {
		...disk,
		async createStorageInstance(params) {
			const instance = await disk.createStorageInstance(params);
			const write = instance.bulkWrite.bind(instance);
			const find = instance.findDocumentsById.bind(instance);
			const pretended = new Map<string, unknown>();
			instance.bulkWrite = (rows, why) => {
				if (!fails(params.collectionName, 'write')) return write(rows, why);
				for (const { document } of rows) {
					pretended.set(String((document as { id?: string }).id), document);
				}
				return Promise.resolve({ error: [] });
			};
			instance.findDocumentsById = async (ids, deleted) => [
				...(await find(ids, deleted)),
				...ids.flatMap((id) => (pretended.has(id) ? [pretended.get(id) as never] : []))
			];
			return instance;
		}
	};
}
