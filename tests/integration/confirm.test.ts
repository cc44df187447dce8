import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digitsOf } from '../../src/domain/confirmation.ts';
import {
	call,
	codes,
	donation,
	enrol,
	HARDWARE,
	machine,
	newId,
	newSecret,
	status,
	tokenOf,
	type Machine
} from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Outcome, type Server } from '../support/server.ts';

/** [M6] A machine that was enrolled with `--hold` waits until an operator has typed its six digits. */
let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const digitsFor = (secret: string): string =>
	digitsOf(createHash('sha256').update(secret).digest('hex'));

/** Digits that are not those of the secret. */
const others = (secret: string): string =>
	String((Number(digitsFor(secret)) + 1) % 1_000_000).padStart(6, '0');

const held = (...flags: string[]): Promise<Machine> =>
	machine(server, { flags: ['--hold', ...flags] });
const exes = (...args: string[]): Promise<Outcome> => server.exes('machine', ...args);
const authenticate = ({ machineId, secret }: Omit<Machine, 'token'>) =>
	call(server, 'POST', '/api/machine/auth', { body: { machineId, secret } });
const said = ({ code, stdout, stderr }: Outcome): [number, string] => [code, stdout + stderr];

describe('[M6] pending', () => {
	test('register and auth say so, and when to ask again', async () => {
		const { machineId, enrolmentCode } = await enrol(server, '--hold');
		const secret = newSecret();
		const body = { enrolmentCode, secret, hardware: HARDWARE };
		const registered = await call(server, 'POST', '/api/machine/register', { body });
		expect([registered.status, registered.body]).toEqual([
			201,
			{ machineId, status: 'pending', interval: 15, serverTime: expect.any(String) }
		]);
		const signedIn = await authenticate({ machineId, secret });
		expect([signedIn.status, signedIn.body.status, signedIn.body.interval]).toEqual([
			200,
			'pending',
			15
		]);
	});

	test('it may call auth and config alone; of everything else nothing happens', async () => {
		const { machineId, token } = await held('--lat', '10', '--lon', '10');
		const config = await call(server, 'GET', '/api/machine/config', { token });
		expect(config.status).toBe(200);
		const lotId = newId();
		const { lot: _, evidence: __, ...envelope } = donation();
		const attempts: [string, object][] = [
			['/api/machine/status', status()],
			['/api/machine/events', { events: [{ ...donation({ lotId }), type: 'donate' }] }],
			['/api/food/donate', donation({ lotId })],
			['/api/food/collect', { ...envelope, lotId, portions: 1, evidence: 'none' }],
			['/api/maintenance/expired', { ...envelope, lotId, portions: 1, reason: 'spoiled' }],
			[
				'/api/maintenance/alert',
				{ ...envelope, kind: 'power', severity: 'warning', cleared: false }
			],
			// What is sent is not even looked at: it is a 403 before it is a 400.
			['/api/machine/status', {}],
			['/api/machine/events', { events: 'none' }]
		];
		for (const [path, body] of attempts) {
			const answer = await call(server, 'POST', path, { token, body });
			expect([path, answer.status, codes(answer)]).toEqual([path, 403, { request: 'pending' }]);
		}
		using store = new Store(server);
		for (const table of ['facts', 'lots', 'alerts', 'quarantine', 'tasks', 'machineStatus']) {
			const rows = store.all(`SELECT * FROM "${table}" WHERE "machineId" = ?`, machineId);
			expect([table, rows]).toEqual([table, []]);
		}
		expect(store.all(`SELECT * FROM "epochs" WHERE "origin" = ?`, `m${machineId}`)).toEqual([]);
		const near = await call(server, 'GET', '/api/location/nearest?lat=10&lon=10');
		expect(near.body.machines).toEqual([]);
		const snapshot = await call(server, 'GET', '/api/public/snapshot');
		expect(JSON.stringify(snapshot.body.machines)).not.toContain(`"machineId":${machineId},`);
	});

	test('a right secret is answered as often as it comes', async () => {
		const waiting = await held();
		for (let i = 0; i < 30; i++) expect((await authenticate(waiting)).status).toBe(200);
	});
});

describe('[M6] machine confirm', () => {
	test('the digits of its secret accept it: it goes on with the token it has, and stands on the map', async () => {
		const waiting = await held('--lat', '12', '--lon', '12');
		const { machineId, secret, token } = waiting;
		const digits = digitsFor(secret);
		const confirmed = await exes('confirm', String(machineId), digits, '--json');
		expect([confirmed.code, confirmed.stderr, confirmed.json]).toEqual([
			...[0, '', { machineId, status: 'accepted' }]
		]);
		expect((await authenticate(waiting)).body).toMatchObject({ status: 'accepted', interval: 60 });
		const beat = await call(server, 'POST', '/api/machine/status', { token, body: status() });
		expect(beat.status).toBe(200);
		const near = await call(server, 'GET', '/api/location/nearest?lat=12&lon=12');
		expect(near.body.machines).toMatchObject([{ machineId }]);
		// Once more changes nothing; other digits are still none.
		expect((await exes('confirm', String(machineId), digits)).code).toBe(0);
		expect(said(await exes('confirm', String(machineId), others(secret)))).toEqual([
			1,
			expect.stringContaining('accepted already')
		]);
	});

	test.each([
		['with a space', (d: string) => [`${d.slice(0, 3)} ${d.slice(3)}`]],
		['in two words', (d: string) => [d.slice(0, 3), d.slice(3)]],
		['with a hyphen', (d: string) => [`${d.slice(0, 3)}-${d.slice(3)}`]]
	])('typed %s', async (_, typed) => {
		const { machineId, secret } = await held();
		const outcome = await exes('confirm', String(machineId), ...typed(digitsFor(secret)));
		expect(said(outcome)).toEqual([0, expect.stringContaining('is accepted')]);
	});

	test('other digits are refused, five times; then the right ones are too, until a new code', async () => {
		const waiting = await held();
		const { machineId, secret } = waiting;
		const confirm = (digits: string) => exes('confirm', String(machineId), digits);
		for (const left of ['4 more tries', '3 more tries', '2 more tries', '1 more try.']) {
			expect(said(await confirm(others(secret)))).toEqual([1, expect.stringContaining(left)]);
		}
		const spent = [1, expect.stringMatching(/no longer be confirmed.*re-enrol \d+ --hold/)];
		expect(said(await confirm(others(secret)))).toEqual(spent);
		expect(said(await confirm(digitsFor(secret)))).toEqual(spent);
		expect((await authenticate(waiting)).body.status).toBe('pending');

		const again = await exes('re-enrol', String(machineId), '--hold', '--json');
		const { enrolmentCode } = again.json as { enrolmentCode: string };
		const body = { enrolmentCode, secret: newSecret(), hardware: HARDWARE };
		expect((await call(server, 'POST', '/api/machine/register', { body })).body.status).toBe(
			'pending'
		);
		expect((await confirm(digitsFor(body.secret))).code).toBe(0);
	});

	test('guesses at once are no more tries than five', async () => {
		const waiting = await held();
		const { machineId, secret } = waiting;
		const guesses = Array.from({ length: 6 }, () =>
			exes('confirm', String(machineId), others(secret))
		);
		expect((await Promise.all(guesses)).every(({ code }) => code === 1)).toBe(true);
		using store = new Store(server);
		const rows = store.all(
			`SELECT "wrongTries" FROM "enrolments" WHERE "machineId" = ?`,
			machineId
		);
		expect(rows).toEqual([{ wrongTries: 5 }]);
		expect((await exes('confirm', String(machineId), digitsFor(secret))).code).toBe(1);
	});

	test.each([
		[['confirm']],
		[['confirm', '7']],
		[['confirm', '7', '12345']],
		[['confirm', '7', '1234567']],
		[['confirm', '7', 'abcdef']],
		[['confirm', 'x', '123456']],
		[['reject']],
		[['reject', '1', '2']]
	])('[O7] wrong use ends with 2: %j', async (args) => {
		const { code, stdout, stderr } = await exes(...args, '--json');
		expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
	});

	test('what it cannot confirm it says with the cure', async () => {
		const enrolled = await enrol(server, '--hold');
		const accepted = await machine(server);
		const revoked = await held();
		await exes('revoke', String(revoked.machineId));
		const table: [number, RegExp][] = [
			[999_999, /There is no machine 999999/],
			[enrolled.machineId, /has not registered yet/],
			[accepted.machineId, /accepted already/],
			[revoked.machineId, /is revoked.*re-enrol/]
		];
		for (const [machineId, says] of table) {
			expect(said(await exes('confirm', String(machineId), '123456'))).toEqual([
				1,
				expect.stringMatching(says)
			]);
		}
	});
});

describe('[M6] machine reject', () => {
	test('it learns that it is rejected, and only with its own secret', async () => {
		const waiting = await held();
		const { machineId, token, secret } = waiting;
		const rejected = await exes('reject', String(machineId), '--json');
		expect([rejected.code, rejected.json]).toEqual([0, { machineId, status: 'rejected' }]);
		const told = await authenticate(waiting);
		expect([told.status, codes(told)]).toEqual([403, { request: 'rejected' }]);
		const guess = await authenticate({ machineId, secret: newSecret() });
		expect([guess.status, codes(guess)]).toEqual([401, { request: 'invalid_credentials' }]);
		// Its token has ended.
		const config = await call(server, 'GET', '/api/machine/config', { token });
		expect(config.status).toBe(401);
		// Digits do not bring it back, a second time changes nothing.
		expect(said(await exes('confirm', String(machineId), digitsFor(secret)))).toEqual([
			1,
			expect.stringMatching(/is rejected.*re-enrol/)
		]);
		expect((await exes('reject', String(machineId))).code).toBe(0);
	});

	test('a lost reply tells it too, and a new code is a new try', async () => {
		const { machineId, enrolmentCode } = await enrol(server, '--hold');
		const body = { enrolmentCode, secret: newSecret(), hardware: HARDWARE };
		const register = (sent: object) =>
			call(server, 'POST', '/api/machine/register', { body: sent });
		await register(body);
		await exes('reject', String(machineId));
		const answer = await register(body);
		expect([answer.status, answer.body.status]).toEqual([201, 'rejected']);
		const again = (await exes('re-enrol', String(machineId), '--json')).json as {
			enrolmentCode: string;
		};
		const fresh = { ...body, enrolmentCode: again.enrolmentCode, secret: newSecret() };
		expect((await register(fresh)).body.status).toBe('accepted');
		await expect(tokenOf(server, machineId, fresh.secret)).resolves.toBeTruthy();
		await expect(tokenOf(server, machineId, body.secret)).rejects.toThrow('invalid_credentials');
	});

	test('only a pending one can be rejected', async () => {
		const { machineId } = await machine(server);
		expect(said(await exes('reject', String(machineId)))).toEqual([
			1,
			expect.stringMatching(/is accepted.*machine revoke/)
		]);
	});
});

describe('[M5, M6] re-enrol of a pending one', () => {
	test('the old secret works until the new one registers; the number stays', async () => {
		const old = await held();
		const { machineId } = old;
		const again = (await exes('re-enrol', String(machineId), '--json')).json as {
			machineId: number;
			enrolmentCode: string;
		};
		expect(again.machineId).toBe(machineId);
		expect((await authenticate(old)).body.status).toBe('pending');
		const secret = newSecret();
		const answer = await call(server, 'POST', '/api/machine/register', {
			body: { enrolmentCode: again.enrolmentCode, secret, hardware: HARDWARE }
		});
		expect(answer.body).toMatchObject({ machineId, status: 'accepted' });
		expect((await authenticate(old)).status).toBe(401);
		// Digits of the secret before are none.
		expect((await exes('confirm', String(machineId), digitsFor(old.secret))).code).toBe(1);
		expect((await authenticate({ machineId, secret })).body.status).toBe('accepted');
	});
});
