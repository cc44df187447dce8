import type { Controller, DoorEvent, HardwareTest } from './controller.ts';
import type { JournalEntry } from './journal.ts';

/** A link on a bench, with a board behind it that journals: a test does what happens to them. */
export type LinkBench = {
	/** The link of the page that runs now. */
	readonly controller: () => Controller & HardwareTest;
	/** Doors as listeners were told of them, over all pages. */
	readonly told: readonly DoorEvent[];
	/** What is in the store. */
	readonly kept: () => readonly JournalEntry[];
	readonly pass: (ms: number) => Promise<void>;
	readonly move: (slot: number, isOpen: boolean) => void;
	readonly plug: (isPlugged: boolean) => void;
	/** The board starts again, with its journal or, when its memory was lost, without. */
	readonly restart: (how: 'keepsJournal' | 'losesJournal') => void;
	/** The store takes nothing. */
	readonly refuse: (isRefusing: boolean) => void;
	/** The store takes its time, until it is told to go on. */
	readonly hold: (isHeld: boolean) => void;
	/** The page is gone at once, and another one starts over the same store. */
	readonly crash: () => Promise<void>;
	/** The page is gone, and its store with it; another one starts with an empty store. */
	readonly forget: () => Promise<void>;
	/** What the board says is lost. */
	readonly deafen: (isDeaf: boolean) => void;
	/** So many of the next events are lost on the line. */
	readonly loseEvents: (count: number) => void;
	/** Happens as soon as the board is about to hear the next request of this kind. */
	readonly before: (op: string, happens: () => void) => void;
	/** What is said to the board is on its way, until this ends. */
	readonly delay: (isDelayed: boolean) => void;
	/** How often a lock was released, and how often it beeped. */
	readonly done: () => { readonly pulses: number; readonly beeps: number };
	/** Events that the board keeps, at most. */
	readonly journalSlots: number;
};
