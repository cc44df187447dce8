import { levelOf, scopeAt, type Grant, type Scope } from '#domain/access.ts';
import type { RouteOfPeople } from '#domain/access-table.ts';
import type { MayNot } from '#domain/shapes/access.ts';
import { callerOf, type Caller } from './caller.ts';
import { grantsOf, whomToAsk } from './grants.ts';
import { currentApp, guarded, inTransaction } from './pocketbase.ts';

/** Whoever asks, with all that was given to them, and how far it reaches at this route. */
export type Allowed = Caller & {
	readonly grants: readonly Grant[];
	readonly scope: Scope;
	readonly now: number;
};

/**
 * The one door of the routes for people: asks the table of src/domain/access-table.ts whether, and how
 * far, whoever asks may; what lies outside of the scope is the handler's to leave out. A handler that
 * answers `false` has found that this person may not do just this, and has done nothing.
 */
export const forPeople = (
	route: RouteOfPeople,
	handler: (e: core.RequestEvent, who: Allowed) => unknown
) =>
	guarded((e) => {
		const caller = callerOf(e);
		const now = Date.now();
		const grants = grantsOf(currentApp(), caller.personId);
		const who = { ...caller, grants, now, scope: scopeAt(route, grants, now) };
		if (who.scope.reach === 'none' || handler(e, who) === false) e.json(403, refusal(who));
	});

/**
 * Does something in one transaction, where whoever asks may do it by what they hold there and then: a
 * role may have ended while they waited for the writer. `false` where they may not; nothing is done.
 */
export function deed<T>(
	who: Allowed,
	isAllowed: (current: Allowed) => boolean,
	work: (tx: core.App) => T
): T | false {
	return inTransaction((tx) => {
		const current = { ...who, grants: grantsOf(tx, who.personId), now: Date.now() };
		return isAllowed(current) && work(tx);
	});
}

/** Says who may, to somebody who may not: only signed-in people come this far. */
export function refusal({ grants, now }: Pick<Allowed, 'grants' | 'now'>): MayNot {
	const message =
		levelOf(grants, now) === 'public'
			? 'You have no role at the moment. Ask for one.'
			: 'Your role does not go so far.';
	return {
		status: 403,
		message,
		data: { request: { code: 'role_may_not', message } },
		ask: whomToAsk(currentApp(), grants, now)
	};
}
