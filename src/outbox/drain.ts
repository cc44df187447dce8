import { MAX_BATCH, type BatchReply } from '#domain/shapes/batch.ts';
import { chooseBatch } from './choose-batch.ts';
import { markAnswers } from './mark-answers.ts';
import type { Row, WireFact } from './row.ts';
import type { OutboxStore } from './store.ts';

/** What came of sending a batch. Only `answered` acknowledges anything. */
export type Sent =
	| { readonly kind: 'answered'; readonly reply: BatchReply }
	/** No answer, or one that is not the server's: a captive portal's page. */
	| { readonly kind: 'noAnswer' }
	/** Nothing was sent: what is pending has changed, and has to be chosen anew. */
	| { readonly kind: 'again' }
	| { readonly kind: 'unauthorized' }
	| { readonly kind: 'busy'; readonly retryAfterMs: number | null }
	/** Any other 4xx or 5xx without results. */
	| { readonly kind: 'refused'; readonly status: number };

export type OutgoingBatch = {
	readonly events: readonly WireFact[];
	readonly sentAt: string;
	readonly sentUptimeMs: number;
	readonly bootId: string;
};

/** What came of one step, and how long to wait before the next one. */
export type Step =
	| { readonly kind: 'idle'; readonly until: number | null }
	| { readonly kind: 'sent'; readonly answered: number }
	| { readonly kind: 'wait'; readonly ms: number };

export type DrainOptions = {
	readonly store: OutboxStore;
	readonly send: (batch: OutgoingBatch) => Promise<Sent>;
	readonly now: () => number;
	readonly uptime: () => number;
	readonly bootId: string;
	/** From 0 up to 1. */
	readonly random: () => number;
};

const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;
const SHORTEST_ASIDE_MS = 60_000;
const LONGEST_ASIDE_MS = 3_600_000;
/** So often a batch fails before it is halved [S3]. */
const TRIES = 3;

/**
 * Sends what is pending, one batch a step [S3, S4]. It keeps nothing that a crash could lose: only
 * how careful it has become.
 */
export class Drain {
	readonly #with: DrainOptions;
	#limit = MAX_BATCH;
	#failures = 0;
	#refusals = 0;
	/** Until then, by the uptime, the server wants to be left alone. */
	#notBefore = 0;

	constructor(options: DrainOptions) {
		this.#with = options;
	}

	/** One batch, at most. The caller makes sure that only one step runs at a time, over all tabs. */
	async step(): Promise<Step> {
		const { store, send, now, uptime, bootId } = this.#with;
		if (uptime() < this.#notBefore) return { kind: 'wait', ms: this.#notBefore - uptime() };
		const waiting = await store.inState('setAside').toArray();
		const due = waiting.find((row) => isDue(row, now()));
		const batch = chooseBatch(await store.inState('pending').limit(this.#limit).toArray(), due);
		if (batch.length === 0) return { kind: 'idle', until: firstRetry(waiting) };
		const sent = await send({
			events: batch.flatMap((row) => row.fact ?? []),
			sentAt: new Date(now()).toISOString(),
			sentUptimeMs: Math.round(uptime()),
			bootId
		});
		switch (sent.kind) {
			case 'answered':
				return this.#answered(batch, sent.reply);
			case 'again':
				return { kind: 'sent', answered: 0 };
			case 'noAnswer':
				return this.#wait(0);
			case 'unauthorized':
				return this.#wait(LONGEST_MS / 2);
			case 'busy':
				this.#notBefore = uptime() + (sent.retryAfterMs ?? 0);
				return this.#wait(sent.retryAfterMs ?? 0);
			case 'refused':
				return this.#refused(batch, sent.status);
		}
	}

	/** The network came back or a person did something: the next failure counts as the first. */
	hurry(): void {
		this.#failures = 0;
	}

	async #answered(batch: readonly Row[], reply: BatchReply): Promise<Step> {
		const answered = await markAnswers(this.#with.store, batch, reply);
		if (answered === 0) return this.#refused(batch, 200);
		this.#failures = 0;
		this.#refusals = 0;
		this.#limit = Math.min(MAX_BATCH, this.#limit * 2);
		return { kind: 'sent', answered };
	}

	/** Halves the batch down to one; a fact that fails alone is set aside, and later ones go on [S3]. */
	async #refused(batch: readonly Row[], status: number): Promise<Step> {
		this.#refusals += 1;
		const [only, ...others] = batch;
		const enough = status === 413 || this.#refusals >= TRIES;
		if (only && others.length === 0 && (enough || only.retry)) {
			this.#refusals = 0;
			await this.#setAside(only);
		} else if (enough) {
			this.#refusals = 0;
			this.#limit = Math.max(1, Math.floor(batch.length / 2));
		}
		return this.#wait(0);
	}

	async #setAside(row: Row): Promise<void> {
		const tries = (row.retry?.tries ?? 0) + 1;
		const pause = Math.min(LONGEST_ASIDE_MS, SHORTEST_ASIDE_MS * 2 ** Math.min(tries - 1, 10));
		await this.#with.store.rows.update([row.epochNumber, row.seq], {
			state: 'setAside',
			retry: { tries, until: this.#with.now() + pause }
		});
	}

	/** Exponential with full jitter, 1 s to 60 s, and at least what the server asked for [S4]. */
	#wait(atLeast: number): Step {
		const ceiling = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(this.#failures, 10));
		this.#failures += 1;
		const jittered = SHORTEST_MS + this.#with.random() * (ceiling - SHORTEST_MS);
		return { kind: 'wait', ms: Math.max(atLeast, jittered) };
	}
}

/** What lies further ahead than the longest pause was set by a clock that was wrong. */
function isDue({ retry }: Row, now: number): boolean {
	return !retry || retry.until <= now || retry.until - now > LONGEST_ASIDE_MS;
}

function firstRetry(waiting: readonly Row[]): number | null {
	const times = waiting.flatMap((row) => (row.retry ? [row.retry.until] : []));
	return times.length > 0 ? Math.min(...times) : null;
}
