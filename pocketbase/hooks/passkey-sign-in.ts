import { BeginPasskey, SignInPasskey, type PasskeyChallenge } from '#domain/shapes/passkeys.ts';
import { audit, byPerson } from './audit.ts';
import { closeChallenge, newChallenge, openChallenge } from './passkey-challenge.ts';
import { checked, refuseInvalid, refuseWithout } from './passkeys.ts';
import { currentApp, execute, guarded, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse, throttle } from './request.ts';
import { signedIn } from './sign-in.ts';

/** `POST /api/people/passkeys/sign-in/begin`: asks for any passkey of this site; nobody is named. */
export const beginPasskeySignIn = guarded((e) => {
	parse(BeginPasskey, bodyOf(e));
	refuseWithout();
	const reply: PasskeyChallenge = newChallenge('get', '', $exes.passkeys.request());
	e.json(200, reply);
});

/** `POST /api/people/passkeys/sign-in/finish`: the answer of a passkey in, the token of a new device out. */
export const finishPasskeySignIn = guarded((e) => {
	const { challenge, credential, deviceName = '' } = parse(SignInPasskey, bodyOf(e));
	refuseWithout();
	const session = openChallenge('get', '', challenge);
	const key = keyOf(currentApp(), credential.id);
	if (!key) {
		throttle(e, $exes.failedSignIn(e));
		refuseGone();
	}
	if (key.suspectAt > 0) refuseSuspect();
	const check = ({ personId, body }: Key) =>
		checked(() => $exes.passkeys.used(session.text, personId, body, JSON.stringify(credential)));
	// Before the transaction: what is forged keeps no writer waiting.
	const checkedBefore = check(key);
	const now = Date.now();
	const reply = inTransaction((tx) => {
		closeChallenge(tx, session);
		// As it is now: it may have been deleted, marked or used meanwhile.
		const current = keyOf(tx, credential.id) ?? refuseGone();
		if (current.suspectAt > 0) refuseSuspect();
		const used = current.body === key.body ? checkedBefore : check(current);
		if (used.suspect) {
			suspect(tx, e, current, now);
			return null;
		}
		const signed = signedIn(tx, e, current.personId, deviceName, now);
		if (!signed) refuseInvalid();
		execute(
			tx,
			`UPDATE "passkeys" SET "body" = {:body}, "lastUsedAt" = {:now}, "deviceId" = {:deviceId} WHERE "passkeyId" = {:passkeyId}`,
			{ passkeyId: current.passkeyId, body: used.body, deviceId: signed.deviceId, now }
		);
		return signed;
	});
	if (reply === null) refuseSuspect();
	e.json(200, reply);
});

type Key = { passkeyId: string; personId: string; body: string; suspectAt: number };

const keyOf = (app: core.App, credentialId: string): Key | undefined =>
	rows(
		app,
		`SELECT "passkeyId", "personId", "body", "suspectAt" FROM "passkeys" WHERE "credentialId" = {:credentialId}`,
		{ credentialId },
		{ passkeyId: '', personId: '', body: '', suspectAt: 0 }
	)[0];

/**
 * A right answer with a counter that went back: there are two of this key, and nobody knows which one
 * this is (WebAuthn level 3, 6.1.1). It signs nobody in until its person makes another.
 */
function suspect(
	tx: core.App,
	e: core.RequestEvent,
	{ passkeyId, personId }: Key,
	now: number
): void {
	$exes.log('warn', 'a passkey may have been copied: its counter went back', {
		passkey: passkeyId
	});
	execute(tx, `UPDATE "passkeys" SET "suspectAt" = {:now} WHERE "passkeyId" = {:passkeyId}`, {
		passkeyId,
		now
	});
	audit(tx, byPerson(personId, e), {
		action: 'passkey.suspect',
		subject: `person:${personId}`,
		after: { passkeyId }
	});
}

function refuseGone(): never {
	const message = 'Nobody has this passkey any more. Sign in with a code.';
	refuse(403, 'credential', 'passkey_unknown', message);
}

function refuseSuspect(): never {
	const message = 'This passkey may have been copied. Sign in with a code and make a new one.';
	refuse(403, 'credential', 'passkey_suspect', message);
}
