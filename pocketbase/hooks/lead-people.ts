import { looksAfter, mayGive } from '#domain/access.ts';
import { DAY, MINUTE, parseInstant } from '#domain/calendar.ts';
import * as access from '#domain/shapes/access.ts';
import type { DevicesReply } from '#domain/shapes/people.ts';
import { audit, byPerson } from './audit.ts';
import { devicesOf, revoke } from './devices.ts';
import * as given from './grants.ts';
import { knownPerson, peopleSeenBy } from './known-people.ts';
import { deed, forPeople, type Allowed } from './may.ts';
import { addPerson } from './people-records.ts';
import { currentApp, execute, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, queryOf, refuse } from './request.ts';
import { newSignInLink } from './sign-in-link.ts';

/** `GET /api/operator/people`: who there is, as far as whoever asks leads. */
export const listPeople = forPeople('listPeople', (e, who) => {
	const { find = '' } = parse(access.PeopleQuery, queryOf(e, access.PeopleQuery));
	const reply: access.PeopleReply = {
		...peopleSeenBy(currentApp(), who, find),
		serverTime: new Date(who.now).toISOString()
	};
	e.json(200, reply);
});

/** `POST /api/operator/people`: the same address again is the same person. */
export const createPerson = forPeople('createPerson', (e, who) => {
	const { email, name } = parse(access.CreatePerson, bodyOf(e));
	const { personId, isNew } = inTransaction((tx) => {
		const { person, isNew } = orRefused(() => addPerson(tx, email, name));
		if (isNew) {
			// Whom it names stands in the table of people alone.
			const author = byPerson(who.personId, e);
			audit(tx, author, { action: 'person.create', subject: `person:${person.id}` });
		}
		return { personId: person.id, isNew };
	});
	answer(e, who, personId, isNew ? 201 : 200);
});

/** The collection is stricter about addresses than the shape, which only wants to reach people. */
function orRefused<T>(add: () => T): T {
	try {
		return add();
	} catch (error) {
		if (!/\bemail: /.test(String(error))) throw error;
		refuse(400, 'email', 'invalid_email', 'An e-mail address.');
	}
}

/** `POST /api/operator/people/{personId}/rename`. */
export const renamePerson = forPeople('renamePerson', (e, who) => {
	const { name } = parse(access.RenamePerson, bodyOf(e));
	const personId = personIn(e);
	const done = deed(who, looksAfterThem(personId), (tx) => {
		const [before] = rows(
			tx,
			`SELECT "name" FROM "people" WHERE "id" = {:personId}`,
			{ personId },
			{ name: '' }
		);
		if (!before || before.name === name) return;
		execute(tx, `UPDATE "people" SET "name" = {:name} WHERE "id" = {:personId}`, {
			personId,
			name
		});
		audit(tx, byPerson(who.personId, e), {
			action: 'person.rename',
			subject: `person:${personId}`,
			personal: { before, after: { name } }
		});
	});
	return done !== false && answer(e, who, personId);
});

/** `POST /api/operator/people/{personId}/grants`: gives a role, to somebody else. */
export const giveGrant = forPeople('giveGrant', (e, who) => {
	const { role, areaId, startsAt, endsAt = null } = parse(access.GiveGrant, bodyOf(e));
	const { now } = who;
	const grant = {
		...{ personId: personIn(e), role, areaId: areaId ?? '' },
		startsAt: startsAt === undefined ? now : (parseInstant(startsAt) ?? now),
		endsAt: endsAt === null ? 0 : (parseInstant(endsAt) ?? now)
	};
	if (role === 'operator' && areaId !== null) {
		refuse(400, 'areaId', 'invalid_area_id', 'An operator is one everywhere: null.');
	}
	if (grant.startsAt < now - 5 * MINUTE) {
		refuse(400, 'startsAt', 'invalid_starts_at', 'Nothing is given for the past.');
	}
	if (grant.endsAt !== 0 && grant.endsAt <= Math.max(now, grant.startsAt)) {
		refuse(400, 'endsAt', 'invalid_ends_at', 'It has to end after it has begun.');
	}
	notToYourself(who, grant.personId);
	const done = deed(who, gives(grant), (tx) => {
		if (areaId !== null) areaMustBe(areaId);
		return given.giveGrant(tx, byPerson(who.personId, e), grant, now);
	});
	return done !== false && answer(e, who, grant.personId);
});

/** `POST /api/operator/grants/{grantId}/end`. */
export const endGrant = forPeople('endGrant', (e, who) => {
	const grantId = e.request?.pathValue('grantId') ?? '';
	const grant = given.grantNamed(currentApp(), grantId);
	if (!grant) refuse(404, 'grantId', 'unknown_grant', 'Nothing of this id was given.');
	const outcome = deed(who, gives(grant), (tx) => {
		// As it is now: another may have ended it meanwhile, or the other operator.
		const current = given.grantNamed(tx, grantId) ?? grant;
		return given.endGrant(tx, byPerson(who.personId, e), current, who.now);
	});
	if (outcome === false) return false;
	if (outcome === 'last') {
		refuse(409, 'grantId', 'last_operator', 'Give the role of an operator to somebody else first.');
	}
	return answer(e, who, grant.personId);
});

/** A training is good for so long at most. */
const TRAINED_AT_MOST = 5 * 366 * DAY;

/** `POST /api/operator/people/{personId}/trainings`: notes one, of somebody else. */
export const giveTraining = forPeople('giveTraining', (e, who) => {
	const { kind, validUntil } = parse(access.GiveTraining, bodyOf(e));
	const until = parseInstant(validUntil) ?? 0;
	if (until <= who.now || until > who.now + TRAINED_AT_MOST) {
		refuse(400, 'validUntil', 'invalid_valid_until', 'Within the next five years.');
	}
	const personId = personIn(e);
	notToYourself(who, personId);
	const done = deed(who, looksAfterThem(personId), (tx) => {
		const training = { personId, kind, validUntil: until };
		return given.giveTraining(tx, byPerson(who.personId, e), training, who.now);
	});
	return done !== false && answer(e, who, personId);
});

/** `POST /api/operator/trainings/{trainingId}/end`. */
export const endTraining = forPeople('endTraining', (e, who) => {
	const trainingId = e.request?.pathValue('trainingId') ?? '';
	const training = given.trainingNamed(currentApp(), trainingId);
	if (!training) refuse(404, 'trainingId', 'unknown_training', 'No such training was noted.');
	const done = deed(who, looksAfterThem(training.personId), (tx) => {
		const current = given.trainingNamed(tx, trainingId) ?? training;
		given.endTraining(tx, byPerson(who.personId, e), current, who.now);
	});
	return done !== false && answer(e, who, training.personId);
});

/** `POST /api/operator/people/{personId}/link`: a way in, to be shown as a QR. */
export const makeLink = forPeople('makeLink', (e, who) => {
	parse(access.MakeLink, bodyOf(e));
	const personId = personIn(e);
	const link = deed(who, looksAfterThem(personId), (tx) => {
		audit(tx, byPerson(who.personId, e), { action: 'person.link', subject: `person:${personId}` });
		return newSignInLink(tx, personId, who.now);
	});
	if (link === false) return false;
	const reply: access.LinkReply = {
		signInUrl: link.signInUrl,
		expiresAt: new Date(link.expiresAt).toISOString(),
		serverTime: new Date(who.now).toISOString()
	};
	return e.json(201, reply);
});

/** `GET /api/operator/people/{personId}/devices`. */
export const listPersonDevices = forPeople('listPersonDevices', (e, who) => {
	const personId = personIn(e);
	return looksAfterThem(personId)(who) && answerDevices(e, who, personId);
});

/** `POST /api/operator/people/{personId}/devices/{deviceId}/revoke`: a lost phone. */
export const revokePersonDevice = forPeople('revokePersonDevice', (e, who) => {
	const personId = personIn(e);
	const deviceId = e.request?.pathValue('deviceId') ?? '';
	const done = deed(who, looksAfterThem(personId), (tx) => {
		const isTheirs = rows(
			tx,
			`SELECT "id" FROM "devices" WHERE "id" = {:deviceId} AND "personId" = {:personId}`,
			{ deviceId, personId },
			{ id: '' }
		);
		if (isTheirs.length === 0) {
			refuse(404, 'deviceId', 'unknown_device', 'This person has no such device.');
		}
		revoke(tx, deviceId, byPerson(who.personId, e), who.now);
	});
	return done !== false && answerDevices(e, who, personId);
});

/** Whoever asks is known by their device, which stands first where it is their own list. */
function answerDevices(e: core.RequestEvent, who: Allowed, personId: string): true {
	const reply: DevicesReply = {
		devices: devicesOf(currentApp(), personId, who.deviceId, who.now),
		serverTime: new Date(who.now).toISOString()
	};
	e.json(200, reply);
	return true;
}

function answer(e: core.RequestEvent, who: Allowed, personId: string, status = 200): true {
	const person = knownPerson(currentApp(), personId, who) ?? refuseUnknown();
	const reply: access.KnownPersonReply = { person, serverTime: new Date(who.now).toISOString() };
	e.json(status, reply);
	return true;
}

/** The person that the path names. */
function personIn(e: core.RequestEvent): string {
	const personId = e.request?.pathValue('personId') ?? '';
	const found = rows(
		currentApp(),
		`SELECT "id" FROM "people" WHERE "id" = {:personId}`,
		{ personId },
		{ id: '' }
	);
	return found[0]?.id ?? refuseUnknown();
}

function refuseUnknown(): never {
	refuse(404, 'personId', 'unknown_person', 'There is no such person.');
}

const looksAfterThem =
	(personId: string) =>
	({ grants, now }: Allowed): boolean =>
		looksAfter(grants, given.grantsOf(currentApp(), personId), now);

const gives =
	(grant: Pick<given.NewGrant, 'role' | 'areaId'>) =>
	({ grants, now }: Allowed): boolean =>
		mayGive(grants, grant, now);

function notToYourself(who: Allowed, personId: string): void {
	if (who.personId !== personId) return;
	refuse(403, 'request', 'not_yourself', 'Nobody gives themselves anything. Ask another operator.');
}

function areaMustBe(areaId: string): void {
	const found = rows(
		currentApp(),
		`SELECT "areaId" FROM "areas" WHERE "areaId" = {:areaId}`,
		{ areaId },
		{ areaId: '' }
	);
	if (found.length === 0) refuse(404, 'areaId', 'unknown_area', 'There is no such area.');
}
