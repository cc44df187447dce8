import { SignIn, type MeReply, type Person, type SignInReply } from '#domain/shapes/people.ts';
import type { Role } from '#domain/shapes/words.ts';
import { hashOfCode } from './codes.ts';
import { execute, guarded, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** `POST /api/people/sign-in`: the code of a one-time link in, a token out. */
export const signIn = guarded((e) => {
	const { code } = parse(SignIn, bodyOf(e));
	const codeHash = hashOfCode(code);
	const now = Date.now();
	const personId = inTransaction((tx) => use(tx, codeHash, now));
	const person = personId === null ? undefined : $app.findRecordById('people', personId);
	if (!person) refuse(403, 'code', 'sign_in_invalid', 'This link is unknown, used or expired.');
	const lifetime = person.collection().authToken.duration;
	const reply: SignInReply = {
		token: person.newAuthToken(),
		expiresAt: new Date(now + lifetime * 1_000).toISOString(),
		person: personOf(person),
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

/** `GET /api/people/me`: who the token belongs to. */
export const me = guarded((e) => {
	const person = e.auth;
	if (!person) refuse(401, 'request', 'unauthorized', 'Sign in first.');
	const reply: MeReply = { person: personOf(person), serverTime: new Date().toISOString() };
	e.json(200, reply);
});

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
		`SELECT p."id" FROM "signInCodes" s JOIN "people" p ON p."id" = s."personId" WHERE s."codeHash" = {:codeHash}`,
		{ codeHash },
		{ id: '' }
	);
	return found[0]?.id ?? null;
}

function personOf(record: core.Record): Person {
	return {
		personId: record.id,
		name: record.getString('name'),
		email: record.getString('email'),
		role: record.getString('role') as Role,
		demo: record.getBool('demo')
	};
}
