import { judge } from '#domain/judge.ts';
import type { JudgeContext, Known } from '#domain/judged.ts';
import { standingOf, sumAfter, type LotSum } from '#domain/ledger.ts';
import type { Mark } from '#domain/place.ts';
import type { BatchReply } from '#domain/shapes/batch.ts';
import type { DonateFact } from '#domain/shapes/fact.ts';
import type { Acked } from '#domain/shapes/machine.ts';
import type { LotRecord } from '#domain/shapes/sync.ts';
import type { Asked, FeedSource } from '#feed/source.ts';
import type { OutgoingBatch } from '#outbox/drain.ts';
import { context, nothingKnown } from '../../src/domain/facts.fixture.ts';

type Epoch = { seqs: Map<number, string>; highestSeq: number; epochNo: number };
type Machine = {
	lots: Map<string, LotSum>;
	described: Map<string, DonateFact>;
	accesses: Map<number, Mark>;
};
type Disk = {
	feed: string;
	seq: number;
	/** By eventId: the hash of what it said. */
	facts: Map<string, string>;
	timesApplied: Map<string, number>;
	machines: Map<number, Machine>;
	/** By origin and epoch. */
	epochs: Map<string, Map<string, Epoch>>;
	/** The newest change of each lot, under its id in the feed. */
	changes: Map<string, { seq: number; machineId: number; lotId: string; told: string }>;
};

/** How somebody might break the server. */
export type ServerMutant = {
	/** It forgets what it has applied. */
	readonly forgets?: boolean;
	/** Its cursor is a time: a change that is written later may bear one that was read already. */
	readonly timestamps?: boolean;
};

/**
 * What the server keeps, on a disk that can be copied and put back. The judge and the ledger are the
 * production's; what is written here is only where rows stand, as pocketbase/hooks/facts and
 * pocketbase/hooks/sync do it in SQL, which tests/integration holds against the same rules.
 */
export class SimServer {
	#disk: Disk = {
		...{ feed: 'feed 1', seq: 0, facts: new Map(), timesApplied: new Map() },
		...{ machines: new Map(), epochs: new Map(), changes: new Map() }
	};
	#restores = 1;
	readonly #now: () => number;
	readonly #mutant: ServerMutant;

	constructor(now: () => number, mutant: ServerMutant = {}) {
		this.#now = now;
		this.#mutant = mutant;
	}

	copy(): Disk {
		return structuredClone(this.#disk);
	}

	/** Puts an older copy back: another feed, and everything since is gone. */
	restore(copy: Disk): void {
		this.#disk = { ...structuredClone(copy), feed: `feed ${(this.#restores += 1)}` };
	}

	get feed(): string {
		return this.#disk.feed;
	}

	/** A batch of one origin and one epoch about a machine [M9, M12]. */
	take(machineId: number, origin: string, batch: OutgoingBatch): BatchReply {
		const { events } = batch;
		const recordedAt = this.#now();
		const machine = this.#machine(machineId);
		const epoch = this.#epoch(origin, events[0]?.epoch ?? '');
		const known: Known = {
			...nothingKnown(),
			facts: new Map(this.#mutant.forgets === true ? [] : this.#disk.facts),
			lots: new Map(machine.lots),
			accesses: new Map(machine.accesses),
			seqs: this.#mutant.forgets === true ? new Map() : epoch.seqs,
			highestSeq: epoch.highestSeq
		};
		const at: JudgeContext = context({
			...{ origin, machineId, epochNo: epoch.epochNo, recordedAt },
			anchors: [{ bootId: batch.bootId, uptimeMs: batch.sentUptimeMs, recordedAt }],
			bootedAt: recordedAt - batch.sentUptimeMs
		});
		const results = events.map((event) => {
			const verdict = judge(event, known, at);
			if (verdict.kind === 'applied') {
				const { fact, place, movement, contentHash } = verdict.applied;
				this.#disk.facts.set(fact.eventId, contentHash);
				const times = this.#disk.timesApplied.get(fact.eventId) ?? 0;
				this.#disk.timesApplied.set(fact.eventId, times + 1);
				if (fact.type === 'donate') machine.described.set(fact.lot.lotId, fact);
				if (movement) {
					const sum = sumAfter(machine.lots.get(movement.lotId), fact, place);
					machine.lots.set(movement.lotId, sum);
				}
			}
			return verdict.result;
		});
		epoch.highestSeq = Math.max(epoch.highestSeq, ...events.map(({ seq }) => seq));
		for (const { seq, eventId } of events) epoch.seqs.set(seq, eventId);
		machine.accesses = new Map(known.accesses);
		this.#noteChanges(machineId, machine);
		const { throughSeq, missingSeqs } = seen(epoch);
		return {
			results,
			...{ ackedThroughSeq: throughSeq, missingSeqs },
			serverTime: new Date(recordedAt).toISOString()
		};
	}

	/** What a status tells of the newest epoch [M15]. */
	acked(origin: string): Acked {
		const newest = [...(this.#disk.epochs.get(origin) ?? [])].at(-1);
		if (!newest) return null;
		const [epoch, { highestSeq }] = newest;
		return { epoch, highestSeq, ...seen(newest[1]) };
	}

	/** What everybody would count: portions by lot, where there are any. */
	stock(machineId: number): Map<string, number> {
		const { lots } = this.#machine(machineId);
		return new Map(
			[...lots].flatMap(([lotId, { portions, closed }]) =>
				portions > 0 && !closed ? [[lotId, portions] as const] : []
			)
		);
	}

	has(eventId: string): boolean {
		return this.#disk.facts.has(eventId);
	}

	get doubled(): number {
		return [...this.#disk.timesApplied.values()].filter((times) => times > 1).length;
	}

	/** The feed as a machine reads it [S8, S11]. */
	source(machineId: number, origin: string): Required<Pick<FeedSource, 'changes' | 'snapshot'>> {
		return {
			changes: ({ since, feed, limit }) => {
				const { feed: here, seq: head } = this.#disk;
				const base = { feed: here, head, at: this.#now() };
				if (feed !== here || since > head) {
					const over = { ...base, changes: [], next: head, more: false, reset: true };
					return Promise.resolve({ kind: 'answered', reply: over });
				}
				const all = this.#ownChanges(machineId).filter(({ seq }) => seq > since);
				const found = all.slice(0, limit);
				const next = found.length < all.length ? (found.at(-1)?.seq ?? since) : head;
				const changes = found.map(({ seq, id, lotId }) => ({
					...{ seq, id, op: 'put' as const },
					record: this.#record(machineId, origin, lotId)
				}));
				const reply = { ...base, changes, next, more: next < head, reset: false };
				return Promise.resolve({ kind: 'answered', reply });
			},
			snapshot: () => {
				const { feed, seq } = this.#disk;
				const records = this.#ownChanges(machineId).map(({ id, lotId }) => ({
					id,
					record: this.#record(machineId, origin, lotId)
				}));
				const reply = { feed, seq, records, at: this.#now() };
				return Promise.resolve({ kind: 'answered', reply } satisfies Asked<unknown> as never);
			}
		};
	}

	#ownChanges(machineId: number) {
		return [...this.#disk.changes]
			.flatMap(([id, change]) => (change.machineId === machineId ? [{ id, ...change }] : []))
			.sort((a, b) => a.seq - b.seq);
	}

	#noteChanges(machineId: number, machine: Machine): void {
		for (const [lotId, sum] of machine.lots) {
			const id = `${machineId}:${lotId}`;
			const told = JSON.stringify(sum);
			if (this.#disk.changes.get(id)?.told === told) continue;
			// Two of the same moment bear the same time.
			if (this.#mutant.timestamps !== true || this.#disk.seq === 0) this.#disk.seq += 1;
			else if (this.#disk.seq % 3 === 0) this.#disk.seq += 1;
			this.#disk.changes.set(id, { seq: this.#disk.seq, machineId, lotId, told });
		}
	}

	#record(machineId: number, origin: string, lotId: string): LotRecord {
		const machine = this.#machine(machineId);
		const sum = machine.lots.get(lotId);
		if (!sum) throw new Error('A change is of a lot.');
		const lot = machine.described.get(lotId)?.lot ?? null;
		const { slot, unconfirmed } = standingOf(sum, lot?.slot ?? 0, machine.accesses);
		const acked = this.acked(origin);
		return {
			...{ machineId, lotId, slot, unconfirmed, portions: sum.portions, closed: sum.closed },
			donatedAt: sum.describedBy?.at ?? 0,
			described: lot && {
				...{ name: lot.name, category: lot.category, storage: lot.storage },
				...{ dateKind: lot.dateKind, date: lot.date ?? '2030-01-01', allergens: lot.allergens },
				diets: []
			},
			appliedEpoch: acked?.epoch ?? null,
			appliedSeq: acked?.highestSeq ?? 0,
			missingSeqs: [...(acked?.missingSeqs ?? [])]
		};
	}

	#machine(machineId: number): Machine {
		const known = this.#disk.machines.get(machineId);
		if (known) return known;
		const made: Machine = { lots: new Map(), described: new Map(), accesses: new Map() };
		this.#disk.machines.set(machineId, made);
		return made;
	}

	#epoch(origin: string, epoch: string): Epoch {
		const known = this.#disk.epochs.get(origin) ?? new Map<string, Epoch>();
		this.#disk.epochs.set(origin, known);
		const before = known.get(epoch);
		if (before) return before;
		const made = { seqs: new Map<number, string>(), highestSeq: 0, epochNo: known.size + 1 };
		known.set(epoch, made);
		return made;
	}
}

function seen({ seqs, highestSeq }: Epoch): { throughSeq: number; missingSeqs: number[] } {
	const missing: number[] = [];
	for (let seq = 1; seq <= highestSeq; seq++) if (!seqs.has(seq)) missing.push(seq);
	return { throughSeq: (missing[0] ?? highestSeq + 1) - 1, missingSeqs: missing.slice(0, 100) };
}
