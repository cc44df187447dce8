import {
	Dexie,
	liveQuery,
	type Collection,
	type DexieOptions,
	type Table,
	type Transaction
} from 'dexie';
import { MAX_FACT_BYTES } from '#domain/shapes/fact.ts';
import { isDiskFull } from './disk-full.ts';
import type { Draft, Row, RowState, Stats, WireFact } from './row.ts';

/** Acknowledged rows stay longer than the oldest backup of the server [S5]. */
export const KEEP_ANSWERED_MS = 35 * 24 * 60 * 60 * 1_000;

/** Time and chance, handed in so that a simulation can drive the outbox from a seed. */
export type Surroundings = {
	/** Milliseconds since 1970 by the device's clock. */
	readonly now: () => number;
	/** Milliseconds since this page started; never set by a person [M3]. */
	readonly uptime: () => number;
	readonly bootId: string;
	/** 15 characters of `[a-z0-9]`. */
	readonly newId: () => string;
};

export type StoreOptions = {
	readonly name: string;
	/** Tables of the caller in the same database, so that one transaction can hold both [S1a]. */
	readonly tables?: Readonly<Record<string, string>>;
	readonly surroundings: Surroundings;
	/**
	 * Gives up copies of what can be fetched again. Called when the disk is full; the write is then
	 * tried once more [S5].
	 */
	readonly makeRoom?: (() => Promise<unknown>) | undefined;
	/** Another IndexedDB than the page's own. */
	readonly idb?: Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'>;
};

type FactClock = Pick<WireFact, 'occurredAt' | 'bootId' | 'uptimeMs'>;

/** The fact is longer than the server takes; it was not stored. */
export class FactTooLong extends Error {
	override readonly name = 'FactTooLong';
}

/**
 * The append-only outbox [S1]. A promise of `append` that resolved means that the fact is on the
 * disk: every transaction is strict. It is one store, so an append touches nothing else: the newest
 * row tells epoch and seq, and is therefore never deleted.
 */
export class OutboxStore {
	readonly db: Dexie;
	readonly rows: Table<Row, [number, number]>;
	readonly #around: Surroundings;
	readonly #makeRoom: StoreOptions['makeRoom'];
	readonly #names: string[];
	readonly #listeners = new Set<() => void>();
	/** Stands for every boot before this page's. */
	#earlierBootId: string | null = null;

	constructor({ name, tables = {}, surroundings, makeRoom, idb = {} }: StoreOptions) {
		this.db = new Dexie(name, { chromeTransactionDurability: 'strict', ...idb });
		this.db.version(1).stores({
			rows: '[epochNumber+seq],&eventId,[state+epochNumber+seq]',
			...tables
		});
		this.rows = this.db.table('rows');
		this.#names = Object.keys(tables);
		this.#around = surroundings;
		this.#makeRoom = makeRoom;
	}

	/**
	 * Stores facts, all or none, and resolves once they are durable.
	 *
	 * @param alongside writes to the caller's own tables in the same transaction
	 */
	async append(drafts: readonly Draft[], alongside?: () => Promise<unknown>): Promise<WireFact[]> {
		if (!alongside) return this.#append(['rows'], () => Promise.resolve(drafts));
		return this.appendOf(async () => {
			await alongside();
			return drafts;
		});
	}

	/**
	 * Stores the facts that a work on the caller's own tables comes to, in its transaction: all of it
	 * or nothing. On a full disk the work runs once more.
	 *
	 * @param happenedAt when it happened, by the device's clock, where that was earlier: also before this
	 *   page started
	 */
	async appendOf(work: () => Promise<readonly Draft[]>, happenedAt?: number): Promise<WireFact[]> {
		return this.#append(['rows', ...this.#names], work, happenedAt);
	}

	/** Runs a write of this database; on a full disk once more, after everything else made room [S5]. */
	async write<T>(work: () => PromiseLike<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			// Within a transaction the whole of it is tried again.
			const isWithin = (Dexie.currentTransaction as Transaction | null) !== null;
			if (!this.#makeRoom || isWithin || !isDiskFull(error)) throw error;
			await this.#makeRoom();
			return work();
		}
	}

	/** Calls back after each append of this page; returns how to stop. */
	onAppend(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Begins a new epoch for what follows: after a `seq_conflict` [M3a]. */
	async startEpoch(): Promise<string> {
		return this.db.transaction('rw', this.rows, async () => {
			const newest = await this.#newest();
			return (await this.#begin(newest.epochNumber + 1)).epoch;
		});
	}

	/**
	 * Facts go into a new epoch, in their order and each under its own eventId, and wait: the origin has
	 * become another one, and would miss what came before in the old epoch [M2].
	 *
	 * @param isMoved which; without it everything that has no answer
	 * @returns how many facts that were
	 */
	async carryOver(isMoved: (row: Row) => boolean = isWaiting): Promise<number> {
		return this.db.transaction('rw', this.rows, async () => {
			const moved = await this.rows.filter((row) => row.fact !== null && isMoved(row)).toArray();
			const newest = await this.#newest();
			const { epoch, epochNumber } = await this.#begin(newest.epochNumber + 1);
			await this.rows.bulkDelete(moved.map((row) => [row.epochNumber, row.seq]));
			await this.rows.bulkAdd(
				moved.flatMap(({ eventId, fact, storedAt }, i) => {
					const seq = i + 1;
					if (fact === null) return [];
					const anew = { ...fact, epoch, seq };
					return [{ epochNumber, epoch, seq, eventId, fact: anew, state: 'pending', storedAt }];
				})
			);
			return moved.length;
		});
	}

	async currentEpoch(): Promise<{ epoch: string; epochNumber: number }> {
		return this.db.transaction('rw', this.rows, () => this.#newest());
	}

	/** The number of an epoch of this store; null for one that is none of its own. */
	async numberOf(epoch: string): Promise<number | null> {
		const opening = await this.inState('begin')
			.filter((row) => row.epoch === epoch)
			.first();
		return opening?.epochNumber ?? null;
	}

	/** Every kept row of every epoch that holds a fact, in order. */
	async kept(): Promise<(Row & { fact: WireFact })[]> {
		const rows = await this.rows.toArray();
		return rows.filter((row): row is Row & { fact: WireFact } => row.fact !== null);
	}

	/** Rows of a state, oldest epoch and lowest seq first: found by query, never by a checkpoint [S3]. */
	inState(state: RowState): Collection<Row, [number, number]> {
		return this.rows
			.where('[state+epochNumber+seq]')
			.between([state, Dexie.minKey], [state, Dexie.maxKey]);
	}

	async stats(): Promise<Stats> {
		return this.db.transaction('r', this.rows, async () => {
			const [pending, setAside] = [this.inState('pending'), this.inState('setAside')];
			const oldest = [await pending.first(), await setAside.first()].flatMap((row) =>
				row ? [row.storedAt] : []
			);
			const waiting = await this.inState('setAside').count();
			return {
				unsent: (await this.inState('pending').count()) + waiting,
				oldestAt: oldest.length > 0 ? Math.min(...oldest) : null,
				setAside: waiting,
				deadLetters: await this.inState('deadLetter').count()
			};
		});
	}

	/** Tells the numbers now and after each change, of other tabs too; returns how to stop [S6]. */
	watchStats(listener: (stats: Stats) => void): () => void {
		const watch = liveQuery(() => this.stats()).subscribe(listener);
		return () => {
			watch.unsubscribe();
		};
	}

	/** Deletes what was answered long ago by the server's clock; pending rows never [S5]. */
	async expire(serverNow: number): Promise<number> {
		return this.db.transaction('rw', this.rows, async () => {
			const newest = await this.#newest();
			const isOver = (row: Row): boolean =>
				row.answer !== undefined &&
				serverNow - row.answer.at > KEEP_ANSWERED_MS &&
				row.eventId !== newest.eventId;
			const done = await this.inState('done').filter(isOver).delete();
			return done + (await this.inState('deadLetter').filter(isOver).delete());
		});
	}

	close(): void {
		this.db.close();
	}

	/** Deletes all of it, unsent facts too: whose it was has been shut out, or wants it gone. */
	async destroy(): Promise<void> {
		await this.db.delete();
	}

	async #append(
		scope: string[],
		work: () => Promise<readonly Draft[]>,
		happenedAt?: number
	): Promise<WireFact[]> {
		const facts = await this.write(() =>
			this.db.transaction('rw', scope, async () => {
				const drafts = await work();
				if (drafts.length === 0) return [];
				const newest = await this.#newest();
				const clock = this.#clockOf(happenedAt);
				const rows = drafts.map((draft, i) =>
					this.#row(newest, newest.seq + 1 + i, { ...draft, ...clock })
				);
				await this.rows.bulkAdd(rows);
				return rows.flatMap((row) => row.fact ?? []);
			})
		);
		if (facts.length > 0) for (const listener of this.#listeners) listener();
		return facts;
	}

	async #newest(): Promise<Row> {
		return (await this.rows.orderBy(':id').last()) ?? this.#begin(1);
	}

	async #begin(epochNumber: number): Promise<Row> {
		const row: Row = {
			epochNumber,
			epoch: this.#around.newId(),
			seq: 0,
			eventId: this.#around.newId(),
			fact: null,
			state: 'begin',
			storedAt: this.#around.now()
		};
		await this.rows.add(row);
		return row;
	}

	#row({ epoch, epochNumber }: Row, seq: number, draft: Draft & FactClock): Row {
		const { newId, now } = this.#around;
		const eventId = newId();
		const fact: WireFact = { ...draft, eventId, epoch, seq };
		if (bytesOf(fact) > MAX_FACT_BYTES) throw new FactTooLong(draft.type);
		return { epochNumber, epoch, seq, eventId, fact, state: 'pending', storedAt: now() };
	}

	/**
	 * When a fact happened [M3]. Before this page started its clock counted nothing: such a fact is of
	 * another boot, of which the server knows no moment, so that it takes the calendar's word for it,
	 * within what it knows.
	 */
	#clockOf(happenedAt?: number): FactClock {
		const { newId, now, uptime, bootId } = this.#around;
		const age = happenedAt === undefined ? 0 : Math.max(0, now() - happenedAt);
		const occurredAt = new Date(now() - age).toISOString();
		const uptimeMs = Math.round(uptime() - age);
		if (uptimeMs >= 0) return { occurredAt, bootId, uptimeMs };
		this.#earlierBootId ??= newId();
		return { occurredAt, bootId: this.#earlierBootId, uptimeMs: 0 };
	}
}

const isWaiting = ({ state }: Row): boolean => state === 'pending' || state === 'setAside';

/** Length of a value as JSON in UTF-8. */
export function bytesOf(value: unknown): number {
	return new TextEncoder().encode(JSON.stringify(value)).length;
}
