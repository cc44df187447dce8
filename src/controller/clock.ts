/** Time as the link sees it; all of it is an argument [P2]. */
export type LinkClock = {
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Milliseconds of a clock that nobody can set. */
	readonly uptime: () => number;
	/** Runs a task later; returns how to call it off. */
	readonly after: (ms: number, task: () => void) => () => void;
};
