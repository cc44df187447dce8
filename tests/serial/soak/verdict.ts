import type { JournalEntry } from '#controller/journal.ts';
import type { Journaled, Pulse } from '../board.ts';
import type { Asked } from './life.ts';

/** Between two clocks of one computer, and for a lock to be pulsed. */
const SLACK_MS = 25;

export type Verdict = {
	readonly events: number;
	readonly unlocked: number;
	readonly faults: number;
	readonly disturbances: number;
	/** In the board's journal and not stored, or stored as something else. */
	readonly lost: number;
	/** What of it is lost, for whoever looks for why. */
	readonly missing: readonly string[];
	/** Stored more than once, or not in order. */
	readonly doubled: number;
	/** Keys with more than one pulse. */
	readonly unlockedTwice: number;
	/** Locks that were released after the deadline. */
	readonly stale: number;
};

type Seen = {
	readonly journal: readonly Journaled[];
	readonly entries: readonly JournalEntry[];
	readonly pulses: readonly Pulse[];
	readonly asked: readonly Asked[];
	readonly faults: number;
	readonly disturbances: number;
};

/** What came of a life, by what the board said that it did and what the kiosk has stored. */
export function judge({ journal, entries, pulses, asked, faults, disturbances }: Seen): Verdict {
	const seqs = entries.map(({ position }) => position.seq);
	const stored = new Map(entries.map((entry) => [entry.position.seq, entry]));
	const isStored = ({ seq, body }: Journaled): boolean => {
		const entry = stored.get(seq);
		return (
			entry?.kind === 'event' &&
			isSame(entry.event, body) &&
			entry.position.epoch === entries[0]?.position.epoch
		);
	};
	const lost = journal.filter((event) => !isStored(event));
	const keys = new Set(pulses.map(({ key }) => key));
	return {
		events: journal.length,
		unlocked: pulses.length,
		faults,
		disturbances,
		lost: lost.length,
		missing: lost.map(({ seq, body }) => {
			const entry = stored.get(seq) ?? { kind: 'nothing', position: seqs.at(-1) };
			return `${seq} ${JSON.stringify(body)}, stored ${JSON.stringify(entry)}`;
		}),
		doubled: seqs.filter((seq, i) => seqs.slice(0, i).some((before) => before >= seq)).length,
		unlockedTwice: pulses.length - keys.size,
		stale: staleIn(journal, asked)
	};
}

/** Every field that is stored is as the board wrote it. */
function isSame(event: object, body: Journaled['body']): boolean {
	return Object.entries(event).every(([name, value]) => body[name] === value);
}

/**
 * An unlock's time by the board's clock, and that clock by the event that was heard soonest after it
 * was written: the reading of a line may be late, never early.
 */
function staleIn(journal: readonly Journaled[], asked: readonly Asked[]): number {
	const zeros = new Map<number, number>();
	for (const { start, heardAt, body } of journal) {
		const zero = heardAt - Number(body['ms']);
		zeros.set(start, Math.min(zeros.get(start) ?? Infinity, zero));
	}
	const deadlines = new Map(asked.map(({ key, deadline }) => [key, deadline]));
	return journal.filter(({ start, body }) => {
		if (body['k'] !== 'unlock') return false;
		const at = (zeros.get(start) ?? 0) + Number(body['ms']);
		return at > (deadlines.get(String(body['key'])) ?? -Infinity) + SLACK_MS;
	}).length;
}
