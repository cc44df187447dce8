import type { Role } from '#domain/shapes/words.ts';
import { atCommandLine, audit, type Deed } from './audit.ts';
import { command, textOf, UsageError } from './console.ts';
import { endGrant, giveGrant, grantsOf } from './grants.ts';
import { addPerson } from './people-records.ts';
import { LAST_OPERATOR, roleOf } from './person-roles.ts';
import { inTransaction } from './pocketbase.ts';
import { newSignInLink } from './sign-in-link.ts';

/**
 * `person create`: makes a person and prints a link with which they sign in once, within a day. The
 * same e-mail again is the same person and a new link: the way back in [O7].
 */
export const createPerson = command((_, call) => {
	const email = call.flag('email').toLowerCase();
	if (!/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 200) {
		throw new UsageError('--email takes an e-mail address.');
	}
	const role = roleOf(call);
	const name = textOf(call.flag('name'), 'name', 120);
	const now = Date.now();
	const { personId, signInUrl, expiresAt } = inTransaction((tx) => {
		const { person, isNew } = addPerson(tx, email, name);
		const before = { name: person.getString('name'), demo: person.getBool('demo') };
		const isRenamed = name !== '' && name !== before.name;
		const isMarked = call.on('demo') && !before.demo;
		if (isRenamed) person.set('name', name);
		if (isMarked) person.set('demo', true);
		tx.save(person);
		const note = (action: string, deed: Pick<Deed, 'before' | 'after' | 'personal'> = {}) => {
			audit(tx, atCommandLine(), { action, subject: `person:${person.id}`, ...deed });
		};
		if (isNew) note('person.create');
		if (isRenamed) {
			note('person.rename', { personal: { before: { name: before.name }, after: { name } } });
		}
		if (isMarked) note('person.demo', { before: { demo: false }, after: { demo: true } });
		giveEverywhere(tx, person.id, role, now);
		note('person.link');
		return { personId: person.id, ...newSignInLink(tx, person.id, now) };
	});
	const until = new Date(expiresAt).toISOString();
	return {
		json: { personId, email, role, signInUrl, expiresAt: until },
		text: `${email} (${role}) signs in once with this link, until ${until}:\n  ${signInUrl}`
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
