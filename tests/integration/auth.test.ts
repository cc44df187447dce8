import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, enrol, machine, newSecret, status, type Machine } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
let known: Machine;
beforeAll(async () => {
	server = await startServer();
	known = await machine(server);
});
afterAll(() => server.stop());

const authenticate = (body: unknown) => call(server, 'POST', '/api/machine/auth', { body });

test('[M7] the secret in, a PocketBase token of one hour out', async () => {
	const { machineId, secret } = known;
	const answer = await authenticate({ machineId, secret });
	expect(answer.status).toBe(200);
	expect(Object.keys(answer.body as object).sort()).toEqual([
		...['expiresAt', 'interval', 'machineId', 'serverTime', 'status', 'token']
	]);
	const claims = JSON.parse(
		Buffer.from((answer.body.token as string).split('.')[1] ?? '', 'base64url').toString()
	) as { exp: number; type: string };
	expect(claims.type).toBe('auth');
	const lifetime = claims.exp * 1000 - Date.parse(answer.body.serverTime as string);
	expect(lifetime).toBeGreaterThan(3_590_000);
	expect(lifetime).toBeLessThanOrEqual(3_601_000);
	expect(Math.abs(Date.parse(answer.body.expiresAt as string) - claims.exp * 1000)).toBeLessThan(
		1_001
	);
});

describe('[M7] whatever is wrong, the answer has the same bytes', () => {
	test('wrong number, wrong secret, a secret of another form, not registered, revoked', async () => {
		const waiting = await enrol(server);
		const revoked = await machine(server);
		expect((await server.exes('machine', 'revoke', String(revoked.machineId))).code).toBe(0);
		const { machineId, secret } = known;
		const attempts: [string, unknown][] = [
			['wrong secret', { machineId, secret: newSecret() }],
			['unknown machine', { machineId: 999_999, secret }],
			['largest number', { machineId: Number.MAX_SAFE_INTEGER, secret }],
			['another form', { machineId, secret: 'x' }],
			['empty', { machineId, secret: '' }],
			['its own hash', { machineId, secret: '0'.repeat(64) }],
			['before registration', { machineId: waiting.machineId, secret: newSecret() }],
			['empty before registration', { machineId: waiting.machineId, secret: '' }],
			['revoked', { machineId: revoked.machineId, secret: revoked.secret }]
		];
		const answers = await Promise.all(attempts.map(([, body]) => authenticate(body)));
		for (const [i, answer] of answers.entries()) {
			expect([attempts[i]?.[0], answer.status, answer.text]).toEqual([
				...[attempts[i]?.[0], 401, answers[0]?.text]
			]);
		}
		expect(codes(answers[0]!)).toEqual({ request: 'invalid_credentials' });
		expect(answers[0]?.text).not.toMatch(/\d{4}-\d\d-\d\d/);
	});
});

describe('[M1] a machine number is 7 or "7"', () => {
	const forms: [string, (id: number) => unknown][] = [
		['an integer', (id) => id],
		['digits', (id) => String(id)]
	];
	test.each(forms)('%s', async (_, form) => {
		const answer = await authenticate({ machineId: form(known.machineId), secret: known.secret });
		expect(answer.status).toBe(200);
		expect(answer.body.machineId).toBe(known.machineId);
	});

	const wrong = [
		0,
		-1,
		1.5,
		'07',
		'+7',
		' 7',
		'7 ',
		'',
		'seven',
		'1e3',
		'9007199254740993',
		null,
		true,
		[7],
		{}
	];
	test.each(wrong)('%j is none', async (machineId) => {
		const answer = await authenticate({ machineId, secret: known.secret });
		expect([answer.status, codes(answer)]).toEqual([400, { machineId: 'invalid_machine_id' }]);
	});
});

describe('[M8] revoking', () => {
	test('ends tokens at once, and the machine leaves the map', async () => {
		const lost = await machine(server, { flags: ['--lat', '5', '--lon', '5'] });
		const ask = () =>
			call(server, 'POST', '/api/machine/status', { token: lost.token, body: status() });
		expect((await ask()).status).toBe(200);
		await server.exes('machine', 'revoke', String(lost.machineId));
		expect((await ask()).status).toBe(401);
		const config = await call(server, 'GET', '/api/machine/config', { token: lost.token });
		expect(config.status).toBe(401);
		const near = await call(server, 'GET', '/api/location/nearest?lat=5&lon=5');
		expect(near.body.machines).toEqual([]);
		// The others go on.
		expect((await authenticate({ machineId: known.machineId, secret: known.secret })).status).toBe(
			200
		);
	});

	test('re-enrol brings it back under its number', async () => {
		const lost = await machine(server);
		await server.exes('machine', 'revoke', String(lost.machineId));
		const { enrolmentCode } = (
			await server.exes('machine', 're-enrol', String(lost.machineId), '--json')
		).json as { enrolmentCode: string };
		expect((await authenticate({ machineId: lost.machineId, secret: lost.secret })).status).toBe(
			401
		);
		const secret = newSecret();
		const hardware = { slots: [{ slot: 1, storage: 'ambient' }] };
		await call(server, 'POST', '/api/machine/register', {
			body: { enrolmentCode, secret, hardware }
		});
		expect((await authenticate({ machineId: lost.machineId, secret })).status).toBe(200);
	});
});

test('[M20] a token that is none is 401, another role’s is 403', async () => {
	for (const token of ['nonsense', 'a.b.c', known.token.slice(0, -2)]) {
		const answer = await call(server, 'GET', '/api/machine/config', { token });
		expect(answer.status).toBe(401);
	}
	const answer = await call(server, 'GET', '/api/volunteer/alerts', { token: known.token });
	expect(answer.status).toBe(403);
});
