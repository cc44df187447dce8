import { MAX_BATCH, type FactResult } from '#domain/shapes/batch.ts';
import type { Fact } from '#domain/shapes/fact.ts';
import type { Acked } from '#domain/shapes/machine.ts';
import type { Millis } from '#domain/calendar.ts';
import type { Draft } from './visits.ts';

/** A machine's facts in a form that a file can hold. */
export type JournalState = {
	epoch: string;
	nextSeq: number;
	/** Without an answer yet, in order. */
	waiting: Fact[];
	/** Answered, the newest last: a restored server may ask for them again [M15]. */
	answered: Fact[];
};

/** When something happened, by this start of the machine. */
export type Moment = {
	readonly at: Millis;
	readonly bootId: string;
	readonly bootedAt: Millis;
};

/** Answered facts that are kept; a real machine keeps weeks of them. */
const KEPT = 50;

/** What a machine owes its server: facts in order of their seq, until each is answered. */
export class Journal {
	readonly state: JournalState;

	constructor(state: JournalState) {
		this.state = state;
	}

	static begin(epoch: string): JournalState {
		return { epoch, nextSeq: 1, waiting: [], answered: [] };
	}

	get size(): number {
		return this.state.waiting.length;
	}

	get oldestAt(): string | null {
		return this.state.waiting[0]?.occurredAt ?? null;
	}

	add(draft: Draft, eventId: string, { at, bootId, bootedAt }: Moment): void {
		this.state.waiting.push({
			...draft,
			eventId,
			epoch: this.state.epoch,
			seq: this.state.nextSeq++,
			occurredAt: new Date(at).toISOString(),
			bootId,
			uptimeMs: Math.max(0, Math.round(at - bootedAt)),
			v: 1
		});
	}

	/** The next batch: facts of one epoch, the oldest first. */
	next(): Fact[] {
		const epoch = this.state.waiting[0]?.epoch;
		const batch = this.state.waiting.slice(0, MAX_BATCH);
		const end = batch.findIndex((fact) => fact.epoch !== epoch);
		return end === -1 ? batch : batch.slice(0, end);
	}

	/** Only an answer by its own `eventId` acknowledges a fact [M12]. */
	answer(results: readonly FactResult[], newEpoch: () => string): void {
		const named = new Map(results.map((result) => [result.eventId, result]));
		const { waiting, answered } = this.state;
		const isAnswered = (fact: Fact): boolean => named.has(fact.eventId);
		answered.push(...waiting.filter(isAnswered));
		answered.splice(0, answered.length - KEPT);
		this.state.waiting = waiting.filter((fact) => !isAnswered(fact));
		if (results.some(({ code }) => code === 'seq_conflict')) {
			this.state.epoch = newEpoch(); // what follows gets seqs that nobody else can have [M3a]
			this.state.nextSeq = 1;
		}
	}

	/** Owes again what the server, as its status reply says, does not have any more [M15]. */
	owe(acked: Acked): number {
		const { epoch, answered, waiting } = this.state;
		const has =
			acked?.epoch === epoch
				? (seq: number) => seq <= acked.highestSeq && !acked.missingSeqs.includes(seq)
				: () => false;
		const lost = answered.filter((fact) => fact.epoch === epoch && !has(fact.seq));
		if (lost.length === 0) return 0;
		this.state.answered = answered.filter((fact) => !lost.includes(fact));
		this.state.waiting = [...lost, ...waiting];
		return lost.length;
	}
}
