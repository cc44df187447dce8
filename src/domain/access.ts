import { DAY, MINUTE, type Millis } from './calendar.ts';
import { LEADING, MAY, type Row, type RouteOfPeople } from './access-table.ts';
import { ROLES, type Level, type Role, type TrainingKind } from './shapes/words.ts';

/** Something that holds for a time: from its start on, and at its end no more. */
export type Span = {
	readonly startsAt: Millis;
	/** 0 is open. */
	readonly endsAt: Millis;
	/** Somebody ended it; otherwise it runs out, if it ends at all, as was said when it was given. */
	readonly wasEnded: boolean;
};

/** A role that was given to a person. */
export type Grant = Span & {
	readonly role: Role;
	/** The area for which it was given; empty is everywhere. */
	readonly areaId: string;
};

/** A training that a person has passed, as long as it is good. */
export type Training = Span & { readonly kind: TrainingKind };

export function holds(
	{ startsAt, endsAt }: Pick<Span, 'startsAt' | 'endsAt'>,
	at: Millis
): boolean {
	return startsAt <= at && (endsAt === 0 || at < endsAt);
}

/** The highest role that a person has anywhere at a moment; `public` where none holds. */
export function levelOf(grants: readonly Grant[], at: Millis): Level {
	const highest = Math.max(-1, ...heldAt(grants, at).map(({ role }) => ROLES.indexOf(role)));
	return ROLES[highest] ?? 'public';
}

const heldAt = (grants: readonly Grant[], at: Millis): readonly Grant[] =>
	grants.filter((grant) => holds(grant, at));

/** Those that hold at a moment or will afterwards. */
const notOver = (grants: readonly Grant[], at: Millis): readonly Grant[] =>
	grants.filter(({ endsAt }) => endsAt === 0 || at < endsAt);

/**
 * How far a person reaches: nowhere, to what is their own, into some areas (and to what is their
 * own), or everywhere.
 */
export type Scope =
	| { readonly reach: 'none' | 'own' | 'everywhere' }
	| { readonly reach: 'areas'; readonly areaIds: ReadonlySet<string> };

/** How far somebody with these grants reaches at a route: each grant counts for its own area. */
export function scopeAt(route: RouteOfPeople, grants: readonly Grant[], at: Millis): Scope {
	return scopeOf(MAY[route], grants, at);
}

/** The same for a row of the table. */
export function scopeOf(row: Row, grants: readonly Grant[], at: Millis): Scope {
	const areaIds = new Set<string>();
	let own = row.public === 'own';
	for (const { role, areaId } of heldAt(grants, at)) {
		const reach = row[role];
		if (reach === 'everywhere' || (reach === 'area' && areaId === ''))
			return { reach: 'everywhere' };
		if (reach === 'area') areaIds.add(areaId);
		own ||= reach === 'own';
	}
	if (areaIds.size > 0) return { reach: 'areas', areaIds };
	return { reach: own ? 'own' : 'none' };
}

/** Whether somebody who reaches so far reaches something that lies in these areas. */
export function reaches(scope: Scope, areaIds: readonly string[]): boolean {
	if (scope.reach === 'everywhere') return true;
	return scope.reach === 'areas' && areaIds.some((areaId) => scope.areaIds.has(areaId));
}

/**
 * Whether a person may look after another: their devices, their way in, their name. An operator may
 * for everybody. A coordinator may for those who are volunteers in the coordinator's own areas and
 * nothing else anywhere, now or later: whoever can make a way in for somebody can be that person, and
 * a device that is signed in stays so when a role begins.
 */
export function looksAfter(
	grants: readonly Grant[],
	others: readonly Grant[],
	at: Millis
): boolean {
	if (levelOf(grants, at) === 'operator') return true;
	const theirs = notOver(others, at);
	return theirs.length > 0 && theirs.every((other) => mayGive(grants, other, at));
}

/**
 * Whether a person may give, or end, a role: an operator every role, a coordinator that of a volunteer
 * where the coordinator leads. That nobody gives anything to themselves is the caller's to see.
 */
export function mayGive(
	grants: readonly Grant[],
	{ role, areaId }: Pick<Grant, 'role' | 'areaId'>,
	at: Millis
): boolean {
	if (levelOf(grants, at) === 'operator') return true;
	return role === 'volunteer' && reaches(scopeOf(LEADING, grants, at), [areaId]);
}

/** Whether a role goes further than all that a person has now or will have: higher, or elsewhere. */
export function goesFurther(
	{ role, areaId }: Pick<Grant, 'role' | 'areaId'>,
	has: readonly Grant[],
	at: Millis
): boolean {
	return !notOver(has, at).some(
		(one) =>
			ROLES.indexOf(one.role) >= ROLES.indexOf(role) &&
			(one.role === 'operator' || one.areaId === '' || one.areaId === areaId)
	);
}

/** A device's clock, and with it the time of a fact, may be this far off [M3]. */
const SLACK = 5 * MINUTE;

/**
 * A fact may come this long after a grant has run out under which it was made: nobody loses what they
 * did because there was no network. It bounds how far back a dishonest clock reaches.
 */
export const LATE = 7 * DAY;

/**
 * Whether something that was given stands behind a deed that was done at one moment and is heard of
 * at another. It must have held when the deed was done, and on arrival it must hold still, or have run
 * out by itself not long ago. What somebody has ended meanwhile counts no more: that is distrust, and
 * the time of a fact is only what its device says.
 */
export function standsBehind(span: Span, madeAt: Millis, arrivedAt: Millis): boolean {
	const { startsAt, endsAt, wasEnded } = span;
	const held = startsAt <= madeAt + SLACK && (endsAt === 0 || madeAt - SLACK < endsAt);
	if (!held || startsAt > arrivedAt) return false;
	return endsAt === 0 || arrivedAt < endsAt || (!wasEnded && arrivedAt < endsAt + LATE);
}
