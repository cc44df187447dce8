import { AlertsReply, FleetReply, MeReply, SignInReply } from '#domain/shapes/people.ts';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, donation, enrol, machine, newId, person, status } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer({ env: { EXES_PUBLIC_URL: 'https://food.example/' } });
});
afterAll(() => server.stop());

const create = (...flags: string[]) => server.exes('person', 'create', ...flags, '--json');
const signIn = (code: unknown) => call(server, 'POST', '/api/people/sign-in', { body: { code } });
const codeIn = (url: string) => new URL(url).hash.slice(1);

describe('[O7] signing in with a one-time link', () => {
	test('the code stands in the fragment, which no server is ever sent', async () => {
		const { json } = await create(
			'--email',
			'Ada@X.example',
			'--role',
			'operator',
			'--name',
			'Ada'
		);
		expect(json).toEqual({
			personId: expect.stringMatching(/^[a-z0-9]{15}$/),
			email: 'ada@x.example',
			role: 'operator',
			signInUrl: expect.stringMatching(/^https:\/\/food\.example\/sign-in\/#[2-9A-HJ-NP-Z]{20}$/),
			expiresAt: expect.stringMatching(/Z$/)
		});
		const { signInUrl, expiresAt } = json as { signInUrl: string; expiresAt: string };
		expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);

		const answer = await signIn(codeIn(signInUrl));
		expect(answer.status).toBe(200);
		const reply = v.parse(SignInReply, answer.body);
		expect(reply.person).toMatchObject({ name: 'Ada', role: 'operator', demo: false });
		const me = await call(server, 'GET', '/api/people/me', { token: reply.token });
		expect(v.parse(MeReply, me.body).person).toEqual(reply.person);
	});

	test('it works once, of 10 at once too', async () => {
		const { json } = await create('--email', 'once@x.example', '--role', 'volunteer');
		const code = codeIn((json as { signInUrl: string }).signInUrl);
		const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(code)));
		expect(answers.map((answer) => answer.status).sort()).toEqual([
			200,
			...Array.from({ length: 9 }, () => 403)
		]);
		expect(codes(await signIn(code))).toEqual({ code: 'sign_in_invalid' });
	});

	test('the same e-mail again is the same person and a new link; the link before ends', async () => {
		const first = (await create('--email', 'b@x.example', '--role', 'volunteer')).json as any;
		const second = (await create('--email', 'B@x.example', '--role', 'coordinator')).json as any;
		expect(second.personId).toBe(first.personId);
		expect((await signIn(codeIn(first.signInUrl as string))).status).toBe(403);
		const answer = await signIn(codeIn(second.signInUrl as string));
		expect(answer.body.person).toMatchObject({ personId: first.personId, role: 'coordinator' });
	});

	test('it ends after a day', async () => {
		const { json } = await create('--email', 'late@x.example', '--role', 'volunteer');
		{
			using store = new Store(server);
			store.run('UPDATE signInCodes SET expiresAt = ?', Date.now() - 1);
		}
		expect((await signIn(codeIn((json as { signInUrl: string }).signInUrl))).status).toBe(403);
	});

	test('no code is kept or logged', async () => {
		const ada = await person(server, 'volunteer');
		using store = new Store(server);
		expect(JSON.stringify(store.all('SELECT * FROM signInCodes'))).not.toContain(ada.code);
		expect(server.log()).not.toContain(ada.code);
		expect(server.log()).not.toContain(ada.email);
	});

	test.each([['ABC'], ['x'.repeat(200)], ["' OR 1=1"]])('%s is no code', async (code) => {
		expect([(await signIn(code)).status]).toEqual([403]);
	});

	test.each([[7], [''], [null], ['x'.repeat(201)], [undefined]])(
		'%s is malformed',
		async (code) => {
			const answer = await signIn(code);
			expect([answer.status, codes(answer)]).toEqual([400, { code: 'invalid_code' }]);
		}
	);
});

describe('who may see what', () => {
	const paths = ['/api/people/me', '/api/volunteer/alerts', '/api/volunteer/machines'];
	test.each(paths)('%s is for signed-in people', async (path) => {
		const kiosk = await machine(server);
		expect((await call(server, 'GET', path)).status).toBe(401);
		expect((await call(server, 'GET', path, { token: kiosk.token })).status).toBe(403);
		const { token } = await person(server, 'volunteer');
		expect((await call(server, 'GET', path, { token })).status).toBe(200);
	});

	const machinePaths: [string, string][] = [
		['POST', '/api/machine/status'],
		['GET', '/api/machine/config'],
		['POST', '/api/machine/events']
	];
	test.each(machinePaths)('%s %s is not for people', async (method, path) => {
		const { token } = await person(server, 'operator');
		const body = method === 'POST' ? status() : undefined;
		expect((await call(server, method, path, { token, body })).status).toBe(403);
	});
});

test('open alerts, the most severe and then the oldest first', async () => {
	const { token } = await machine(server, { flags: ['--demo'] });
	const gone = await machine(server);
	const epoch = newId();
	const raise = (seq: number, more: object, by = token) => {
		const { lot: _, evidence: __, ...envelope } = donation({}, { epoch, seq });
		const body = { ...envelope, cleared: false, ...more };
		return call(server, 'POST', '/api/maintenance/alert', { token: by, body });
	};
	await raise(1, { kind: 'cleaning', severity: 'info' });
	await raise(2, { kind: 'door_open', severity: 'warning', slot: 1 });
	await raise(3, {
		kind: 'temperature',
		severity: 'critical',
		sensor: 't1',
		value: 9.5,
		threshold: 8,
		unit: 'C'
	});
	await raise(4, { kind: 'power', severity: 'critical' });
	await raise(5, { kind: 'door_open', severity: 'warning', slot: 1, cleared: true });
	await raise(1, { kind: 'tamper', severity: 'critical' }, gone.token);
	await server.exes('machine', 'revoke', String(gone.machineId));

	const ada = await person(server, 'volunteer');
	const { body } = await call(server, 'GET', '/api/volunteer/alerts', { token: ada.token });
	const { alerts } = v.parse(AlertsReply, body);
	expect(alerts.map(({ kind }) => kind)).toEqual(['temperature', 'power', 'cleaning']);
	expect(alerts[0]).toMatchObject({
		...{ machineName: 'Library', demo: true, sensor: 't1', value: 9.5, threshold: 8, unit: 'C' }
	});
	expect(alerts[1]).not.toHaveProperty('value');
});

test('the fleet, also what stands on no map', async () => {
	const waiting = await enrol(server);
	const held = await machine(server, { flags: ['--hold'] });
	const gone = await machine(server);
	await server.exes('machine', 'revoke', String(gone.machineId));
	const [imported = 0] = await importPlaces(server, [{ lat: 1, lon: 1 }]);
	const busy = await machine(server);
	const outbox = { pending: 3, oldestAt: new Date().toISOString() };
	await call(server, 'POST', '/api/food/donate', { token: busy.token, body: donation() });
	await call(server, 'POST', '/api/machine/status', {
		token: busy.token,
		body: status({ outbox })
	});

	const ada = await person(server, 'operator');
	const answer = await call(server, 'GET', '/api/volunteer/machines', { token: ada.token });
	const { machines } = v.parse(FleetReply, answer.body);
	const byId = new Map(machines.map((one) => [one.machineId, one]));
	expect(byId.get(waiting.machineId)?.status).toBe('enrolled');
	expect(byId.get(held.machineId)?.status).toBe('pending');
	expect(byId.get(gone.machineId)?.status).toBe('revoked');
	expect(byId.get(imported)).toMatchObject({
		status: 'accepted',
		hardware: 'none',
		appVersion: null
	});
	expect(byId.get(busy.machineId)).toMatchObject({
		...{
			freshness: 'fresh',
			unsentFacts: 3,
			portions: 4,
			lots: 1,
			openAlerts: 0,
			appVersion: '1.0.0'
		}
	});
	expect(answer.text).not.toMatch(/secretHash|tokenKey/);
});
