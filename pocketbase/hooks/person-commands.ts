import { holds, levelOf } from '#domain/access.ts';
import { atCommandLine, audit } from './audit.ts';
import { command, UsageError, type Saying } from './console.ts';
import { revoke } from './devices.ts';
import { grantsOf, trainingsOf } from './grants.ts';
import { told } from './person-roles.ts';
import { execute, inTransaction, rows } from './pocketbase.ts';

/** `person list`: everybody, with what they may do now and where they are signed in. */
export const listPeople = command((app) => {
	const now = Date.now();
	const people = rows(
		app,
		`SELECT p."id" AS "personId", p."email", p."name", p."demo",
			(SELECT COUNT(*) FROM "devices" d WHERE d."personId" = p."id" AND d."revokedAt" = 0 AND d."expiresAt" > {:now}) AS "devices",
			(SELECT COUNT(*) FROM "passkeys" k WHERE k."personId" = p."id") AS "passkeys",
			COALESCE((SELECT MAX(d."lastSeenAt") FROM "devices" d WHERE d."personId" = p."id"), 0) AS "lastSeenAt"
		FROM "people" p ORDER BY p."email"`,
		{ now },
		{ personId: '', email: '', name: '', demo: false, devices: 0, passkeys: 0, lastSeenAt: 0 }
	).map(({ lastSeenAt, ...person }) => {
		const grants = grantsOf(app, person.personId);
		return {
			...person,
			role: levelOf(grants, now),
			grants: grants.filter(({ endsAt }) => endsAt === 0 || endsAt > now).map(told),
			trainings: trainingsOf(app, person.personId)
				.filter((training) => holds(training, now))
				.map(({ kind, endsAt }) => ({ kind, validUntil: new Date(endsAt).toISOString() })),
			lastSeenAt: lastSeenAt === 0 ? null : new Date(lastSeenAt).toISOString()
		};
	});
	const lines = people.flatMap(
		({ email, role, devices, passkeys, lastSeenAt, name, grants, trainings }) => [
			`${role.padEnd(11)}  ${count(devices, 'device')}  ${count(passkeys, 'passkey')}  ${(lastSeenAt ?? 'never seen').padEnd(24)}  ${email}  ${name}`,
			...grants.map(
				(grant) =>
					`    ${grant.grantId}  ${grant.role}, ${grant.areaName ?? 'everywhere'}${untilWords(grant.endsAt)}`
			),
			...trainings.map(({ kind, validUntil }) => `    trained for ${kind}${untilWords(validUntil)}`)
		]
	);
	return { json: { people }, text: lines.join('\n') || NOBODY };
});

const untilWords = (instant: string | null): string =>
	instant === null ? '' : ` until ${instant}`;

const NOBODY =
	'There is nobody yet. The first operator: person create --email you@example.org --role operator';

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`.padEnd(10);

/**
 * `person revoke-devices EMAIL`: shuts a person out everywhere, until they get a new link. Signs every
 * device out, deletes every passkey, and ends the codes that are on their way.
 */
export const revokeDevices = command((_, call): Saying => {
	const [typed, ...more] = call.args;
	if (typed === undefined || more.length > 0 || !typed.includes('@')) {
		throw new UsageError('Say whose devices, by e-mail: for example ada@example.org.');
	}
	const email = typed.trim().toLowerCase();
	const now = Date.now();
	const done = inTransaction((tx) => {
		const person = tx.findRecordsByFilter('people', 'email = {:email}', '', 1, 0, { email })[0];
		return person ? shutOut(tx, person.id, now) : null;
	});
	if (!done) throw new Error(`Nobody has the address ${email}: see person list.`);
	return {
		json: { email, ...done },
		text: `${email}: signed out on ${count(done.devices, 'device').trim()}, without ${count(done.passkeys, 'passkey').trim()}. A new link: person create --email ${email} --role ROLE`
	};
});

function shutOut(
	tx: core.App,
	personId: string,
	now: number
): { personId: string; devices: number; passkeys: number } {
	const author = atCommandLine();
	const open = rows(
		tx,
		`SELECT "id" FROM "devices" WHERE "personId" = {:personId} AND "revokedAt" = 0`,
		{ personId },
		{ id: '' }
	);
	// Of those alone that could still be used it is told: a token that is over is a device no more.
	const [signedIn] = rows(
		tx,
		`SELECT COUNT(*) AS "n" FROM "devices" WHERE "personId" = {:personId} AND "revokedAt" = 0 AND "expiresAt" > {:now}`,
		{ personId, now },
		{ n: 0 }
	);
	const passkeys = execute(tx, `DELETE FROM "passkeys" WHERE "personId" = {:personId}`, {
		personId
	});
	for (const { id } of open) revoke(tx, id, author, now);
	execute(
		tx,
		`UPDATE "signInCodes" SET "expiresAt" = 0 WHERE "personId" = {:personId} AND "usedAt" = 0`,
		{ personId }
	);
	if (passkeys > 0) {
		audit(tx, author, {
			action: 'passkey.delete',
			subject: `person:${personId}`,
			before: { passkeys }
		});
	}
	return { personId, devices: signedIn?.n ?? 0, passkeys };
}
