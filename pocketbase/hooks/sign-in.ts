import { SignIn, type SignInReply } from '#domain/shapes/people.ts';
import { TRIES } from '#domain/sign-in-code.ts';
import { hashOfCode } from './codes.ts';
import { newDevice } from './devices.ts';
import { personOf } from './people.ts';
import { execute, guarded, hash, inTransaction, rows } from './pocketbase.ts';
import { countTry, hashOfDigits } from './request-code.ts';
import { bodyOf, parse, refuse, throttle } from './request.ts';

/**
 * `POST /api/people/sign-in`: the code of a link in, or the digits of a request, and the token of a new
 * device out. A right one is taken at once, however many wrong ones came from its address [M22].
 */
export const signIn = guarded((e) => {
	const { code, requestId = '', digits = '', deviceName = '' } = parse(SignIn, bodyOf(e));
	const now = Date.now();
	const reply = inTransaction((tx) => {
		const codeHash =
			code === undefined ? useDigits(tx, requestId, digits, now) : useCode(tx, code, now);
		const personId = codeHash === null ? null : personIdOf(tx, codeHash);
		return personId === null ? null : signedIn(tx, e, personId, deviceName, now);
	});
	if (reply === null) {
		throttle(e, $exes.failedSignIn(e));
		const field = code === undefined ? 'digits' : 'code';
		refuse(
			403,
			field,
			'sign_in_invalid',
			'This code is wrong, used or expired. Ask for a new one.'
		);
	}
	e.json(200, reply);
});

/** Signs a person in on a new device; null where there is no such person. */
export function signedIn(
	tx: core.App,
	e: core.RequestEvent,
	personId: string,
	deviceName: string,
	now: number
): SignInReply | null {
	const person = tx.findRecordsByFilter('people', 'id = {:personId}', '', 1, 0, { personId })[0];
	if (!person) return null;
	return {
		...newDevice(tx, e, personId, deviceName, now),
		person: personOf(person),
		serverTime: new Date(now).toISOString()
	};
}

// Each uses a row up and gives its key; null where it is no good. Of several at once one wins.

function useCode(tx: core.App, code: string, now: number): string | null {
	const codeHash = hashOfCode(code);
	const won = execute(
		tx,
		`UPDATE "signInCodes" SET "usedAt" = {:now} WHERE "codeHash" = {:codeHash} AND "usedAt" = 0 AND "expiresAt" > {:now}`,
		{ codeHash, now }
	);
	return won === 1 ? codeHash : null;
}

/** A try counts before it is looked at. */
function useDigits(tx: core.App, requestId: string, digits: string, now: number): string | null {
	const request = { requestHash: hash(requestId), now };
	const [tried] = rows(
		tx,
		`UPDATE "signInCodes" SET "tries" = "tries" + 1
		WHERE "requestHash" = {:requestHash} AND "usedAt" = 0 AND "expiresAt" > {:now} AND "tries" < ${TRIES}
		RETURNING "personId"`,
		request,
		{ personId: '' }
	);
	if (!tried) return null;
	countTry(tx, tried.personId, now);
	const found = rows(
		tx,
		`UPDATE "signInCodes" SET "usedAt" = {:now}
		WHERE "requestHash" = {:requestHash} AND "digitsHash" = {:digitsHash} RETURNING "codeHash"`,
		{ ...request, digitsHash: hashOfDigits(requestId, digits) },
		{ codeHash: '' }
	);
	return found[0]?.codeHash ?? null;
}

function personIdOf(tx: core.App, codeHash: string): string | null {
	const found = rows(
		tx,
		`SELECT "personId" FROM "signInCodes" WHERE "codeHash" = {:codeHash}`,
		{ codeHash },
		{ personId: '' }
	);
	return found[0]?.personId ?? null;
}
