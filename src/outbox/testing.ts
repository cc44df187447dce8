import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { BatchReply, FactResult } from '#domain/shapes/batch.ts';
import type { Acked } from '#domain/shapes/machine.ts';
import type { OutgoingBatch, Sent } from './drain.ts';
import type { WireFact } from './row.ts';
import { OutboxStore, type Surroundings } from './store.ts';

/** A disk that outlives the page: several stores may be opened on it, one after the other. */
export function newDisk() {
	return { indexedDB: new IDBFactory(), IDBKeyRange };
}

export type TestClock = Surroundings & { time: number };

/** Time that only moves when a test moves it, and ids that count. */
export function newClock(bootId = 'boot00000000001'): TestClock {
	let ids = 0;
	const clock: TestClock = {
		time: Date.UTC(2026, 10, 23, 18),
		now: () => clock.time,
		uptime: () => clock.time - Date.UTC(2026, 10, 23),
		bootId,
		newId: () => `${bootId.slice(-4)}${String((ids += 1)).padStart(11, '0')}`
	};
	return clock;
}

export function openStore(disk = newDisk(), surroundings: Surroundings = newClock()): OutboxStore {
	return new OutboxStore({ name: 'outbox', surroundings, idb: disk });
}

/** A server that keeps M9 and M12, in memory. */
export class MemoryServer {
	readonly applied = new Map<string, WireFact>();
	/** How often a fact changed the state: more than once is the bug that the protocol forbids. */
	readonly timesApplied = new Map<string, number>();
	readonly seqs = new Map<string, Set<number>>();
	newestEpoch: string | null = null;
	/** Facts that are answered as quarantined. */
	readonly quarantine = new Set<string>();
	readonly now: () => number;

	constructor(now: () => number) {
		this.now = now;
	}

	take({ events }: Pick<OutgoingBatch, 'events'>): BatchReply {
		const results = events.map((fact) => this.#judge(fact));
		const epoch = events[0]?.epoch ?? '';
		return { results, ...this.#gaps(epoch), serverTime: new Date(this.now()).toISOString() };
	}

	answer(batch: OutgoingBatch): Promise<Sent> {
		return Promise.resolve({ kind: 'answered', reply: this.take(batch) });
	}

	acked(): Acked {
		if (this.newestEpoch === null) return null;
		const { ackedThroughSeq, missingSeqs } = this.#gaps(this.newestEpoch);
		const highestSeq = Math.max(0, ...(this.seqs.get(this.newestEpoch) ?? []));
		return { epoch: this.newestEpoch, throughSeq: ackedThroughSeq, highestSeq, missingSeqs };
	}

	/** As after a restore: everything since the copy is gone. */
	restore(copy: MemoryServer): void {
		this.applied.clear();
		this.timesApplied.clear();
		this.seqs.clear();
		for (const [id, fact] of copy.applied) this.applied.set(id, fact);
		for (const [id, times] of copy.timesApplied) this.timesApplied.set(id, times);
		for (const [epoch, seqs] of copy.seqs) this.seqs.set(epoch, new Set(seqs));
		this.newestEpoch = copy.newestEpoch;
	}

	copy(): MemoryServer {
		const copy = new MemoryServer(this.now);
		copy.restore(this);
		return copy;
	}

	#judge(fact: WireFact): FactResult {
		const { eventId, epoch, seq } = fact;
		if (!this.seqs.has(epoch)) this.newestEpoch = epoch;
		const seen = this.seqs.get(epoch) ?? new Set();
		this.seqs.set(epoch, seen);
		if (this.applied.has(eventId)) {
			seen.add(seq);
			return { eventId, result: 'duplicate', code: 'duplicate' };
		}
		if (seen.has(seq)) return { eventId, result: 'quarantined', code: 'seq_conflict' };
		seen.add(seq);
		if (this.quarantine.has(eventId)) {
			return { eventId, result: 'quarantined', code: 'malformed' };
		}
		this.applied.set(eventId, fact);
		this.timesApplied.set(eventId, (this.timesApplied.get(eventId) ?? 0) + 1);
		return { eventId, result: 'accepted' };
	}

	#gaps(epoch: string) {
		const seqs = this.seqs.get(epoch) ?? new Set<number>();
		const missingSeqs: number[] = [];
		for (let seq = 1; seq <= Math.max(0, ...seqs); seq++) if (!seqs.has(seq)) missingSeqs.push(seq);
		const ackedThroughSeq = (missingSeqs[0] ?? Math.max(0, ...seqs) + 1) - 1;
		return { ackedThroughSeq, missingSeqs: missingSeqs.slice(0, 100) };
	}
}
