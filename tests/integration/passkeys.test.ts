import { createHash, createHmac } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PasskeyReply, PasskeysReply } from '../../src/domain/shapes/passkeys.ts';
import { SignInReply } from '../../src/domain/shapes/people.ts';
import { call, codes, person, type Answer } from '../support/api.ts';
import { Authenticator, type Odd } from '../support/authenticator.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

const ORIGIN = 'https://food.example';
let server: Server;
beforeAll(async () => {
	server = await startServer({ env: { EXES_PUBLIC_URL: ORIGIN } });
});
afterAll(() => server.stop());

const post = (path: string, body: object, token?: string) =>
	call(server, 'POST', `/api/people/passkeys/${path}`, { body, token });
const list = async (token: string) => {
	const { body } = await call(server, 'GET', '/api/people/passkeys', { token });
	return v.parse(PasskeysReply, body).passkeys;
};
const refused = (answer: Answer, code: string, status = 403) => {
	expect([answer.status, Object.values(codes(answer))]).toEqual([status, [code]]);
};

/** Makes a passkey for the person of this token, and gives the answer of the server. */
async function add(token: string, key: Authenticator, more: object = {}, odd: Odd = {}) {
	const { body } = await post('begin', {}, token);
	const sent = { challenge: body.challenge as string, credential: key.create(body.options, odd) };
	return { sent, answer: await post('finish', { ...sent, ...more }, token) };
}

/** Signs in with a passkey, and gives the answer of the server. */
async function enter(key: Authenticator, odd: Odd = {}, more: object = {}) {
	const { body } = await post('sign-in/begin', {});
	const sent = { challenge: body.challenge as string, credential: key.get(body.options, odd) };
	return { sent, answer: await post('sign-in/finish', { ...sent, ...more }) };
}

/** A person with a passkey. */
async function holder(counts = true) {
	const who = await person(server, 'coordinator');
	const key = new Authenticator(ORIGIN, counts);
	const { answer } = await add(who.token, key, { name: 'Phone' });
	expect(answer.status).toBe(201);
	return { ...who, key, passkey: v.parse(PasskeyReply, answer.body).passkey };
}

describe('a passkey', () => {
	test.each([true, false])(
		'signs its person in, on a new device (with a counter: %s)',
		async (counts) => {
			const { key, email, deviceId, passkey } = await holder(counts);
			expect(passkey).toMatchObject({ name: 'Phone', lastUsedAt: null, suspectSince: null });
			for (let i = 0; i < 2; i++) {
				const { answer } = await enter(key, {}, { deviceName: 'Laptop' });
				const reply = v.parse(SignInReply, answer.body);
				expect(reply.person).toMatchObject({ email, role: 'coordinator' });
				expect(reply.deviceId).not.toBe(deviceId);
				const [own] = await list(reply.token);
				expect(own?.passkeyId).toBe(passkey.passkeyId);
				expect(Date.now() - Date.parse(own!.lastUsedAt!)).toBeLessThan(10_000);
				const { body } = await call(server, 'GET', '/api/people/devices', { token: reply.token });
				expect(body.devices[0].name).toBe('Laptop');
			}
		}
	);

	test('is asked for as level 3 of WebAuthn says: of this site, by its holder, once each', async () => {
		const { token, personId } = await holder();
		const { body: creation } = await post('begin', {}, token);
		expect(creation.options).toMatchObject({
			rp: { id: 'food.example' },
			user: { id: Buffer.from(personId).toString('base64url') },
			authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
			attestation: 'none',
			timeout: 300_000
		});
		expect(creation.options.excludeCredentials).toHaveLength(1);
		const { body: request } = await post('sign-in/begin', {});
		expect(request.options).toMatchObject({ rpId: 'food.example', userVerification: 'required' });
		expect(request.options.allowCredentials ?? []).toEqual([]);
		expect(JSON.stringify(request)).not.toContain(personId);
		const lasts = Date.parse(request.expiresAt) - Date.parse(request.serverTime);
		expect(lasts).toBe(300_000);
		const bits = (options: { challenge: string }) =>
			8 * Buffer.from(options.challenge, 'base64url').length;
		expect(bits(request.options)).toBeGreaterThanOrEqual(128);
		expect(request.options.challenge).not.toBe(creation.options.challenge);
	});

	test('is listed for its person alone, renamed and deleted', async () => {
		const ada = await holder();
		const eve = await person(server, 'operator');
		const { passkeyId } = ada.passkey;
		expect(await list(eve.token)).toEqual([]);
		refused(await post(`${passkeyId}/rename`, { name: 'mine' }, eve.token), 'unknown_passkey', 404);
		refused(await post(`${passkeyId}/delete`, {}, eve.token), 'unknown_passkey', 404);

		const renamed = await post(`${passkeyId}/rename`, { name: ' Blue key ' }, ada.token);
		expect(renamed.body.passkey.name).toBe('Blue key');
		expect(codes(await post(`${passkeyId}/rename`, { name: '' }, ada.token))).toEqual({
			name: 'invalid_name'
		});
		expect((await post(`${passkeyId}/delete`, {}, ada.token)).status).toBe(200);
		expect(await list(ada.token)).toEqual([]);
		refused((await enter(ada.key)).answer, 'passkey_unknown');
		refused(await post(`${passkeyId}/delete`, {}, ada.token), 'unknown_passkey', 404);
	});

	test('is one of 20 at most', async () => {
		const { token } = await person(server, 'volunteer');
		for (let i = 0; i < 20; i++) {
			expect((await add(token, new Authenticator(ORIGIN))).answer.status).toBe(201);
		}
		refused(await post('begin', {}, token), 'too_many_passkeys', 409);
	});

	test('goes with the device that was lost, and stays at a sign-out', async () => {
		const { token, deviceId, key, email } = await holder();
		const other = await person(server, 'coordinator', email);
		await call(server, 'POST', `/api/people/devices/${deviceId}/revoke`, { token, body: {} });
		const { answer } = await enter(key);
		expect(answer.status).toBe(200);
		const lost = v.parse(SignInReply, answer.body).deviceId;
		await call(server, 'POST', `/api/people/devices/${lost}/revoke`, {
			token: other.token,
			body: {}
		});
		refused((await enter(key)).answer, 'passkey_unknown');
		expect(await list(other.token)).toEqual([]);
	});
});

describe('a challenge', () => {
	test('is answered once, of 10 at once too', async () => {
		const { key, token } = await holder(false);
		const { sent, answer } = await enter(key);
		expect(answer.status).toBe(200);
		refused(await post('sign-in/finish', sent), 'challenge_over');

		const { body } = await post('sign-in/begin', {});
		const again = { challenge: body.challenge as string, credential: key.get(body.options) };
		const answers = await Promise.all(
			Array.from({ length: 10 }, () => post('sign-in/finish', again))
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([
			...[200, ...Array.from({ length: 9 }, () => 403)]
		]);

		const made = await add(token, new Authenticator(ORIGIN));
		expect(made.answer.status).toBe(201);
		refused(await post('finish', made.sent, token), 'challenge_over');
	});

	test('is of this server, for what it was asked for, and for whom', async () => {
		const { key, token } = await holder();
		const other = await person(server, 'volunteer');
		const create = (await post('begin', {}, token)).body;
		const get = (await post('sign-in/begin', {})).body;
		const fresh = new Authenticator(ORIGIN);

		const made = { challenge: create.challenge, credential: fresh.create(create.options) };
		refused(await post('finish', made, other.token), 'challenge_over');
		refused(await post('finish', { ...made, challenge: get.challenge }, token), 'challenge_over');
		const used = { challenge: get.challenge, credential: key.get(get.options) };
		refused(
			await post('sign-in/finish', { ...used, challenge: create.challenge }),
			'challenge_over'
		);
		const [head, , seal] = String(get.challenge).split('.');
		const claims = Buffer.from(
			JSON.stringify({ purpose: 'get', personId: '', session: '{}', exp: 9e9 })
		).toString('base64url');
		const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
		for (const challenge of [
			...['x', 'a.b.c', token, `${head}.${claims}.${seal}`, `${none}.${claims}.`, '{}']
		]) {
			refused(await post('sign-in/finish', { ...used, challenge }), 'challenge_over');
		}
		// Each was refused for what it was, not because something was used up.
		expect((await post('sign-in/finish', used)).status).toBe(200);
		expect((await post('finish', made, token)).status).toBe(201);
		// And no challenge opens anything else.
		const me = await call(server, 'GET', '/api/people/me', { token: String(get.challenge) });
		expect(me.status).toBe(401);
	});

	test('is over after five minutes', async () => {
		const { key } = await holder();
		const { body } = await post('sign-in/begin', {});
		const challenge = sealedAgain(String(body.challenge), -1);
		const sent = { challenge, credential: key.get(body.options) };
		refused(await post('sign-in/finish', sent), 'challenge_over');
		const { exp } = claimsOf(String(body.challenge));
		expect(Math.abs(exp * 1_000 - Date.parse(body.expiresAt))).toBeLessThan(2_000);
		const good = sealedAgain(String(body.challenge), 5);
		expect((await post('sign-in/finish', { ...sent, challenge: good })).status).toBe(200);
	});
});

const claimsOf = (jwt: string) =>
	JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as { exp: number };

/** The same challenge, sealed as the server does, for so many seconds from now. */
function sealedAgain(challenge: string, seconds: number): string {
	using store = new Store(server);
	const [row] = store.all(`SELECT options FROM _collections WHERE name = 'devices'`);
	const { authToken } = JSON.parse(String(row!['options'])) as { authToken: { secret: string } };
	const key = createHash('sha256').update(`passkey ${authToken.secret}`).digest('hex');
	const exp = Math.floor(Date.now() / 1_000) + seconds;
	const claims = Buffer.from(JSON.stringify({ ...claimsOf(challenge), exp })).toString('base64url');
	const text = `${challenge.split('.')[0]}.${claims}`;
	return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

describe('is refused, and leaves no trace', () => {
	const odd: [string, Odd][] = [
		['another site’s page', { origin: 'https://evil.example' }],
		['another port', { origin: `${ORIGIN}:8443` }],
		['without TLS', { origin: 'http://food.example' }],
		['within another site’s page', { crossOrigin: true }],
		['another site’s key', { rpId: 'evil.example' }],
		['a holder who did not unlock it', { verified: false }]
	];
	test.each([...odd, ['the answer to a sign-in', { type: 'webauthn.get' }] as [string, Odd]])(
		'when it is made: %s',
		async (_, how) => {
			const { token } = await person(server, 'volunteer');
			const { answer } = await add(token, new Authenticator(ORIGIN), {}, how);
			refused(answer, 'passkey_invalid');
			expect(await list(token)).toEqual([]);
		}
	);

	test.each([
		...odd,
		['the answer to a creation', { type: 'webauthn.create' }] as [string, Odd],
		['a forged signature', { forged: true }] as [string, Odd],
		['another person’s name', { userHandle: 'person000000000' }] as [string, Odd],
		['nobody’s name', { userHandle: '' }] as [string, Odd]
	])('when it is used: %s', async (_, how) => {
		const { key, token } = await holder();
		refused((await enter(key, how)).answer, 'passkey_invalid');
		expect((await list(token))[0]).toMatchObject({ lastUsedAt: null, suspectSince: null });
		const { body } = await call(server, 'GET', '/api/people/devices', { token });
		expect(body.devices).toHaveLength(1);
		expect((await enter(key)).answer.status).toBe(200);
	});

	test('when its challenge was another one', async () => {
		const { key } = await holder();
		const [one, two] = [await post('sign-in/begin', {}), await post('sign-in/begin', {})];
		const credential = key.get(one.body.options);
		refused(
			await post('sign-in/finish', { challenge: two.body.challenge, credential }),
			'passkey_invalid'
		);
	});

	test('when somebody else has it already', async () => {
		const { key } = await holder();
		const eve = await person(server, 'volunteer');
		refused((await add(eve.token, key)).answer, 'passkey_invalid');
		expect(await list(eve.token)).toEqual([]);
	});

	test('when it is nonsense', async () => {
		const { token } = await person(server, 'volunteer');
		const { body } = await post('begin', {}, token);
		for (const response of [{}, { clientDataJSON: 7 }, { attestationObject: 'AAAA' }]) {
			const credential = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response };
			refused(
				await post('finish', { challenge: body.challenge, credential }, token),
				'passkey_invalid'
			);
		}
		for (const credential of [null, 7, {}, { id: '', type: 'public-key', response: {} }]) {
			const answer = await post('finish', { challenge: body.challenge, credential }, token);
			expect(answer.status).toBe(400);
		}
	});
});

describe('a copy', () => {
	test.each([1, 5])(
		'is noticed by its counter, and neither signs in any more (it says %i)',
		async (counter) => {
			const { key, token, email } = await holder();
			await enter(key, { counter: 5 });
			refused((await enter(key, { counter })).answer, 'passkey_suspect');
			refused((await enter(key, { counter: 99 })).answer, 'passkey_suspect');
			const [passkey] = await list(token);
			expect(Date.now() - Date.parse(passkey!.suspectSince!)).toBeLessThan(10_000);
			using store = new Store(server);
			expect(
				store.all(
					`SELECT * FROM audit WHERE action = 'passkey.suspect' AND "after" LIKE ?`,
					`%${passkey!.passkeyId}%`
				)
			).toHaveLength(1);
			expect(server.log()).toContain('a passkey may have been copied');
			expect(server.log()).not.toContain(email);

			await post(`${passkey!.passkeyId}/delete`, {}, token);
			const next = new Authenticator(ORIGIN);
			await add(token, next);
			expect((await enter(next)).answer.status).toBe(200);
		}
	);

	test('of a key without a counter is none', async () => {
		const { key } = await holder(false);
		for (let i = 0; i < 3; i++) expect((await enter(key)).answer.status).toBe(200);
	});
});

test('on this machine keys are bound to the name localhost; an address in figures elsewhere has none', async () => {
	await using local = await startServer();
	const { token } = await person(local, 'volunteer');
	const begin = () => call(local, 'POST', '/api/people/passkeys/begin', { token, body: {} });
	const origin = local.url.replace('127.0.0.1', 'localhost');
	for (const from of [origin, local.url]) {
		const { body } = await begin();
		expect(body.options.rp.id).toBe('localhost');
		const credential = new Authenticator(from).create(body.options);
		const made = await call(local, 'POST', '/api/people/passkeys/finish', {
			token,
			body: { challenge: body.challenge, credential }
		});
		expect(made.status).toBe(201);
	}

	await using figures = await startServer({ env: { EXES_PUBLIC_URL: 'http://192.0.2.7:8090' } });
	const ada = await person(figures, 'volunteer');
	for (const path of ['begin', 'sign-in/begin']) {
		const answer = await call(figures, 'POST', `/api/people/passkeys/${path}`, {
			token: ada.token,
			body: {}
		});
		refused(answer, 'no_passkeys', 409);
	}
});
