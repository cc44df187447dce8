import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import { Subject } from 'rxjs';
import { MAX_CHANGES, type SyncCollection } from '#domain/shapes/sync.ts';
import { isAsNew, type Kept, type KeptCollection } from './collections.ts';
import type { Asked, FeedSource, Page } from './source.ts';
import { StorageFault } from './storage-fault.ts';
import { takeWhole } from './take-whole.ts';

/** So many changes are asked for, of at most MAX_CHANGES: RxDB takes a shorter page for the last one, and we say ourselves if there is more. */
const PAGE = MAX_CHANGES - 1;

/** Time and chance, handed in so that a simulation can drive the feed from a seed. */
export type FeedClock = {
	/** From 0 up to 1. */
	readonly random: () => number;
	/** Resolves after so many milliseconds, or as soon as the signal fires. */
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Where a collection stands in the feed. */
export type Checkpoint = { readonly feed: string; readonly seq: number };

/** The server said at a time of its clock that this is all; `head` is the feed's. */
export type Current = Checkpoint & {
	readonly at: number;
	readonly head: number;
	readonly hasChanged: boolean;
};

/** How a round went. `again`: there is more. `over`: what is kept is of another feed, or of none. */
type Outcome =
	| { readonly kind: 'over' | 'forbidden' }
	| { readonly kind: 'again'; readonly reached: Checkpoint }
	| {
			readonly kind: 'current';
			readonly reached: Checkpoint;
			readonly at: number;
			readonly head: number;
	  }
	| { readonly kind: 'failed'; readonly atLeastMs: number };

export type FollowingOptions = {
	readonly name: SyncCollection;
	readonly collection: KeptCollection;
	readonly source: FeedSource;
	readonly clock: FeedClock;
	/** How far it had come when it last had all; null where what is kept has to be fetched anew first. */
	readonly reached: Checkpoint | null;
	/** All is stored. */
	readonly onCurrent: (current: Current) => Promise<void>;
	/** The server did not answer, or refused. */
	readonly onFailed: (why: 'noAnswer' | 'unauthorized' | 'forbidden') => void;
	/** The disk is full or broken; it is tried again. */
	readonly onFault: (fault: unknown) => void;
};

/** How often it asks when nobody tells of news [S9]. */
const EVERY_MS = 5 * 60_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

type Replication = RxReplicationState<Kept, Checkpoint>;
type Round = {
	readonly done: Promise<Outcome>;
	readonly end: (outcome: Outcome) => void;
	readonly fail: (fault: unknown) => void;
	isTaken: boolean;
};

/**
 * Keeps one collection as the server has it: a snapshot first [S11], then one page of changes after the
 * other through RxDB, each only when the one before is known to be stored [S10].
 */
export class Following {
	readonly #with: FollowingOptions;
	readonly #stopped = new AbortController();
	readonly #resync = new Subject<'RESYNC'>();
	#sleeping = new AbortController();
	#wakes = 0;
	#failures = 0;
	#replication: Replication | null = null;
	/** Names of the storages in which a fault is ours. */
	#storages: ReadonlySet<string> = new Set();
	#round: Round | null = null;
	#mustBeginAnew: boolean;
	/**
	 * Up to where the feed was looked at and all of it stored. RxDB's own checkpoint stands still where
	 * nothing of a page was this caller's, and the server would look at all of it again.
	 */
	#reached: Checkpoint;
	#hasChanged = false;
	#isBegun = false;
	/** Waits, with nothing to do: to be woken, or for its next turn. */
	#isResting = true;
	readonly #whenResting: (() => void)[] = [];
	#ended: Promise<void> = Promise.resolve();

	constructor(options: FollowingOptions) {
		this.#with = options;
		this.#mustBeginAnew = options.reached === null;
		this.#reached = options.reached ?? NO_CHECKPOINT;
	}

	/** Begins; call once. */
	start(): void {
		this.#isBegun = true;
		this.#isResting = false;
		this.#ended = this.#run();
	}

	/** Resolves once it has asked since the last wake; at once where it has not begun. */
	async settled(): Promise<void> {
		if (this.#isResting) return;
		await new Promise<void>((rest) => this.#whenResting.push(rest));
	}

	/** There may be news, or network again: ask now. */
	wake(): void {
		this.#failures = 0;
		this.#wakes += 1;
		this.#isResting &&= !this.#isBegun;
		this.#sleeping.abort();
	}

	/** Resolves once nothing is written any more. */
	async stop(): Promise<void> {
		this.#stopped.abort();
		this.#wakes += 1;
		this.#sleeping.abort();
		this.#round?.end({ kind: 'failed', atLeastMs: 0 });
		await this.#ended;
	}

	/** A write or read of this storage failed: where it is ours, nothing is past doubt any more [S10]. */
	noteFault(storage: string, fault: unknown): void {
		if (!this.#storages.has(storage)) return;
		this.#mustBeginAnew = true;
		this.#round?.fail(new StorageFault(fault));
	}

	async #run(): Promise<void> {
		const { onFault } = this.#with;
		while (!this.#stopped.signal.aborted) {
			const wakes = this.#wakes;
			let pause: number;
			try {
				pause = await this.#step();
			} catch (fault) {
				this.#mustBeginAnew = true;
				onFault(fault);
				pause = this.#backoff(0);
			}
			if (pause > 0 && wakes === this.#wakes) await this.#rest(pause);
		}
		await this.#replication?.cancel();
		this.#isResting = true;
		for (const tell of this.#whenResting.splice(0)) tell();
	}

	/** @returns milliseconds until the next step */
	async #step(): Promise<number> {
		if (this.#mustBeginAnew) {
			const began = await this.#beginAnew();
			if (began !== null) return began;
		}
		this.#replication ??= await this.#replicate();
		const outcome = await this.#ask();
		switch (outcome.kind) {
			case 'again':
				this.#reached = outcome.reached;
				return 0;
			case 'over':
				this.#mustBeginAnew = true;
				return 0;
			case 'forbidden':
				await this.#empty();
				return EVERY_MS;
			case 'failed':
				return this.#backoff(outcome.atLeastMs);
			case 'current':
				this.#failures = 0;
				this.#reached = outcome.reached;
				await this.#with.onCurrent({
					...{ ...outcome.reached, at: outcome.at, head: outcome.head },
					hasChanged: this.#hasChanged
				});
				this.#hasChanged = false;
				return this.#spread(EVERY_MS);
		}
	}

	/**
	 * Puts the server's whole collection in the place of what is kept, which stays on the screen until
	 * then; its notes are gone first, so that a crash in between begins anew too.
	 *
	 * @returns how long to wait where it could not be had; null where it is there
	 */
	async #beginAnew(): Promise<number | null> {
		const { name, source, collection, onCurrent } = this.#with;
		await this.#forgetNotes();
		const asked = await this.#unlessStopped(source.snapshot(name));
		if (asked.kind === 'forbidden') {
			await this.#empty();
			return EVERY_MS;
		}
		if (asked.kind !== 'answered') return this.#failed(asked);
		const { feed, seq, at } = asked.reply;
		await takeWhole(collection, asked.reply);
		this.#replication = await this.#replicate({ feed, seq });
		this.#mustBeginAnew = false;
		this.#reached = { feed, seq };
		await onCurrent({ feed, seq, at, head: seq, hasChanged: true });
		return null;
	}

	/** The caller may not see it: nothing of it stays. */
	async #empty(): Promise<void> {
		await this.#forgetNotes();
		await takeWhole(this.#with.collection, { feed: '', seq: 0, records: [], at: 0 });
		this.#mustBeginAnew = true;
		this.#with.onFailed('forbidden');
	}

	async #forgetNotes(): Promise<void> {
		const replication = this.#replication ?? (await this.#replicate());
		this.#replication = null;
		await replication.remove();
	}

	async #replicate(from?: Checkpoint): Promise<Replication> {
		const { collection, name } = this.#with;
		const replication: Replication = replicateRxCollection<Kept, Checkpoint>({
			replicationIdentifier: name,
			collection,
			// The feed itself waits for leadership, so that snapshots have one writer too.
			waitForLeadership: false,
			autoStart: false,
			pull: {
				batchSize: MAX_CHANGES,
				stream$: this.#resync.asObservable(),
				handler: (checkpoint) => this.#pull(replication, checkpoint),
				...(from && { initialCheckpoint: from })
			}
		});
		replication.error$.subscribe((fault) => {
			this.#mustBeginAnew = true;
			this.#round?.fail(new StorageFault(fault));
		});
		const { collectionName } = await replication.metaInfoPromise;
		this.#storages = new Set([collection.name, collectionName]);
		return replication;
	}

	/** One question, through RxDB; resolves once its answer is stored. */
	async #ask(): Promise<Outcome> {
		const replication = this.#replication;
		if (replication === null) return { kind: 'over' };
		const round = newRound();
		this.#round = round;
		try {
			if (replication.wasStarted) this.#resync.next('RESYNC');
			else await Promise.race([replication.start(), round.done]);
			return await round.done;
		} finally {
			this.#round = null;
		}
	}

	/** Called by RxDB, within its queue; it is answered from the feed while somebody waits for it. */
	async #pull(replication: Replication, checkpoint: Checkpoint | undefined) {
		const nothing = { documents: [], checkpoint: checkpoint ?? NO_CHECKPOINT };
		const round = this.#round;
		if (round === null || round.isTaken || replication !== this.#replication) {
			// RxDB's own idea, when the page was shown again: a good moment all the same.
			this.wake();
			return nothing;
		}
		round.isTaken = true;
		const stored = replication.internalReplicationState?.streamQueue.down ?? Promise.resolve();
		if (checkpoint === undefined) {
			afterwards(stored, round, { kind: 'over' });
			return nothing;
		}
		const { feed, seq } = this.#reached;
		const from = feed === checkpoint.feed && seq > checkpoint.seq ? this.#reached : checkpoint;
		const { outcome, documents, next } = await this.#page(from);
		if (documents.length > 0) this.#hasChanged = true;
		afterwards(stored, round, outcome, async () => {
			await replication.internalReplicationState?.checkpointQueue;
			await this.#assureStored(documents);
		});
		return { documents, checkpoint: { feed: checkpoint.feed, seq: next } };
	}

	async #page(checkpoint: Checkpoint) {
		const { name, source } = this.#with;
		const { feed, seq } = checkpoint;
		const asked = await this.#unlessStopped(
			source.changes({ collection: name, feed, since: seq, limit: PAGE })
		);
		const none = { documents: [], next: seq };
		if (asked.kind === 'forbidden') return { ...none, outcome: { kind: 'forbidden' } as const };
		if (asked.kind !== 'answered') {
			return { ...none, outcome: { kind: 'failed', atLeastMs: this.#told(asked) } as const };
		}
		const page = asked.reply;
		if (page.reset || page.feed !== feed) return { ...none, outcome: { kind: 'over' } as const };
		return { documents: documentsOf(page), next: page.next, outcome: outcomeOf(page) };
	}

	/** [S10]: RxDB swallows what goes wrong while it stores a page. */
	async #assureStored(documents: readonly Kept[]): Promise<void> {
		const { storageInstance } = this.#with.collection;
		const ids = documents.map(({ id }) => id);
		if (ids.length === 0) return;
		const found = await storageInstance.findDocumentsById(ids, true);
		const kept = new Map(found.map((document) => [document.id, document]));
		for (const document of documents) {
			const is = kept.get(document.id);
			if (is === undefined || !isAsNew(is, document)) {
				throw new StorageFault(`${this.#with.name}/${document.id} was not stored.`);
			}
		}
	}

	#failed(asked: Exclude<Asked<unknown>, { kind: 'answered' }>): number {
		return this.#backoff(this.#told(asked));
	}

	/** @returns how long the server wants to be left alone */
	#told(asked: Exclude<Asked<unknown>, { kind: 'answered' }>): number {
		const { onFailed } = this.#with;
		switch (asked.kind) {
			case 'busy':
				onFailed('noAnswer');
				return asked.retryAfterMs ?? 0;
			case 'unauthorized':
				onFailed('unauthorized');
				return LONGEST_MS;
			default:
				onFailed('noAnswer');
				return 0;
		}
	}

	/** Exponential with full jitter, 1 s to 60 s, and at least what the server asked for. */
	#backoff(atLeast: number): number {
		const ceiling = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(this.#failures, 10));
		this.#failures += 1;
		const jittered = SHORTEST_MS + this.#with.clock.random() * (ceiling - SHORTEST_MS);
		return Math.max(atLeast, jittered);
	}

	/** A little spread, so that devices do not knock in step. */
	#spread(ms: number): number {
		return ms * (0.9 + this.#with.clock.random() * 0.2);
	}

	async #rest(ms: number): Promise<void> {
		this.#sleeping = new AbortController();
		this.#isResting = true;
		for (const tell of this.#whenResting.splice(0)) tell();
		await this.#with.clock.sleep(ms, this.#sleeping.signal);
		this.#isResting = false;
	}

	/** The answer, or none where it is stopped meanwhile. */
	#unlessStopped<T>(asking: Promise<Asked<T>>): Promise<Asked<T>> {
		const { signal } = this.#stopped;
		return new Promise((settle, fail) => {
			const stop = (): void => {
				settle({ kind: 'noAnswer' });
			};
			if (signal.aborted) stop();
			signal.addEventListener('abort', stop, { once: true });
			asking.then(settle, fail).finally(() => {
				signal.removeEventListener('abort', stop);
			});
		});
	}
}

const NO_CHECKPOINT: Checkpoint = { feed: '', seq: 0 };

function documentsOf({ feed, changes }: Page): (Kept & { _deleted: boolean })[] {
	return changes.map(({ id, seq, op, record }) => ({
		...{ id, feed, seq, record: op === 'put' ? record : {} },
		_deleted: op === 'delete'
	}));
}

function outcomeOf({ feed, next, more, at, head }: Page): Outcome {
	const reached = { feed, seq: next };
	return more ? { kind: 'again', reached } : { kind: 'current', reached, at, head };
}

function newRound(): Round {
	let end!: Round['end'];
	let fail!: Round['fail'];
	const done = new Promise<Outcome>((resolve, reject) => {
		end = resolve;
		fail = reject;
	});
	// It may fail before anybody waits for it.
	done.catch(() => undefined);
	return { done, end, fail, isTaken: false };
}

/** Ends the round once RxDB has stored what the handler returned. */
function afterwards(
	stored: Promise<unknown>,
	round: Round,
	outcome: Outcome,
	assure: () => Promise<void> = () => Promise.resolve()
): void {
	stored.then(assure).then(() => {
		round.end(outcome);
	}, round.fail);
}
