import { DAY } from '#domain/calendar.ts';
import { ROLES, type Role } from '#domain/shapes/words.ts';
import { areaFor } from './area-commands.ts';
import { atCommandLine } from './audit.ts';
import { command, spanOf, UsageError, type Call } from './console.ts';
import { endGrant, giveGrant, giveTraining, grantNamed, type StoredGrant } from './grants.ts';
import { personWith } from './people-records.ts';
import { inTransaction } from './pocketbase.ts';

/** `person grant EMAIL --role R [--area A] [--expires SPAN]`: one more role. */
export const grantRole = command((_, call) => {
	const now = Date.now();
	const role = roleOf(call);
	const area = call.flag('area');
	if (role === 'operator' && area !== '') {
		throw new UsageError('An operator is one everywhere: leave --area out.');
	}
	const expires = call.flag('expires');
	const endsAt = expires === '' ? 0 : now + spanOf(expires, 'expires');
	const grant = inTransaction((tx) => {
		const personId = personOf(tx, call);
		const areaId = area === '' ? '' : areaFor(tx, area).areaId;
		const given = { personId, role, areaId, startsAt: now, endsAt };
		return grantNamed(tx, giveGrant(tx, atCommandLine(), given, now));
	});
	if (!grant) throw new Error('What was just given is there.');
	const json = { personId: grant.personId, ...told(grant) };
	const where = grant.areaName || 'everywhere';
	return {
		json,
		text: `${call.args[0] ?? ''} is ${role} ${where}${json.endsAt === null ? '' : ` until ${json.endsAt}`}. To end it: person end ${grant.grantId}`
	};
});

/** `person end GRANT`: ends a role now. */
export const endRole = command((_, { args }) => {
	const [grantId, ...more] = args;
	if (grantId === undefined || more.length > 0) {
		throw new UsageError('Say which role, by its id: person list shows it.');
	}
	const now = Date.now();
	inTransaction((tx) => {
		const grant = grantNamed(tx, grantId);
		if (!grant) throw new Error(`Nothing was given under ${grantId}.`);
		if (endGrant(tx, atCommandLine(), grant, now) === 'last') throw new Error(LAST_OPERATOR);
	});
	return { json: { grantId, ended: true }, text: `${grantId} is over.` };
});

export const LAST_OPERATOR =
	'This is the last operator whose role does not run out: make another one first.';

/** `person train EMAIL [--expires 365d]`: notes a training that was passed. */
export const trainPerson = command((_, call) => {
	const now = Date.now();
	const validUntil = now + spanOf(call.flag('expires') || '365d', 'expires');
	if (validUntil > now + 5 * 366 * DAY) throw new UsageError('--expires takes 5 years at most.');
	const personId = inTransaction((tx) => {
		const personId = personOf(tx, call);
		giveTraining(tx, atCommandLine(), { personId, kind: 'service', validUntil }, now);
		return personId;
	});
	const until = new Date(validUntil).toISOString();
	return {
		json: { personId, kind: 'service', validUntil: until },
		text: `${call.args[0] ?? ''} is trained for service until ${until}.`
	};
});

export function isRole(text: string): text is Role {
	return (ROLES as readonly string[]).includes(text);
}

export function roleOf(call: Call): Role {
	const role = call.flag('role');
	if (!isRole(role)) throw new UsageError(`--role takes one of ${ROLES.join(', ')}.`);
	return role;
}

function personOf(tx: core.App, { args }: Call): string {
	const [email, ...more] = args;
	if (email === undefined || more.length > 0) {
		throw new UsageError('Say who, by their e-mail address.');
	}
	const person = personWith(tx, email.toLowerCase());
	if (!person) throw new Error(`Nobody has the address ${email}: person create makes them known.`);
	return person.id;
}

/** A role as the command line tells it. */
export const told = ({ grantId, role, areaId, areaName, startsAt, endsAt }: StoredGrant) => ({
	...{ grantId, role, areaId: areaId || null, areaName: areaName || null },
	startsAt: new Date(startsAt).toISOString(),
	endsAt: endsAt === 0 ? null : new Date(endsAt).toISOString()
});
