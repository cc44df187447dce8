import type { FactOutcome } from '#domain/shapes/words.ts';

/**
 * What a row waits for. `begin` is the row with seq 0 that opens an epoch; `pending` has no answer;
 * `setAside` has none either, failed alone and waits while later ones go on [S3]; `done` is applied
 * on the server; `deadLetter` is quarantined there: answered, and shown to people.
 */
export type RowState = 'begin' | 'pending' | 'setAside' | 'done' | 'deadLetter';

/** A fact as it travels: the envelope and whatever its type needs. */
export type WireFact = {
	readonly type: string;
	readonly eventId: string;
	readonly epoch: string;
	readonly seq: number;
	readonly occurredAt: string;
	readonly bootId: string;
	readonly uptimeMs: number;
};

/** What the caller says of a fact; the outbox adds the envelope. */
export type Draft = { readonly type: string };

/** One row of the append-only store. Key: `[epochNumber, seq]`. */
export type Row = {
	/** Counts this store's epochs from 1, so that an older one is known without a clock. */
	epochNumber: number;
	epoch: string;
	/** From 1 and gap-free within an epoch. */
	seq: number;
	eventId: string;
	/** Null in the row that begins an epoch. */
	fact: WireFact | null;
	state: RowState;
	/** Milliseconds since 1970 by the device's clock. */
	storedAt: number;
	/** How the server answered, and when by its own clock in milliseconds since 1970 [S5]. */
	answer?: { result: FactOutcome; code?: string; at: number };
	/** Of a fact set aside: how often it failed alone, and when it is tried again. */
	retry?: { tries: number; until: number };
};

/** What is always on screen [S6]. */
export type Stats = {
	/** Those set aside are among them. */
	readonly unsent: number;
	/** When the oldest unsent fact was stored, by the device's clock. */
	readonly oldestAt: number | null;
	readonly setAside: number;
	readonly deadLetters: number;
};
