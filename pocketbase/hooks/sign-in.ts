import { SignIn, type SignInReply } from '#domain/shapes/people.ts';
import { hashOfCode } from './codes.ts';
import { newDevice } from './devices.ts';
import { personOf } from './people.ts';
import { execute, guarded, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** `POST /api/people/sign-in`: a one-time code in, the token of a new device out. */
export const signIn = guarded((e) => {
	const { code = '', deviceName = '' } = parse(SignIn, bodyOf(e));
	const codeHash = hashOfCode(code);
	const now = Date.now();
	const reply = inTransaction((tx) => {
		const personId = use(tx, codeHash, now);
		return personId === null ? null : signedIn(tx, personId, deviceName, now);
	});
	if (reply === null) {
		refuse(403, 'code', 'sign_in_invalid', 'This link is unknown, used or expired.');
	}
	e.json(200, reply);
});

/** Signs a person in on a new device; null where there is no such person. */
export function signedIn(
	tx: core.App,
	personId: string,
	deviceName: string,
	now: number
): SignInReply | null {
	const person = tx.findRecordsByFilter('people', 'id = {:personId}', '', 1, 0, { personId })[0];
	if (!person) return null;
	return {
		...newDevice(tx, personId, deviceName, now),
		person: personOf(person),
		serverTime: new Date(now).toISOString()
	};
}

/** Uses the code up; null where it is no good. Of several at once one wins. */
function use(tx: core.App, codeHash: string, now: number): string | null {
	const won = execute(
		tx,
		`UPDATE "signInCodes" SET "usedAt" = {:now} WHERE "codeHash" = {:codeHash} AND "usedAt" = 0 AND "expiresAt" > {:now}`,
		{ codeHash, now }
	);
	if (won !== 1) return null;
	const found = rows(
		tx,
		`SELECT "personId" FROM "signInCodes" WHERE "codeHash" = {:codeHash}`,
		{ codeHash },
		{ personId: '' }
	);
	return found[0]?.personId ?? null;
}
