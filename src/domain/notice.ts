import type { AlertState } from './shapes/words.ts';
import { MINUTE, SECOND, type Millis } from './calendar.ts';

/** What is known of the queue of facts at whoever raised an alert. */
export type Queue = {
	/** The last status; null where none was ever sent. */
	readonly status: {
		readonly at: Millis;
		/** Seconds, as last sent. */
		readonly interval: number;
		/** How many facts wait there; null where it does not tell. */
		readonly pending: number | null;
	} | null;
	/** Whether the server lacks a fact below the highest that it has. */
	readonly hasGaps: boolean;
};

/** An alert that has not rung, as it stands after whatever was received. */
export type Unrung = {
	readonly state: AlertState;
	/** When the server first saw it open. */
	readonly seenAt: Millis;
	/** null where the server itself raised it: it has no queue. */
	readonly queue: Queue | null;
};

/** `ring` once, `wait` for what may still come, or `drop` it: nobody has to be told. */
export type Decision = 'ring' | 'wait' | 'drop';

/** After so long an alert rings, whatever may still be on its way [M13]. */
const LONGEST_WAIT = 5 * MINUTE;

/**
 * Whether people are told of an alert [M13]. What was raised and cleared in one queue of facts rings
 * nobody, however many batches it took: so it is decided only when the queue is empty, or after 5
 * minutes. Somebody who has claimed or snoozed it knows of it.
 */
export function decideNotice({ state, seenAt, queue }: Unrung, now: Millis): Decision {
	switch (state) {
		case 'resolved':
			return 'drop';
		case 'claimed':
		case 'snoozed':
			return 'wait';
		case 'open':
			return queue === null || isEmpty(queue, seenAt, now) || now - seenAt >= LONGEST_WAIT
				? 'ring'
				: 'wait';
	}
}

/**
 * Whether nothing more waits at the origin. A status that came after the alert says it best; one
 * from before counts while it is fresh, because what came since came at once.
 */
function isEmpty({ status, hasGaps }: Queue, seenAt: Millis, now: Millis): boolean {
	if (status?.pending !== 0) return false;
	if (status.at >= seenAt) return true;
	return !hasGaps && now - status.at <= 3 * status.interval * SECOND;
}
