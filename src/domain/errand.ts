import type { Millis } from './calendar.ts';
import type { DutyTask } from './shapes/people.ts';
import type { TaskAction } from './shapes/words.ts';
import { isContained, WRITES_WITHIN, type Contained } from './view.ts';

/**
 * Something that needs a person, as the server tells of it: an alert or a task; where it was pulled,
 * with what of this device is in it.
 */
export type Errand = Partial<Contained> & {
	readonly claimedBy?: string | undefined;
	readonly claimedById?: string | undefined;
};

/** Whether a task is worked out of the ledger when somebody asks [M11]: it has no row, and goes with its cause. */
export const isDerived = ({ since, move }: Pick<DutyTask, 'since' | 'move'>): boolean =>
	since === null || move !== undefined;

/** What this person did last with an errand on this device. */
export type OwnAct = {
	/** Its place in this device's outbox. */
	readonly place: { readonly epoch: string; readonly epochNo: number; readonly seq: number };
	readonly action: TaskAction;
	/** When the server answered, by its clock; null while it has not. */
	readonly answeredAt: Millis | null;
	/** Why it did not do all that was asked, as the server's code; null where it did. */
	readonly code: string | null;
};

/**
 * How an errand stands for a person. `isSent`: the server knows. `isLost`: this person asked for it
 * too, and the other one was first.
 */
export type ErrandStanding =
	| { readonly kind: 'open' }
	| { readonly kind: 'mine' | 'done'; readonly isSent: boolean }
	| { readonly kind: 'theirs'; readonly by: string; readonly isLost: boolean };

/**
 * How it stands now: what was done here after the news counts before them, because the news cannot
 * know of it [contract, "Bodies"].
 *
 * @param newsAt when the server said how it stands, by its clock
 */
export function errandStanding(
	errand: Errand,
	own: OwnAct | undefined,
	personId: string,
	newsAt: Millis
): ErrandStanding {
	const isLost = own?.action === 'claim' && own.code === 'claimed_by_another';
	const isNewer = own !== undefined && isNewerThan(errand, own, newsAt);
	if (isNewer && !isLost) {
		const isSent = own.answeredAt !== null;
		if (own.action === 'done') return { kind: 'done', isSent };
		if (own.action === 'release' || own.action === 'handOver') return { kind: 'open' };
		return { kind: 'mine', isSent };
	}
	if (errand.claimedById === personId) return { kind: 'mine', isSent: true };
	if (errand.claimedById !== undefined || (isNewer && isLost)) {
		return { kind: 'theirs', by: errand.claimedBy ?? '', isLost };
	}
	return { kind: 'open' };
}

/** Whether the news cannot know of what was done here [S12]. */
function isNewerThan(errand: Errand, own: OwnAct, newsAt: Millis): boolean {
	const { appliedEpoch, appliedSeq, missingSeqs } = errand;
	const { place, answeredAt, code } = own;
	const isPulled = appliedEpoch !== undefined && appliedSeq !== undefined && missingSeqs;
	// What did not do what was asked changed nothing, and no record tells of it.
	if (!isPulled || code !== null) return answeredAt === null || answeredAt > newsAt;
	if (answeredAt !== null && newsAt - answeredAt > WRITES_WITHIN) return false;
	return !isContained(
		{ ...place, appliedAt: answeredAt },
		{ appliedEpoch, appliedSeq, missingSeqs },
		// What was not sent when somebody signed in anew went into the new epoch: an older one is answered.
		{ at: newsAt, numberOf: (epoch) => (epoch === place.epoch ? place.epochNo : null) }
	);
}
