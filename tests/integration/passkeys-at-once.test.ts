import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, person, type Answer } from '../support/api.ts';
import { Authenticator, type Odd } from '../support/authenticator.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

// What is decided about a passkey is decided by what it is when it is written.

const ORIGIN = 'https://food.example';
let server: Server;
let store: Store;
beforeAll(async () => {
	server = await startServer({ env: { EXES_PUBLIC_URL: ORIGIN } });
	store = new Store(server);
});
afterAll(async () => {
	store.close();
	await server.stop();
});

const post = (path: string, body: object, token?: string) =>
	call(server, 'POST', `/api/people/passkeys/${path}`, { body, token });

async function begun(token: string, key = new Authenticator(ORIGIN)) {
	const { body } = await post('begin', {}, token);
	return { challenge: body.challenge as string, credential: key.create(body.options) };
}

async function asked(key: Authenticator, odd: Odd = {}) {
	const { body } = await post('sign-in/begin', {});
	return { challenge: body.challenge as string, credential: key.get(body.options, odd) };
}

async function holder() {
	const { token, personId } = await person(server, 'volunteer');
	const key = new Authenticator(ORIGIN);
	const { body } = await post('finish', await begun(token, key), token);
	return { token, personId, key, passkeyId: body.passkey.passkeyId as string };
}

/** Sends requests that have read before and write after what somebody else writes meanwhile. */
async function during(write: () => void, send: () => Promise<Answer>[]): Promise<Answer[]> {
	store.run('BEGIN IMMEDIATE');
	const sent = send();
	await sleep(200); // they read, and wait for the writer; one that is later sees what was written
	write();
	store.run('COMMIT');
	return Promise.all(sent);
}

const noted = (action: string, personId: string) =>
	store.all('SELECT * FROM audit WHERE action = ? AND subject = ?', action, `person:${personId}`);
const devicesOf = (personId: string) =>
	store.all('SELECT id FROM devices WHERE personId = ?', personId);

describe('a passkey signs nobody in', () => {
	test.each([
		['was deleted', 'DELETE FROM passkeys WHERE passkeyId = ?', 'passkey_unknown'],
		['was marked', 'UPDATE passkeys SET suspectAt = 1 WHERE passkeyId = ?', 'passkey_suspect']
	])('that %s while it was looked at', async (_, sql, code) => {
		const { key, passkeyId, personId } = await holder();
		const body = await asked(key);
		const [answer] = await during(
			() => {
				store.run(sql, passkeyId);
			},
			() => [post('sign-in/finish', body)]
		);
		expect([answer!.status, codes(answer!)]).toEqual([403, { credential: code }]);
		expect(devicesOf(personId)).toHaveLength(1);
	});

	test('twice with one counter, of two at once', async () => {
		const { key, personId } = await holder();
		const bodies = [await asked(key, { counter: 7 }), await asked(key, { counter: 7 })];
		const answers = await during(
			() => undefined,
			() => bodies.map((body) => post('sign-in/finish', body))
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
		expect(devicesOf(personId)).toHaveLength(2);
		expect(noted('passkey.suspect', personId)).toHaveLength(1);
	});
});

test('of several new keys at once no more are kept than 20', async () => {
	const { token, personId } = await person(server, 'volunteer');
	for (let i = 0; i < 19; i++) {
		expect((await post('finish', await begun(token), token)).status).toBe(201);
	}
	const bodies = [await begun(token), await begun(token), await begun(token)];
	const answers = [];
	for (const body of bodies) answers.push(await post('finish', body, token));
	expect(answers.map((answer) => [answer.status, codes(answer)])).toEqual([
		[201, {}],
		[409, { request: 'too_many_passkeys' }],
		[409, { request: 'too_many_passkeys' }]
	]);
	expect(store.all('SELECT * FROM passkeys WHERE personId = ?', personId)).toHaveLength(20);
});

describe('it is noted once', () => {
	test('that a key was deleted, by two at once', async () => {
		const { token, personId, passkeyId } = await holder();
		const answers = await during(
			() => undefined,
			() => [1, 2].map(() => post(`${passkeyId}/delete`, {}, token))
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
		expect(noted('passkey.delete', personId)).toHaveLength(1);
	});

	test('that a key may have been copied, by two at once', async () => {
		const { key, personId } = await holder();
		await post('sign-in/finish', await asked(key, { counter: 5 }));
		const bodies = [await asked(key, { counter: 3 }), await asked(key, { counter: 2 })];
		const answers = await during(
			() => undefined,
			() => bodies.map((body) => post('sign-in/finish', body))
		);
		expect(answers.map(codes)).toEqual(
			Array.from({ length: 2 }, () => ({ credential: 'passkey_suspect' }))
		);
		expect(noted('passkey.suspect', personId)).toHaveLength(1);
	});
});
