import { reaches, scopeOf, standsBehind, type Grant, type Span, type Training } from './access.ts';
import { MAY_TELL } from './access-table.ts';
import type { Millis } from './calendar.ts';
import type { Refusal, Sender } from './judged.ts';
import type { FactType } from './shapes/words.ts';

/** That a machine belongs, or belonged, to an area. */
export type Membership = Pick<Span, 'startsAt' | 'endsAt'> & { readonly areaId: string };

/** Whoever tells facts with a device of theirs, and what is known of both when the facts arrive. */
export type Teller = {
	readonly grants: readonly Grant[];
	readonly trainings: readonly Training[];
	/** When the device was revoked; 0 where it was not. */
	readonly revokedAt: Millis;
};

/**
 * Why a fact of a person is not applied, or null. It is judged by what its teller was allowed when it
 * was made (its time by M3) and is allowed on arrival (see `standsBehind`): an honest volunteer without
 * network loses nothing, and nobody goes on with what was taken from them. A revoked device is believed
 * in nothing: what it made before may be right, which only an operator can tell.
 *
 * @param memberships the areas of the machine that the fact is about, past ones too: a machine may
 *   have changed hands since, or have been given to its area only afterwards
 */
export function refusalOf(
	type: FactType,
	madeAt: Millis,
	arrivedAt: Millis,
	{ grants, trainings, revokedAt }: Teller,
	memberships: readonly Membership[]
): Refusal | null {
	if (revokedAt > 0) {
		const when = madeAt < revokedAt ? 'before' : 'after';
		return { code: 'device_revoked', reason: `Made ${when} the device was revoked.` };
	}
	const { machine: _, training, ...row } = MAY_TELL[type];
	const areaIds = memberships
		.filter((span) =>
			[madeAt, arrivedAt].some((at) => standsBehind({ ...span, wasEnded: false }, at, at))
		)
		.map(({ areaId }) => areaId);
	const isAllowed = grants.some(
		(grant) =>
			standsBehind(grant, madeAt, arrivedAt) &&
			reaches(scopeOf(row, [{ ...grant, startsAt: 0, endsAt: 0 }], arrivedAt), areaIds)
	);
	if (!isAllowed && row.public !== 'own') {
		return { code: 'role_may_not', reason: `Nobody had given leave for ${type} at this machine.` };
	}
	const isGood = (one: Training, kind: string): boolean =>
		one.kind === kind && standsBehind(one, madeAt, arrivedAt);
	const isTrained = training === null || trainings.some((one) => isGood(one, training));
	if (!isTrained)
		return { code: 'role_may_not', reason: `No training for ${training} that is good.` };
	return null;
}

/** A machine, which tells of itself: all but what people alone do. */
export const THE_MACHINE: Sender = {
	kind: 'machine',
	personId: '',
	leads: false,
	refusal: (type) =>
		MAY_TELL[type].machine ? null : { code: 'role_may_not', reason: `No machine tells ${type}.` }
};
