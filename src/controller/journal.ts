import type { ControllerEvent } from './event.ts';
import type { Hello } from './message.ts';

/**
 * How far a controller's journal is stored here [P3]. `journalId` and `epoch` together name one
 * journal: the controller's own id repeats where its memory was lost, and then `epoch` grows.
 */
export type JournalPosition = {
	readonly controllerId: string;
	readonly journalId: string;
	readonly epoch: number;
	/** The last event that is stored; 0 before the first. */
	readonly seq: number;
	/**
	 * The first event that is news: those before it were journaled before this store knew the controller.
	 * Absent: all are.
	 */
	readonly newsFrom?: number;
};

/** What is stored in one step, with the position that is reached by it. */
export type JournalEntry = {
	readonly position: JournalPosition;
	/**
	 * When it happened, in milliseconds since 1970 by this device's clock: worked out of the
	 * controller's uptime. For what happened before the controller's last start it is the latest
	 * possible, the time of that start.
	 */
	readonly at: number;
} & (
	| { readonly kind: 'event'; readonly event: ControllerEvent }
	/** A body that this code cannot read, from newer firmware. */
	| { readonly kind: 'unknown'; readonly body: Readonly<Record<string, unknown>> }
	/** The journal overflowed: these are gone, which is an alert. */
	| { readonly kind: 'lost'; readonly from: number; readonly to: number }
);

/** Where the link stores what it receives, before it acknowledges it [P3]. */
export interface JournalKeeper {
	/** @returns null where nothing of this controller was ever stored */
	position(controllerId: string): Promise<JournalPosition | null>;

	/**
	 * Stores the entry and its position in one strict transaction, and resolves once both are on the
	 * disk. A rejection ends the link: nothing is acknowledged and the controller sends it again.
	 */
	keep(entry: JournalEntry): Promise<void>;
}

/**
 * Where a journal goes on [P3]. Another journal, or one that is shorter than what is stored of it,
 * begins a new epoch from its oldest event; one that overflowed says which of its events are gone. Of a
 * controller that this store has never heard of nothing is lost: what it journaled is from before.
 */
export function whereToGoOn(
	{ id, jid, first, next }: Pick<Hello, 'id' | 'jid' | 'first' | 'next'>,
	before: JournalPosition | null
): {
	readonly position: JournalPosition;
	readonly lost: { readonly from: number; readonly to: number } | null;
} {
	const journal = { controllerId: id, journalId: jid };
	if (before === null) {
		return { position: { ...journal, epoch: 1, seq: first - 1, newsFrom: next }, lost: null };
	}
	const goesOn = before.journalId === jid && before.seq < next;
	const known = goesOn ? before : { ...journal, epoch: before.epoch + 1, seq: 0 };
	if (known.seq >= first - 1) return { position: known, lost: null };
	return {
		position: { ...known, seq: first - 1 },
		lost: { from: known.seq + 1, to: first - 1 }
	};
}
