import {
	BeginPasskey,
	FinishPasskey,
	RenamePasskey,
	type Passkey,
	type PasskeyChallenge,
	type PasskeyReply,
	type PasskeysReply
} from '#domain/shapes/passkeys.ts';
import { audit, byPerson } from './audit.ts';
import { callerOf } from './caller.ts';
import { closeChallenge, newChallenge, openChallenge } from './passkey-challenge.ts';
import { currentApp, execute, guarded, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** More than this nobody has; each is told to the browser, so that it makes no second one. */
const MOST = 20;

/** `POST /api/people/passkeys/begin`: asks for a new key of the person who is signed in. */
export const beginPasskey = guarded((e) => {
	const { personId, person } = callerOf(e);
	parse(BeginPasskey, bodyOf(e));
	refuseWithout();
	const keys = keysOf(currentApp(), personId);
	refuseTooMany(keys);
	const email = person.getString('email');
	const begun = $exes.passkeys.creation(
		personId,
		email,
		person.getString('name') || email,
		keys.map(({ body }) => body)
	);
	const reply: PasskeyChallenge = newChallenge('create', personId, begun);
	e.json(200, reply);
});

/** `POST /api/people/passkeys/finish`: the key that the browser made. */
export const finishPasskey = guarded((e) => {
	const { personId, deviceId, person } = callerOf(e);
	const { challenge, credential, name = '' } = parse(FinishPasskey, bodyOf(e));
	refuseWithout();
	const session = openChallenge('create', personId, challenge);
	const email = person.getString('email');
	const made = checked(() =>
		$exes.passkeys.made(
			session.text,
			personId,
			email,
			person.getString('name') || email,
			JSON.stringify(credential)
		)
	);
	const passkeyId = $security.randomStringWithAlphabet(15, 'abcdefghijklmnopqrstuvwxyz0123456789');
	inTransaction((tx) => {
		closeChallenge(tx, session);
		// Again: several may have been begun at once.
		refuseTooMany(keysOf(tx, personId));
		const kept = execute(
			tx,
			`INSERT INTO "passkeys" ("passkeyId", "credentialId", "personId", "name", "body", "createdAt", "deviceId")
			VALUES ({:passkeyId}, {:credentialId}, {:personId}, {:name}, {:body}, {:now}, {:deviceId})
			ON CONFLICT ("credentialId") DO NOTHING`,
			{ ...made, passkeyId, personId, name, deviceId, now: Date.now() }
		);
		if (kept !== 1) refuseInvalid();
		audit(tx, byPerson(personId, e), {
			action: 'passkey.add',
			subject: `person:${personId}`,
			after: { passkeyId }
		});
	});
	e.json(201, replyOf(currentApp(), personId, passkeyId));
});

/** `GET /api/people/passkeys`: those of the person, the newest first. */
export const listPasskeys = guarded((e) => {
	const { personId } = callerOf(e);
	const reply: PasskeysReply = {
		passkeys: keysOf(currentApp(), personId).map(told),
		serverTime: new Date().toISOString()
	};
	e.json(200, reply);
});

/** `POST /api/people/passkeys/{passkeyId}/rename`. */
export const renamePasskey = guarded((e) => {
	const { personId } = callerOf(e);
	const { name } = parse(RenamePasskey, bodyOf(e));
	const passkeyId = passkeyIn(e);
	inTransaction((tx) => {
		const key = { passkeyId, personId };
		const [before] = rows(
			tx,
			`SELECT "name" FROM "passkeys" WHERE "passkeyId" = {:passkeyId} AND "personId" = {:personId}`,
			key,
			{ name: '' }
		);
		if (!before) return refuseUnknown();
		if (before.name === name) return;
		execute(tx, `UPDATE "passkeys" SET "name" = {:name} WHERE "passkeyId" = {:passkeyId}`, {
			passkeyId,
			name
		});
		audit(tx, byPerson(personId, e), {
			action: 'passkey.rename',
			subject: `person:${personId}`,
			...{ before: { passkeyId }, after: { passkeyId } },
			personal: { before: { name: before.name }, after: { name } }
		});
	});
	e.json(200, replyOf(currentApp(), personId, passkeyId));
});

/** `POST /api/people/passkeys/{passkeyId}/delete`: it signs nobody in from now on. */
export const deletePasskey = guarded((e) => {
	const { personId } = callerOf(e);
	const passkeyId = passkeyIn(e);
	const reply = inTransaction((tx) => {
		const reply = replyOf(tx, personId, passkeyId);
		execute(tx, `DELETE FROM "passkeys" WHERE "passkeyId" = {:passkeyId}`, { passkeyId });
		audit(tx, byPerson(personId, e), {
			action: 'passkey.delete',
			subject: `person:${personId}`,
			before: { passkeyId }
		});
		return reply;
	});
	e.json(200, reply);
});

/** Refuses where people reach this server by an address in figures, to which no key can be bound. */
export function refuseWithout(): void {
	if ($exes.passkeys.available()) return;
	refuse(409, 'request', 'no_passkeys', 'This network has no name that a passkey can be bound to.');
}

/** A key as the library gives it back; what it refuses is a 403 that says no more. */
export function checked(check: () => string): {
	credentialId: string;
	body: string;
	suspect: boolean;
} {
	let text: string;
	try {
		text = check();
	} catch {
		refuseInvalid(); // the library has said why, in the log
	}
	return JSON.parse(text) as { credentialId: string; body: string; suspect: boolean };
}

export function refuseInvalid(): never {
	refuse(403, 'credential', 'passkey_invalid', 'This passkey does not answer what was asked.');
}

function refuseTooMany(keys: readonly unknown[]): void {
	if (keys.length < MOST) return;
	refuse(409, 'request', 'too_many_passkeys', `You have ${MOST} passkeys. Delete one first.`);
}

const passkeyIn = (e: core.RequestEvent): string => e.request?.pathValue('passkeyId') ?? '';

function refuseUnknown(): never {
	refuse(404, 'passkeyId', 'unknown_passkey', 'You have no such passkey.');
}

const COLUMNS = { passkeyId: '', name: '', body: '', createdAt: 0, lastUsedAt: 0, suspectAt: 0 };
type Row = typeof COLUMNS;

const SELECT = `SELECT "passkeyId", "name", "body", "createdAt", "lastUsedAt", "suspectAt" FROM "passkeys"
	WHERE "personId" = {:personId}`;

const keysOf = (app: core.App, personId: string): Row[] =>
	rows(app, `${SELECT} ORDER BY "createdAt" DESC, "passkeyId"`, { personId }, COLUMNS);

function replyOf(app: core.App, personId: string, passkeyId: string): PasskeyReply {
	const key = { personId, passkeyId };
	const [row] = rows(app, `${SELECT} AND "passkeyId" = {:passkeyId}`, key, COLUMNS);
	if (!row) refuseUnknown();
	return { passkey: told(row), serverTime: new Date().toISOString() };
}

const told = ({ passkeyId, name, createdAt, lastUsedAt, suspectAt }: Row): Passkey => ({
	passkeyId,
	name,
	createdAt: new Date(createdAt).toISOString(),
	lastUsedAt: lastUsedAt === 0 ? null : new Date(lastUsedAt).toISOString(),
	suspectSince: suspectAt === 0 ? null : new Date(suspectAt).toISOString()
});
