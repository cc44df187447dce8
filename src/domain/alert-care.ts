import type { Millis } from './calendar.ts';
import type { AlertState, TaskAction } from './shapes/words.ts';

/** Who looks after an alert [M17]. Nobody does while it is `open`; a resolved one needs nobody. */
export type Care = {
	readonly state: AlertState;
	/** Who has claimed or snoozed it; null while it is open or resolved. */
	readonly personId: string | null;
	/** When a snoozed one is open again; null otherwise. */
	readonly until: Millis | null;
};

/** What a person does about an alert, as a `task` fact says. */
export type Deed = {
	readonly action: TaskAction;
	readonly personId: string;
	/** Of a snooze. */
	readonly until?: Millis;
	/** Of a hand-over. */
	readonly toPersonId?: string;
};

/** Why a deed changes nothing: the first claim in the server's order wins, and nobody undoes another's. */
export type NotDone =
	'resolved' | 'claimed_by_other' | 'not_claimed' | 'until_past' | 'nobody_named';

export type CareAfter =
	| { readonly kind: 'changed'; readonly care: Care }
	| { readonly kind: 'refused'; readonly why: NotDone };

const OPEN: Care = { state: 'open', personId: null, until: null };

/** A snoozed alert is open again once its time is over, without anybody doing anything. */
export function careAt(care: Care, now: Millis): Care {
	return care.state === 'snoozed' && care.until !== null && care.until <= now ? OPEN : care;
}

/**
 * Who looks after an alert once a person has done something about it [M17]. What machines say is
 * another matter: a raise leaves the care as it is, a clear ends it (`alertAfter`).
 *
 * @param now by the server's clock
 */
export function careAfter(before: Care, deed: Deed, now: Millis): CareAfter {
	const care = careAt(before, now);
	if (care.state === 'resolved') return refused('resolved');
	const { action, personId } = deed;
	const isOthers = care.state === 'claimed' && care.personId !== personId;
	switch (action) {
		case 'claim':
			return isOthers ? refused('claimed_by_other') : changed('claimed', personId);
		case 'done':
			return isOthers ? refused('claimed_by_other') : changed('resolved', null);
		case 'snooze': {
			const { until = 0 } = deed;
			if (isOthers) return refused('claimed_by_other');
			return until > now ? changed('snoozed', personId, until) : refused('until_past');
		}
		case 'release':
			if (isOthers) return refused('claimed_by_other');
			return care.state === 'open' ? refused('not_claimed') : changed('open', null);
		case 'handOver':
			if (isOthers) return refused('claimed_by_other');
			if (care.state !== 'claimed') return refused('not_claimed');
			return deed.toPersonId ? changed('claimed', deed.toPersonId) : refused('nobody_named');
	}
}

const refused = (why: NotDone): CareAfter => ({ kind: 'refused', why });
const changed = (
	state: AlertState,
	personId: string | null,
	until: Millis | null = null
): CareAfter => ({ kind: 'changed', care: { state, personId, until } });
