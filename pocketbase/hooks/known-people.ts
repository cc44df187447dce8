import { levelOf, looksAfter, mayGive } from '#domain/access.ts';
import type { KnownPerson } from '#domain/shapes/access.ts';
import { goodTrainings, openGrants, type StoredGrant, type StoredTraining } from './grants.ts';
import type { Allowed } from './may.ts';
import { rows } from './pocketbase.ts';

/** Who looks, and what they may do. */
type Looking = Pick<Allowed, 'personId' | 'grants' | 'scope' | 'now'>;

/** At most so many people in an answer. */
const MOST = 500;

const ROW = { personId: '', name: '', email: '', demo: false, lastSeenAt: 0 };
const PEOPLE = `SELECT p."id" AS "personId", p."name", p."email", p."demo",
		COALESCE((SELECT MAX(d."lastSeenAt") FROM "devices" d WHERE d."personId" = p."id"), 0) AS "lastSeenAt"
	FROM "people" p`;

/** People by name, as far as whoever looks may see them, and whether there are more. */
export function peopleSeenBy(
	app: core.App,
	who: Looking,
	find: string
): { people: KnownPerson[]; more: boolean } {
	const { scope, now } = who;
	const like = `%${find.toLowerCase().replace(/[%_\\]/g, '\\$&')}%`;
	const areas = scope.reach === 'areas' ? Array.from(scope.areaIds) : [];
	const isSeen =
		scope.reach === 'everywhere'
			? '1 = 1'
			: `EXISTS (SELECT 1 FROM "grants" g WHERE g."personId" = p."id" AND (g."endsAt" = 0 OR g."endsAt" > {:now})
				AND g."areaId" IN (SELECT value FROM json_each({:areas})))`;
	const found = rows(
		app,
		`${PEOPLE} WHERE ${isSeen} AND (LOWER(p."name") LIKE {:like} ESCAPE '\\' OR LOWER(p."email") LIKE {:like} ESCAPE '\\')
		ORDER BY LOWER(p."name"), p."id" LIMIT ${MOST + 1}`,
		{ like, ...(scope.reach === 'everywhere' ? {} : { now, areas: JSON.stringify(areas) }) },
		ROW
	);
	return { people: told(app, found.slice(0, MOST), who), more: found.length > MOST };
}

/** A person as they are now; undefined where there is none. */
export function knownPerson(
	app: core.App,
	personId: string,
	who: Looking
): KnownPerson | undefined {
	const found = rows(app, `${PEOPLE} WHERE p."id" = {:personId}`, { personId }, ROW);
	return told(app, found, who)[0];
}

function told(app: core.App, found: readonly (typeof ROW)[], who: Looking): KnownPerson[] {
	const { now } = who;
	const personIds = found.map(({ personId }) => personId);
	const grants = byPerson(openGrants(app, personIds, now));
	const trainings = byPerson(goodTrainings(app, personIds, now));
	const givers = [...grants.values(), ...trainings.values()].flat().map(({ givenBy }) => givenBy);
	const names = namesOf(app, givers);
	return found.map(({ personId, lastSeenAt, ...person }) => {
		const own = grants.get(personId) ?? [];
		return {
			...{ personId, name: person.name, email: person.email, demo: person.demo },
			role: levelOf(own, now),
			grants: own.map((grant) => grantTold(grant, who, names)),
			trainings: (trainings.get(personId) ?? []).map((training) => trainingTold(training, names)),
			lastSeenAt: lastSeenAt === 0 ? null : new Date(lastSeenAt).toISOString(),
			mayChange: looksAfter(who.grants, own, now)
		};
	});
}

const grantTold = (
	grant: StoredGrant,
	{ grants, now }: Looking,
	names: ReadonlyMap<string, string>
): KnownPerson['grants'][number] => ({
	...{ grantId: grant.grantId, role: grant.role },
	...{ areaId: grant.areaId || null, areaName: grant.areaName || null },
	startsAt: new Date(grant.startsAt).toISOString(),
	endsAt: grant.endsAt === 0 ? null : new Date(grant.endsAt).toISOString(),
	givenBy: names.get(grant.givenBy) ?? null,
	mayEnd: mayGive(grants, grant, now)
});

const trainingTold = (
	{ trainingId, kind, endsAt, givenBy }: StoredTraining,
	names: ReadonlyMap<string, string>
): KnownPerson['trainings'][number] => ({
	...{ trainingId, kind, validUntil: new Date(endsAt).toISOString() },
	givenBy: names.get(givenBy) ?? null
});

function byPerson<T extends { readonly personId: string }>(all: readonly T[]): Map<string, T[]> {
	const people = new Map<string, T[]>();
	all.forEach((one) => {
		const own = people.get(one.personId);
		if (own) own.push(one);
		else people.set(one.personId, [one]);
	});
	return people;
}

/** The names of the persons among actors or subjects (`person:ID`), by actor; those without one are left out. */
export function namesOf(app: core.App, actors: readonly string[]): Map<string, string> {
	const ids = actors
		.filter((actor) => actor.startsWith(PERSON))
		.map((actor) => actor.slice(PERSON.length));
	if (ids.length === 0) return new Map();
	const found = rows(
		app,
		`SELECT "id", "name" FROM "people" WHERE "name" <> '' AND "id" IN (SELECT value FROM json_each({:ids}))`,
		{ ids: JSON.stringify(Array.from(new Set(ids))) },
		{ id: '', name: '' }
	);
	return new Map(found.map(({ id, name }) => [`${PERSON}${id}`, name]));
}

const PERSON = 'person:';
