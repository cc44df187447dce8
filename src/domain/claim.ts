import { DAY, HOUR, type Millis } from './calendar.ts';
import { byPlace, type Place } from './place.ts';
import type { WarningCode } from './shapes/fact-codes.ts';
import type { TaskAction } from './shapes/words.ts';

/** Who sees to a task or an alert. */
export type Claim = {
	/** Empty: nobody. */
	readonly personId: string;
	/** A claim runs out by itself: who forgets it keeps nobody else from the work. */
	readonly until: Millis;
	/** Until when whoever claimed it wants to hear no more of it; 0 where they do. */
	readonly snoozedUntil: Millis;
	/** When somebody last said that it is done; 0 where nobody did. */
	readonly doneAt: Millis;
	/** Of the act that made it so. */
	readonly at: Place;
};

/** What a person does with a task or an alert, by a `task` fact. */
export type Act = {
	readonly action: TaskAction;
	readonly personId: string;
	/** As the fact says; null where it does not. */
	readonly until: Millis | null;
	/** Who takes it, with `handOver`. */
	readonly toPersonId: string | null;
	/** Whether that person may work at the machine. */
	readonly isToAllowed: boolean;
	/** Whether the person leads there: a coordinator or an operator, who may take it from another. */
	readonly leads: boolean;
	readonly at: Place;
	readonly madeAt: Millis;
	readonly arrivedAt: Millis;
};

/** How long a claim lasts where nobody says: a shift. */
export const CLAIM_LASTS = 8 * HOUR;
/** A claim, and a snooze, last at most so long. */
export const CLAIM_AT_MOST = 7 * DAY;

/** Whether somebody sees to it at a moment. */
export function isClaimed(claim: Claim | null, at: Millis): claim is Claim {
	return claim !== null && claim.personId !== '' && at < claim.until;
}

export type Claimed = { readonly claim: Claim | null; readonly warning: WarningCode | null };

/**
 * How it stands after an act. Between people the first claim in the server's order wins, and whoever
 * comes later is told so [contract, "Bodies"]; of one device's acts the one with the highest place
 * stands, in whatever order they come [M11]. Done is done, whoever says it.
 */
export function claimAfter(before: Claim | null, act: Act): Claimed {
	const { action, at, personId, madeAt } = act;
	if (action === 'done') {
		const doneAt = Math.max(before?.doneAt ?? 0, madeAt);
		return { claim: { ...NOBODY, doneAt, at }, warning: null };
	}
	if (before?.at.origin === at.origin && byPlace(before.at, at) > 0) {
		return { claim: before, warning: null };
	}
	const isAnothers = isClaimed(before, act.arrivedAt) && before.personId !== personId;
	const mayTakeAway = act.leads && (action === 'release' || action === 'handOver');
	if (isAnothers && !mayTakeAway) return { claim: before, warning: 'claimed_by_another' };
	if (action === 'handOver' && !act.isToAllowed) return { claim: before, warning: 'cannot_take' };
	return { claim: { ...claimed(act), doneAt: before?.doneAt ?? 0, at }, warning: null };
}

const NOBODY = { personId: '', until: 0, snoozedUntil: 0 };

function claimed(act: Act): typeof NOBODY {
	const { personId, arrivedAt } = act;
	const atMost = arrivedAt + CLAIM_AT_MOST;
	const until = Math.min(act.until ?? arrivedAt + CLAIM_LASTS, atMost);
	switch (act.action) {
		case 'claim':
			return { personId, until, snoozedUntil: 0 };
		case 'snooze':
			return { personId, until, snoozedUntil: until };
		case 'handOver':
			return { personId: act.toPersonId ?? '', until, snoozedUntil: 0 };
		default:
			return NOBODY;
	}
}

/** What names the task or alert of a `task` fact at its machine. */
export function subjectOf(fact: {
	taskId?: string | undefined;
	alertId?: string | undefined;
}): string {
	return fact.taskId === undefined ? `alert:${fact.alertId ?? ''}` : `task:${fact.taskId}`;
}
