import { ROLES, type Role } from '#domain/shapes/words.ts';
import { atCommandLine } from './audit.ts';
import { hashOfCode, newCode, publicUrl } from './codes.ts';
import { command, textOf, UsageError } from './console.ts';
import { endGrant, giveGrant, grantsOf } from './grants.ts';
import { lockPassword } from './machines.ts';
import { execute, inTransaction } from './pocketbase.ts';

/** How long a sign-in link works, in milliseconds. */
const LINK_LASTS = 24 * 3_600_000;

/**
 * `person create`: makes a person and prints a link with which they sign in once, within a day. The
 * same e-mail again is the same person and a new link: the way back in [O7].
 */
export const createPerson = command((_, call) => {
	const email = call.flag('email').toLowerCase();
	if (!/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 200) {
		throw new UsageError('--email takes an e-mail address.');
	}
	const role = call.flag('role');
	if (!isRole(role)) throw new UsageError(`--role takes one of ${ROLES.join(', ')}.`);
	const name = textOf(call.flag('name'), 'name', 120);
	const code = newCode();
	const now = Date.now();
	const personId = inTransaction((tx) => {
		const person = personWith(tx, email);
		if (name !== '') person.set('name', name);
		if (call.on('demo')) person.set('demo', true);
		tx.save(person);
		giveEverywhere(tx, person.id, role, now);
		// Only the newest link works.
		execute(tx, `DELETE FROM "signInCodes" WHERE "personId" = {:id}`, { id: person.id });
		execute(
			tx,
			`INSERT INTO "signInCodes" ("codeHash", "personId", "expiresAt") VALUES ({:codeHash}, {:id}, {:expiresAt})`,
			{ codeHash: hashOfCode(code), id: person.id, expiresAt: now + LINK_LASTS }
		);
		return person.id;
	});
	const signInUrl = `${publicUrl()}/sign-in/#${code}`;
	const expiresAt = new Date(now + LINK_LASTS).toISOString();
	return {
		json: { personId, email, role, signInUrl, expiresAt },
		text: `${email} (${role}) signs in once with this link, until ${expiresAt}:\n  ${signInUrl}`
	};
});

/** The role of a person made at the command line holds everywhere, and in the place of any other that does. */
function giveEverywhere(tx: core.App, personId: string, role: Role, now: number): void {
	const author = atCommandLine();
	giveGrant(tx, author, { personId, role, areaId: '', startsAt: now, endsAt: 0 }, now);
	for (const grant of grantsOf(tx, personId)) {
		if (grant.areaId !== '' || grant.role === role) continue;
		if (endGrant(tx, author, grant, now) === 'last') throw new Error(LAST_OPERATOR);
	}
}

const LAST_OPERATOR =
	'This is the last operator whose role does not run out: make another one first.';

function isRole(text: string): text is Role {
	return (ROLES as readonly string[]).includes(text);
}

function personWith(tx: core.App, email: string): core.Record {
	const known = tx.findRecordsByFilter('people', 'email = {:email}', '', 1, 0, { email })[0];
	if (known) return known;
	const person = new Record(tx.findCollectionByNameOrId('people'), { email });
	lockPassword(person);
	return person;
}
