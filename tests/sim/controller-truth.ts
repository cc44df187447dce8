import type { ControllerEvent } from '#controller/event.ts';
import type { JournalEntry, JournalKeeper, JournalPosition } from '#controller/journal.ts';
import { PowerCut, passingMemory, type Memory } from '#controller/simulated/memory.ts';
import type { Chance } from '../fuzz/chance.ts';
import type { TestClock } from '../support/board.ts';

/** A board's memory, whose power may go in the middle of a write, and which knows what it ever held. */
export class WatchedMemory implements Memory {
	/** The next write is the last: it is stored, or is not. */
	cuts: 'no' | 'stored' | 'notStored' = 'no';
	/** What was written last, as the memory holds it. */
	last: ControllerEvent | null = null;
	written = 0;
	/** Where its journal stands. */
	latest = { journalId: '', seq: 0 };
	readonly #inner = passingMemory();
	/** By journal: each event by its number. */
	readonly #truth = new Map<string, Map<number, string>>();
	#forgiven = new Set<string>();

	load(name: Parameters<Memory['load']>[0]): string | null {
		return this.#inner.load(name);
	}

	save(name: Parameters<Memory['save']>[0], text: string): void {
		const { cuts } = this;
		this.cuts = 'no';
		if (cuts !== 'notStored') {
			this.#inner.save(name, text);
			if (name === 'journal') this.#note(text);
		}
		if (cuts !== 'no') throw new PowerCut();
	}

	/** What the host's store lacks, has twice, or has otherwise than it was written. */
	compare(entries: readonly JournalEntry[]): { lost: number; doubled: number } {
		const seen = new Map<string, Set<number>>();
		const result = { lost: 0, doubled: 0 };
		for (const entry of entries) {
			const { journalId, seq } = entry.position;
			const known = seen.get(journalId) ?? new Set();
			seen.set(journalId, known);
			if (entry.kind === 'lost') {
				for (let gone = entry.from; gone <= entry.to; gone++) known.add(gone);
				continue;
			}
			if (known.has(seq)) result.doubled += 1;
			else if (seq > 1 && !known.has(seq - 1)) result.lost += 1;
			known.add(seq);
			const event = entry.kind === 'event' ? JSON.stringify(entry.event) : '';
			if (sorted(event) !== sorted(this.#truth.get(journalId)?.get(seq) ?? '')) result.lost += 1;
		}
		for (const [journalId, events] of this.#truth) {
			if (this.#forgiven.has(journalId)) continue;
			for (const seq of events.keys()) if (!seen.get(journalId)?.has(seq)) result.lost += 1;
		}
		return result;
	}

	#note(text: string): void {
		const { jid, next, events } = JSON.parse(text) as {
			jid: string;
			next: number;
			events: string[];
		};
		const event = events.at(-1);
		// Of a memory that was lost nobody can have what was not sent.
		if (event === undefined) this.#forgiven = new Set(this.#truth.keys());
		if (event === undefined) return;
		const known = this.#truth.get(jid) ?? new Map<number, string>();
		this.#truth.set(jid, known.set(next - 1, event));
		this.latest = { journalId: jid, seq: next - 1 };
		this.last = JSON.parse(event) as ControllerEvent;
		this.written += 1;
	}
}

/** The same fields in one order. */
const sorted = (json: string): string =>
	json &&
	JSON.stringify(Object.entries(JSON.parse(json) as object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A host's store: it takes its time, may refuse, and what was not stored at a crash never is. */
export class SlowKeeper implements JournalKeeper {
	readonly entries: JournalEntry[] = [];
	/** So many of the next are refused. */
	refuses = 0;
	readonly #chance: Chance;
	readonly #clock: TestClock;
	readonly #positions = new Map<string, JournalPosition>();
	#page = 1;

	constructor(chance: Chance, clock: TestClock) {
		this.#chance = chance;
		this.#clock = clock;
	}

	/** Whether so much of that journal is stored. */
	has({ journalId, seq }: { readonly journalId: string; readonly seq: number }): boolean {
		const last = this.entries.at(-1)?.position;
		return last?.journalId === journalId && last.seq >= seq;
	}

	/** The page goes, in the middle of what it stores. */
	crash(): void {
		this.#page += 1;
	}

	position(controllerId: string): Promise<JournalPosition | null> {
		return Promise.resolve(this.#positions.get(controllerId) ?? null);
	}

	async keep(entry: JournalEntry): Promise<void> {
		const page = this.#page;
		await this.#pause();
		if (this.refuses > 0) {
			this.refuses -= 1;
			throw new Error('The disk is full.');
		}
		if (page !== this.#page) throw new Error('The page is gone.');
		this.entries.push(entry);
		this.#positions.set(entry.position.controllerId, entry.position);
		await this.#pause();
	}

	async #pause(): Promise<void> {
		if (this.#chance.happens(0.7)) return;
		const ms = this.#chance.integer(1, 40);
		await new Promise<void>((done) => this.#clock.after(ms, done));
	}
}
