import { goesFurther, type Grant, type Training } from '#domain/access.ts';
import type { Role, TrainingKind } from '#domain/shapes/words.ts';
import { newId } from './alerts.ts';
import { audit, type Author } from './audit.ts';
import { execute, rows } from './pocketbase.ts';
import { endSignInLinks } from './sign-in-link.ts';

/** A role as it was given, with what names it and its area. */
export type StoredGrant = Grant & {
	readonly grantId: string;
	readonly personId: string;
	readonly areaName: string;
	readonly givenBy: string;
	readonly endedBy: string;
};

const GRANT = {
	...{ grantId: '', personId: '', role: '', areaId: '', areaName: '', startsAt: 0, endsAt: 0 },
	...{ givenBy: '', endedBy: '' }
};
const GRANTS = `SELECT g."grantId", g."personId", g."role", g."areaId", COALESCE(a."name", '') AS "areaName",
		g."startsAt", g."endsAt", g."givenBy", g."endedBy"
	FROM "grants" g LEFT JOIN "areas" a ON a."areaId" = g."areaId"`;

const grant = ({ role, ...row }: typeof GRANT): StoredGrant => ({
	...row,
	role: role as Role,
	wasEnded: row.endedBy !== ''
});

/** Every role that a person was ever given, the oldest first. */
export function grantsOf(app: core.App, personId: string): StoredGrant[] {
	const of = `${GRANTS} WHERE g."personId" = {:personId} ORDER BY g."startsAt", g."grantId"`;
	return rows(app, of, { personId }, GRANT).map(grant);
}

/** Those of these people that hold now or will. */
export function openGrants(
	app: core.App,
	personIds: readonly string[],
	now: number
): StoredGrant[] {
	return rows(
		app,
		`${GRANTS} WHERE g."personId" IN (SELECT value FROM json_each({:personIds}))
			AND (g."endsAt" = 0 OR g."endsAt" > {:now}) ORDER BY g."startsAt", g."grantId"`,
		{ personIds: JSON.stringify(personIds), now },
		GRANT
	).map(grant);
}

export function grantNamed(app: core.App, grantId: string): StoredGrant | undefined {
	return rows(app, `${GRANTS} WHERE g."grantId" = {:grantId}`, { grantId }, GRANT).map(grant)[0];
}

/** A training as it was noted. */
export type StoredTraining = Training & {
	readonly trainingId: string;
	readonly personId: string;
	readonly givenBy: string;
};

const TRAINING = {
	...{ trainingId: '', personId: '', kind: '', startsAt: 0, endsAt: 0, givenBy: '', endedBy: '' }
};
const TRAININGS = `SELECT "trainingId", "personId", "kind", "startsAt", "endsAt", "givenBy", "endedBy" FROM "trainings"`;

const training = ({ kind, endedBy, ...row }: typeof TRAINING): StoredTraining => ({
	...row,
	kind: kind as TrainingKind,
	wasEnded: endedBy !== ''
});

/** Every training of a person, the oldest first. */
export function trainingsOf(app: core.App, personId: string): StoredTraining[] {
	const of = `${TRAININGS} WHERE "personId" = {:personId} ORDER BY "startsAt", "trainingId"`;
	return rows(app, of, { personId }, TRAINING).map(training);
}

/** Those of these people that are good now. */
export function goodTrainings(
	app: core.App,
	personIds: readonly string[],
	now: number
): StoredTraining[] {
	return rows(
		app,
		`${TRAININGS} WHERE "personId" IN (SELECT value FROM json_each({:personIds})) AND "endsAt" > {:now}
			ORDER BY "startsAt", "trainingId"`,
		{ personIds: JSON.stringify(personIds), now },
		TRAINING
	).map(training);
}

export function trainingNamed(app: core.App, trainingId: string): StoredTraining | undefined {
	const of = `${TRAININGS} WHERE "trainingId" = {:trainingId}`;
	return rows(app, of, { trainingId }, TRAINING).map(training)[0];
}

/** How many names a refusal tells at most. */
const ASK_AT_MOST = 5;

/**
 * The names of those whom somebody can ask who may not do something: first the coordinators of these
 * areas, then coordinators and operators of everywhere. Those without a name are left out.
 */
export function whomToAsk(app: core.App, grants: readonly Grant[], now: number): string[] {
	const areaIds = Array.from(new Set(grants.map(({ areaId }) => areaId)));
	return rows(
		app,
		`SELECT p."name", MIN(CASE WHEN g."areaId" = '' THEN 1 ELSE 0 END) AS "far"
		FROM "grants" g JOIN "people" p ON p."id" = g."personId"
		WHERE g."role" <> 'volunteer' AND g."startsAt" <= {:now} AND (g."endsAt" = 0 OR g."endsAt" > {:now})
			AND (g."areaId" = '' OR g."areaId" IN (SELECT value FROM json_each({:areaIds}))) AND p."name" <> ''
		GROUP BY p."id", p."name" ORDER BY 2, p."name" LIMIT ${ASK_AT_MOST}`,
		{ now, areaIds: JSON.stringify(areaIds) },
		{ name: '', far: 0 }
	).map(({ name }) => name);
}

/** What somebody gives: `areaId` empty is everywhere, `endsAt` 0 is open. */
export type NewGrant = {
	readonly personId: string;
	readonly role: Role;
	readonly areaId: string;
	readonly startsAt: number;
	readonly endsAt: number;
};

/**
 * Gives a role; the same one that is in force already is given no second time. One that goes further
 * than what the person has ends the links that wait for them: whoever made one could not have made it
 * any more. Returns its id.
 */
export function giveGrant(tx: core.App, author: Author, given: NewGrant, now: number): string {
	const { personId, role, areaId, startsAt, endsAt } = given;
	const has = grantsOf(tx, personId);
	const same = has.find(
		(one) =>
			one.role === role &&
			one.areaId === areaId &&
			one.startsAt <= startsAt &&
			one.endsAt === endsAt &&
			(endsAt === 0 || endsAt > now)
	);
	if (same) return same.grantId;
	if (goesFurther(given, has, now)) endSignInLinks(tx, personId);
	const grantId = newId();
	execute(
		tx,
		`INSERT INTO "grants" ("grantId", "personId", "role", "areaId", "startsAt", "endsAt", "givenAt", "givenBy")
		VALUES ({:grantId}, {:personId}, {:role}, {:areaId}, {:startsAt}, {:endsAt}, {:now}, {:by})`,
		{ grantId, ...given, now, by: author.actor }
	);
	const after = { grantId, role, areaId, ...spanOf(startsAt, endsAt) };
	audit(tx, author, { action: 'grant.give', subject: `person:${personId}`, after });
	return grantId;
}

/**
 * Ends a role now. `last` where it would leave the network without an operator for good: then nothing
 * is done. An operator whose role runs out by itself is none to count on.
 */
export function endGrant(
	tx: core.App,
	author: Author,
	grant: StoredGrant,
	now: number
): 'ended' | 'over' | 'last' {
	const { grantId, personId, role, areaId, startsAt, endsAt } = grant;
	if (endsAt > 0 && endsAt <= now) return 'over';
	if (isLastOperator(tx, grant, now)) return 'last';
	// One that has not begun ends before it does: it never holds.
	const ended = { grantId, endsAt: now, by: author.actor };
	execute(
		tx,
		`UPDATE "grants" SET "endsAt" = {:endsAt}, "endedBy" = {:by} WHERE "grantId" = {:grantId}`,
		ended
	);
	audit(tx, author, {
		action: 'grant.end',
		subject: `person:${personId}`,
		before: { grantId, role, areaId, ...spanOf(startsAt, endsAt) },
		after: { grantId, role, areaId, ...spanOf(startsAt, ended.endsAt) }
	});
	return 'ended';
}

function isLastOperator(tx: core.App, grant: StoredGrant, now: number): boolean {
	if (grant.role !== 'operator' || grant.endsAt !== 0 || grant.startsAt > now) return false;
	const others = rows(
		tx,
		`SELECT COUNT(*) AS "others" FROM "grants"
		WHERE "role" = 'operator' AND "endsAt" = 0 AND "startsAt" <= {:now} AND "grantId" <> {:grantId}`,
		{ now, grantId: grant.grantId },
		{ others: 0 }
	)[0];
	return others?.others === 0;
}

/** A span as the audit tells it. */
const spanOf = (startsAt: number, endsAt: number) => ({
	startsAt: new Date(startsAt).toISOString(),
	endsAt: endsAt === 0 ? null : new Date(endsAt).toISOString()
});

/** Notes that a person has passed a training; until then it is good. Returns its id. */
export function giveTraining(
	tx: core.App,
	author: Author,
	{ personId, kind, validUntil }: { personId: string; kind: TrainingKind; validUntil: number },
	now: number
): string {
	const trainingId = newId();
	execute(
		tx,
		`INSERT INTO "trainings" ("trainingId", "personId", "kind", "startsAt", "endsAt", "givenBy")
		VALUES ({:trainingId}, {:personId}, {:kind}, {:now}, {:validUntil}, {:by})`,
		{ trainingId, personId, kind, now, validUntil, by: author.actor }
	);
	const after = { trainingId, kind, validUntil: new Date(validUntil).toISOString() };
	audit(tx, author, { action: 'training.give', subject: `person:${personId}`, after });
	return trainingId;
}

/** Ends a training now; one that is over stays as it is. */
export function endTraining(
	tx: core.App,
	author: Author,
	{ trainingId, personId, kind, endsAt }: StoredTraining,
	now: number
): void {
	if (endsAt <= now) return;
	execute(
		tx,
		`UPDATE "trainings" SET "endsAt" = {:now}, "endedBy" = {:by} WHERE "trainingId" = {:trainingId}`,
		{ trainingId, now, by: author.actor }
	);
	const told = (until: number) => ({ trainingId, kind, validUntil: new Date(until).toISOString() });
	audit(tx, author, {
		action: 'training.end',
		subject: `person:${personId}`,
		before: told(endsAt),
		after: told(now)
	});
}
