import type { Parts } from './board.ts';
import type { Memory } from './memory.ts';
import type { Habit } from './person.ts';
import type { World } from './physics.ts';

export type MachineOptions = {
	readonly slots: readonly number[];
	readonly memory: Memory;
	/** Milliseconds on a clock that nobody can set. */
	readonly uptime: () => number;
	/** Milliseconds since 1970, only to know how long no page was there. */
	readonly now: () => number;
	/** Runs a task later; returns how to stop it. */
	readonly after: (ms: number, task: () => void) => () => void;
	/** From 0 to below 1, of real chance. */
	readonly random: () => number;
	readonly habit?: Habit;
	readonly id?: string;
	readonly journalSize?: number;
	readonly parts?: Partial<Parts>;
	/** A lock was released. */
	readonly onPulse?: (slot: number) => void;
};

/** What somebody who stands before it sees. */
export type MachineView = {
	readonly isOn: boolean;
	readonly isPlugged: boolean;
	readonly isSilent: boolean;
	readonly isNoisy: boolean;
	/** A host talks to it. */
	readonly hasHost: boolean;
	readonly journalId: string;
	/** Events that it has written. */
	readonly events: number;
	readonly world: World;
	readonly habit: Habit;
};
