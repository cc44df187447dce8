import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	call,
	codes,
	enrol,
	HARDWARE,
	machine,
	newSecret,
	status,
	tokenOf
} from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const register = (body: unknown) => call(server, 'POST', '/api/machine/register', { body });

describe('[M5] a code is used once', () => {
	test('a machine becomes known', async () => {
		const { machineId, enrolmentCode } = await enrol(server);
		const answer = await register({ enrolmentCode, secret: newSecret(), hardware: HARDWARE });
		expect(answer.status).toBe(201);
		expect(answer.body).toEqual({
			machineId,
			status: 'accepted',
			interval: 60,
			serverTime: expect.stringMatching(/Z$/)
		});
	});

	test('a lost reply costs nothing: the same secret again gives the same answer', async () => {
		const { enrolmentCode } = await enrol(server);
		const body = { enrolmentCode, secret: newSecret(), hardware: HARDWARE };
		const first = await register(body);
		const again = await register(body);
		expect(again.status).toBe(201);
		expect({ ...again.body, serverTime: 0 }).toEqual({ ...first.body, serverTime: 0 });
	});

	test('another secret is refused and changes nothing', async () => {
		const { machineId, enrolmentCode } = await enrol(server);
		const secret = newSecret();
		await register({ enrolmentCode, secret, hardware: HARDWARE });
		const thief = newSecret();
		const answer = await register({ enrolmentCode, secret: thief, hardware: HARDWARE });
		expect(answer.status).toBe(409);
		expect(codes(answer)).toEqual({ enrolmentCode: 'enrolment_used' });
		await expect(tokenOf(server, machineId, secret)).resolves.toBeTruthy();
		await expect(tokenOf(server, machineId, thief)).rejects.toThrow('No token');
	});

	test('as people type it: small letters, spaces and hyphens do not matter', async () => {
		const { enrolmentCode } = await enrol(server);
		const typed = ` ${enrolmentCode.toLowerCase().replace(/.{5}/g, '$&-')} `;
		const answer = await register({
			enrolmentCode: typed,
			secret: newSecret(),
			hardware: HARDWARE
		});
		expect(answer.status).toBe(201);
	});

	const unknown: [string, string][] = [
		['unknown', '23456789ABCDEFGHJKLM'],
		['short', 'ABC'],
		['empty', ''],
		['markup', '<script>'],
		['long', 'A'.repeat(5_000)],
		['SQL', `' OR '1'='1`]
	];
	test.each(unknown)('a code of another form is no other answer: %s', async (_, enrolmentCode) => {
		const answer = await register({ enrolmentCode, secret: newSecret(), hardware: HARDWARE });
		expect(answer.status).toBe(403);
		expect(codes(answer)).toEqual({ enrolmentCode: 'enrolment_invalid' });
	});

	test('of 20 at once one wins', async () => {
		const { machineId, enrolmentCode } = await enrol(server);
		const secrets = Array.from({ length: 20 }, newSecret);
		const answers = await Promise.all(
			secrets.map((secret) => register({ enrolmentCode, secret, hardware: HARDWARE }))
		);
		expect(answers.map((answer) => answer.status).sort()).toEqual([
			201,
			...Array.from({ length: 19 }, () => 409)
		]);
		for (const [i, secret] of secrets.entries()) {
			const won = answers[i]?.status === 201;
			const auth = await call(server, 'POST', '/api/machine/auth', { body: { machineId, secret } });
			expect(auth.status).toBe(won ? 200 : 401);
		}
	});

	test('only hashes are kept', async () => {
		const { enrolmentCode } = await enrol(server);
		const secret = newSecret();
		await register({ enrolmentCode, secret, hardware: HARDWARE });
		const { readFileSync, readdirSync } = await import('node:fs');
		const files = readdirSync(server.dataDir).filter((name) => /\.db/.test(name));
		expect(files.length).toBeGreaterThan(0);
		for (const file of files) {
			const bytes = readFileSync(`${server.dataDir}/${file}`, 'latin1');
			expect(bytes.includes(secret)).toBe(false);
			expect(bytes.includes(enrolmentCode)).toBe(false);
		}
		expect(server.log()).not.toContain(secret);
		expect(server.log()).not.toContain(enrolmentCode);
	});
});

describe('[M5] re-enrol', () => {
	test('the old secret and its tokens end when the new one registers, number and stock stay', async () => {
		const old = await machine(server);
		const outcome = await server.exes('machine', 're-enrol', String(old.machineId), '--json');
		const { machineId, enrolmentCode } = outcome.json as {
			machineId: number;
			enrolmentCode: string;
		};
		expect(machineId).toBe(old.machineId);
		const stillIn = await call(server, 'POST', '/api/machine/status', {
			token: old.token,
			body: status()
		});
		expect(stillIn.status).toBe(200);

		const secret = newSecret();
		const hardware = { slots: [{ slot: 7, storage: 'frozen' }] };
		expect((await register({ enrolmentCode, secret, hardware })).body.machineId).toBe(machineId);
		const out = await call(server, 'POST', '/api/machine/status', {
			token: old.token,
			body: status()
		});
		expect(out.status).toBe(401);
		await expect(tokenOf(server, machineId, old.secret)).rejects.toThrow('invalid_credentials');
		const token = await tokenOf(server, machineId, secret);
		const config = await call(server, 'GET', '/api/machine/config', { token });
		expect(config.body.version).toBe(2);
		expect(config.body.config.slots).toEqual([{ slot: 7, storage: 'frozen', kind: 'shelf' }]);
	});

	test('a newer code ends the older one', async () => {
		const { machineId, enrolmentCode } = await enrol(server);
		await server.exes('machine', 're-enrol', String(machineId), '--json');
		const answer = await register({ enrolmentCode, secret: newSecret(), hardware: HARDWARE });
		expect(codes(answer)).toEqual({ enrolmentCode: 'enrolment_invalid' });
	});
});

describe('[M6] a held machine is pending', () => {
	test('it may call auth and config alone, and stands on no map', async () => {
		const held = await machine(server, { flags: ['--hold', '--lat', '10', '--lon', '10'] });
		const { token } = held;
		const config = await call(server, 'GET', '/api/machine/config', { token });
		expect(config.status).toBe(200);
		for (const path of [
			...['/api/machine/status', '/api/machine/events', '/api/food/donate'],
			...['/api/food/collect', '/api/maintenance/expired', '/api/maintenance/alert']
		]) {
			const answer = await call(server, 'POST', path, { token, body: status({ events: [] }) });
			expect([path, answer.status, codes(answer)]).toEqual([path, 403, { request: 'pending' }]);
		}
		const near = await call(server, 'GET', '/api/location/nearest?lat=10&lon=10');
		expect(near.body.machines).toEqual([]);
	});

	test('an accepted one stands on the map from registration on [M18]', async () => {
		const near = () => call(server, 'GET', '/api/location/nearest?lat=11&lon=11');
		const { enrolmentCode, machineId } = await enrol(server, '--lat', '11', '--lon', '11');
		expect((await near()).body.machines).toEqual([]);
		await register({ enrolmentCode, secret: newSecret(), hardware: HARDWARE });
		const [only] = (await near()).body.machines;
		expect(only).toMatchObject({ machineId, freshness: 'unknown', lastSeenAt: null, distanceM: 0 });
	});
});

test('[M21] every bad field is named at once', async () => {
	const answer = await register({
		enrolmentCode: 5,
		secret: 'short',
		hardware: { slots: [{ slot: 0, storage: 'warm' }], zones: 'left' }
	});
	expect(answer.status).toBe(400);
	expect(codes(answer)).toEqual({
		enrolmentCode: 'invalid_enrolment_code',
		secret: 'invalid_secret',
		'hardware.slots.0.slot': 'invalid_slot',
		'hardware.slots.0.storage': 'invalid_storage',
		'hardware.zones': 'invalid_zones'
	});
});
