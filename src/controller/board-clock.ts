import type { LinkClock } from './clock.ts';
import type { ControllerEvent } from './event.ts';

/** The controller's clock, as far as its hello and its pongs tell it. */
export class BoardClock {
	readonly #clock: LinkClock;
	/** Its clock less ours, never more than it is: what it said was on its way. */
	#ahead = 0;
	/** When it started, by our calendar. */
	#startedAt = 0;

	constructor(clock: LinkClock) {
		this.#clock = clock;
	}

	/** It has just said how long it has been running. */
	learn(up: number): void {
		this.#ahead = up - this.#clock.uptime();
		this.#startedAt = this.#clock.now() - up;
	}

	/** An instant from now on its clock, never later than that instant is [P4]. */
	deadline(withinMs: number): number {
		return Math.floor(this.#clock.uptime() + this.#ahead + withinMs);
	}

	/**
	 * When an event happened, by our calendar; what happened before its last start, and what nobody can
	 * read, at the time of that start.
	 */
	timeOf(event: ControllerEvent | null, isOlder: boolean): number {
		const up = this.#clock.uptime() + this.#ahead;
		const isOfThisStart = event !== null && !isOlder && event.ms <= up;
		return Math.round(isOfThisStart ? this.#startedAt + event.ms : this.#startedAt);
	}
}
