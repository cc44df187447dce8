import { parseInstant } from '#domain/calendar.ts';
import type { Batch } from '#domain/shapes/batch.ts';
import type { Command, Status } from '#domain/shapes/machine.ts';
import type { OutgoingBatch, Sent } from '#outbox/drain.ts';
import { lostSeqs } from '#outbox/lost-seqs.ts';
import { reopenLost } from '#outbox/mark-answers.ts';
import { ApiError } from '#remote/api.ts';
import type { MachineApi, StatusAnswer } from '#remote/machine.ts';
import type { KioskStore } from './kiosk-store.ts';
import type { Session } from './sign-in.ts';
import { goodConfig, takeConfig, type OwnSite } from './take-config.ts';

/** How the machine stands with its server, as its own requests tell [style 10]. */
export type Standing =
	| { readonly kind: 'starting' }
	| { readonly kind: 'online' }
	/** `since`: when the server last answered, by the device's clock; null if it never has. */
	| { readonly kind: 'offline'; readonly since: number | null }
	/**
	 * The server is there and does not take this machine's secret [M8]. `since`: the first refusal
	 * after the last answer, by the device's clock; it outlives the page.
	 */
	| { readonly kind: 'refused'; readonly since: number };

/** After so long a refusal is no passing thing: the machine says that it needs service [M8]. */
export const SERVICE_AFTER_MS = 24 * 60 * 60 * 1_000;

export const needsService = (standing: Standing, now: number): boolean =>
	standing.kind === 'refused' && now - standing.since >= SERVICE_AFTER_MS;

export type ReporterOptions = {
	readonly store: KioskStore;
	readonly api: Pick<MachineApi, 'status' | 'events' | 'config'>;
	readonly session: Session;
	readonly own: () => OwnSite;
	/** What the machine says of itself, at this moment. */
	readonly describe: () => Promise<Status>;
	readonly now: () => number;
	readonly random: () => number;
	readonly exclusive: <T>(task: () => Promise<T>) => Promise<T>;
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly onStanding: (standing: Standing) => void;
	readonly onConfig: () => void;
	/** The server owes answers again: facts wait that had gone out. */
	readonly onOwed?: () => unknown;
	/** Takes what the server asks for, with its time; called within the lock. */
	readonly obey: (commands: readonly Command[], serverNow: number) => Promise<void>;
	/** The store is full or broken: the next status comes as always. */
	readonly onFault: (fault: unknown) => void;
};

/** After so long without an answer a status goes before any fact [M14]. */
const STATUS_FIRST_MS = 60_000;

/** The heartbeat [M14, M15], and the way of facts to the server: one origin, one request at a time. */
export class Reporter {
	readonly #with: ReporterOptions;
	readonly #stopped = new AbortController();
	#sleeping = new AbortController();
	/** The last answer's; before the first one, the configuration's. */
	#intervalMs = 0;
	#lastAnswerAt: number | null = null;
	#storedAnswerAt: number | null = null;
	#wakes = 0;
	#refusedSince: number | null = null;
	#statusDueAtOnce = true;
	#askedForConfig = false;

	constructor(options: ReporterOptions) {
		this.#with = options;
	}

	/** Runs until `stop`; call once. */
	async run(): Promise<void> {
		const { store, own } = this.#with;
		this.#storedAnswerAt = (await store.recall('lastAnswerAt')) ?? null;
		this.#lastAnswerAt = this.#storedAnswerAt;
		this.#intervalMs = (await goodConfig(store, own())).interval * 1_000;
		this.#refusedSince = (await store.recall('refusedSince')) ?? null;
		while (!this.#stopped.signal.aborted) {
			const wakes = this.#wakes;
			await this.#beat();
			if (wakes !== this.#wakes) continue;
			this.#sleeping = new AbortController();
			await this.#with.sleep(this.#pause(), this.#sleeping.signal);
		}
	}

	/** A sign that the network may be back, or that there is news: the next status goes now. */
	wake(): void {
		this.#wakes += 1;
		this.#sleeping.abort();
	}

	stop(): void {
		this.#stopped.abort();
		this.#sleeping.abort();
	}

	/** Sends a batch for the outbox, which holds the lock; after a long silence a status goes first. */
	async send(batch: OutgoingBatch): Promise<Sent> {
		const { session, api, now } = this.#with;
		try {
			const silence = this.#lastAnswerAt === null ? Infinity : now() - this.#lastAnswerAt;
			// What a restored server lacks goes before what was chosen: an older epoch before a newer one.
			const isDue = this.#statusDueAtOnce || silence > STATUS_FIRST_MS;
			if (isDue && (await this.#statusFirst()) > 0) return { kind: 'again' };
			const body: Batch = { ...batch, events: [...batch.events] };
			const reply = await session.with((token) => api.events(token, body));
			await this.#answered();
			return { kind: 'answered', reply };
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			return await this.#failed(error);
		}
	}

	/** A status that is refused for what is in it must not hold up facts for ever. Returns what it owes. */
	async #statusFirst(): Promise<number> {
		try {
			return (await this.#status()).owed;
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			if (error.code !== 'refused' && error.code !== 'unexpected') throw error;
			this.#statusDueAtOnce = false;
			return 0;
		}
	}

	async #beat(): Promise<void> {
		try {
			const { reply } = await this.#with.exclusive(() => this.#status());
			await this.#takeConfig(reply.configVersion);
		} catch (error) {
			await this.#told(error);
		}
	}

	/** @returns the answer, and how many facts the server lacks that it once had */
	async #status(): Promise<{ reply: StatusAnswer; owed: number }> {
		const { session, api, describe, store } = this.#with;
		const body = await describe();
		const reply = await session.with((token) => api.status(token, body));
		this.#intervalMs = Math.max(1_000, reply.interval * 1_000);
		this.#statusDueAtOnce = false;
		await this.#answered();
		const feed = await store.recall('feed');
		const feedChanged = reply.feed !== null && feed !== undefined && feed !== reply.feed;
		const owed = await reopenLost(store.outbox, reply.acked, feedChanged);
		if (owed > 0) this.#with.onOwed?.();
		const lost = await lostSeqs(store.outbox, reply.acked);
		if (lost.length > 0) await store.outbox.append(lost);
		if (reply.feed !== null && reply.feed !== feed) await store.remember('feed', reply.feed);
		const serverNow = parseInstant(reply.serverTime) ?? 0;
		await store.outbox.expire(serverNow);
		await this.#with.obey(reply.commands, serverNow);
		return { reply, owed };
	}

	/**
	 * Another version is fetched and kept [M16]. Once after each start it is asked for in any case: a
	 * server restored from a backup may give a number again. That it cannot be had now is no news of
	 * the line, and the next status tries again.
	 */
	async #takeConfig(version: number): Promise<void> {
		const { store, own, session, api, onConfig } = this.#with;
		const kept = await store.recall('config');
		if (this.#askedForConfig && kept?.version === version) return;
		const ask = (etag: string | undefined) => session.with((token) => api.config(token, etag));
		try {
			const isNew = await takeConfig({ store, own: own(), ask });
			this.#askedForConfig = true;
			if (isNew) onConfig();
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
		}
	}

	async #answered(): Promise<void> {
		const { store, now, onStanding } = this.#with;
		const at = now();
		this.#lastAnswerAt = at;
		// Now and then is enough to say "no network since": each write waits for the disk.
		if (this.#storedAnswerAt === null || Math.abs(at - this.#storedAnswerAt) > 15_000) {
			this.#storedAnswerAt = at;
			await store.remember('lastAnswerAt', at);
		}
		if (this.#refusedSince !== null) {
			this.#refusedSince = null;
			await store.remember('refusedSince', null);
		}
		onStanding({ kind: 'online' });
	}

	async #told(error: unknown): Promise<void> {
		const { onFault } = this.#with;
		if (!(error instanceof ApiError)) {
			onFault(error);
			return;
		}
		try {
			await this.#failed(error);
		} catch (fault) {
			onFault(fault);
		}
	}

	/** A machine that was rejected is refused like one whose secret is not taken: it keeps all it has. */
	async #refused(): Promise<Sent> {
		const { store, now, onStanding } = this.#with;
		if (this.#refusedSince === null) {
			this.#refusedSince = now();
			await store.remember('refusedSince', this.#refusedSince);
		}
		onStanding({ kind: 'refused', since: this.#refusedSince });
		return { kind: 'unauthorized' };
	}

	async #failed(error: ApiError): Promise<Sent> {
		const { onStanding } = this.#with;
		if (error.says('rejected')) return this.#refused();
		switch (error.code) {
			case 'unauthorized':
				return this.#refused();
			case 'busy':
				return { kind: 'busy', retryAfterMs: error.retryAfterMs };
			case 'refused':
				return { kind: 'refused', status: error.status };
			case 'offline':
			case 'timeout':
				onStanding({ kind: 'offline', since: this.#lastAnswerAt });
				return { kind: 'noAnswer' };
			case 'unexpected':
				onStanding({ kind: 'offline', since: this.#lastAnswerAt });
				return error.status >= 400
					? { kind: 'refused', status: error.status }
					: { kind: 'noAnswer' };
		}
	}

	/**
	 * The server's interval, a little spread, so that a fleet does not knock in step; while it is
	 * refused, until it may sign in again.
	 */
	#pause(): number {
		const { session, random } = this.#with;
		return session.waitMs() || this.#intervalMs * (0.9 + random() * 0.2);
	}
}
