import type { ControllerEvent } from './event.ts';

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
