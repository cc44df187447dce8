import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, enrol, HARDWARE, machine, newSecret, type Machine } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

/** [M22] Limits throttle failures. Each test has an address of its own, which the proxy tells. */
let server: Server;
let known: Machine;
beforeAll(async () => {
	server = await startServer({
		env: { EXES_LIMITS: '1', EXES_TRUSTED_PROXY: 'X-Forwarded-For', EXES_LOG: 'json' }
	});
	known = await machine(server);
});
afterAll(() => server.stop());

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const authenticate = (address: string, machineId: number, secret = newSecret()) =>
	call(server, 'POST', '/api/machine/auth', { body: { machineId, secret }, ...from(address) });
const register = (address: string, enrolmentCode: string, secret = newSecret()) =>
	call(server, 'POST', '/api/machine/register', {
		body: { enrolmentCode, secret, hardware: HARDWARE },
		...from(address)
	});

/** The statuses of so many calls, one after the other. */
async function statuses(n: number, ask: (i: number) => Promise<{ status: number }>) {
	const all: number[] = [];
	for (let i = 0; i < n; i++) all.push((await ask(i)).status);
	return all;
}
const times = (n: number, status: number): number[] => Array.from({ length: n }, () => status);

describe('[M22] wrong secrets', () => {
	test('beyond 10 a minute for a machine from one address: 429 with Retry-After, and a right one 200', async () => {
		const address = '192.0.2.1';
		expect(await statuses(13, () => authenticate(address, known.machineId))).toEqual([
			...times(10, 401),
			...times(3, 429)
		]);
		const refused = await authenticate(address, known.machineId);
		expect(codes(refused)).toEqual({ request: 'too_many_failures' });
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(65);
		expect((await authenticate(address, known.machineId, known.secret)).status).toBe(200);
		// Another machine from there, and this one from elsewhere, are as before.
		expect((await authenticate(address, 999_999)).status).toBe(401);
		expect((await authenticate('192.0.2.2', known.machineId)).status).toBe(401);
	});

	test('a machine that there is not is throttled like any other', async () => {
		expect(await statuses(11, () => authenticate('192.0.2.3', 999_998))).toEqual([
			...times(10, 401),
			429
		]);
	});

	test('beyond 60 a minute from one address, whatever the machines', async () => {
		expect(await statuses(62, (i) => authenticate('192.0.2.4', 500_000 + i))).toEqual([
			...times(60, 401),
			...times(2, 429)
		]);
		expect((await authenticate('192.0.2.4', known.machineId, known.secret)).status).toBe(200);
	});

	test('of IPv6 a whole /64 is one address', async () => {
		expect(
			await statuses(12, (i) => authenticate(`2001:db8:0:1::${i + 1}`, known.machineId))
		).toEqual([...times(10, 401), ...times(2, 429)]);
		expect((await authenticate('2001:db8:0:2::1', known.machineId)).status).toBe(401);
	});

	test('a neighbourhood of kiosks behind one address is not locked out by a broken one', async () => {
		const address = '192.0.2.5';
		const neighbours = await Promise.all(Array.from({ length: 4 }, () => machine(server)));
		const broken = await machine(server);
		await statuses(80, () => authenticate(address, broken.machineId));
		for (const { machineId, secret } of neighbours) {
			expect((await authenticate(address, machineId, secret)).status).toBe(200);
		}
		// A new kiosk of the neighbourhood may register meanwhile.
		const { enrolmentCode } = await enrol(server);
		expect((await register(address, enrolmentCode)).status).toBe(201);
	});
});

describe('[M22] registration', () => {
	test('30 failures a minute from one address; a good code is taken all the same', async () => {
		const address = '192.0.2.6';
		const { enrolmentCode } = await enrol(server);
		const used = await enrol(server);
		await register('192.0.2.99', used.enrolmentCode);
		expect(
			await statuses(32, (i) => register(address, i % 2 === 0 ? 'NOSUCHCODE' : used.enrolmentCode))
		).toEqual([
			...Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 403 : 409)),
			...times(2, 429)
		]);
		expect(Number((await register(address, 'X')).headers.get('retry-after'))).toBeGreaterThan(0);
		const secret = newSecret();
		expect((await register(address, enrolmentCode, secret)).status).toBe(201);
		expect((await register(address, enrolmentCode, secret)).status).toBe(201);
	});
});

describe('[M22] nearest', () => {
	test('600 a minute from one address, then 429; others go on', async () => {
		const near = (address: string) =>
			call(
				server,
				'GET',
				'/api/location/nearest?lat=52.51234567&lon=13.40987654&limit=1',
				from(address)
			);
		const all = (
			await Promise.all(Array.from({ length: 20 }, () => statuses(31, () => near('192.0.2.7'))))
		).flat();
		expect(all.filter((status) => status === 200)).toHaveLength(600);
		expect(all.filter((status) => status === 429)).toHaveLength(20);
		const refused = await near('192.0.2.7');
		expect(codes(refused)).toEqual({ request: 'too_many_requests' });
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		expect((await near('192.0.2.8')).status).toBe(200);
	});
});

test('[M22] without a proxy of ours nobody chooses an address', async () => {
	await using bare = await startServer({ env: { EXES_LIMITS: '1' } });
	const all = await statuses(12, (i) =>
		call(bare, 'POST', '/api/machine/auth', {
			body: { machineId: 7, secret: newSecret() },
			...from(`198.51.100.${i}`)
		})
	);
	expect(all).toEqual([...times(10, 401), ...times(2, 429)]);
	// A restart forgets: the limits hold nobody up, they slow guessing down.
	await bare.restart();
	const again = await call(bare, 'POST', '/api/machine/auth', {
		body: { machineId: 7, secret: newSecret() }
	});
	expect(again.status).toBe(401);
});

test('[O9] no address, position or secret is in the log', () => {
	expect(server.log()).toContain('/api/machine/auth');
	expect(server.log()).not.toMatch(/192\.0\.2\.|2001:db8|51234567|40987654|198\.51\./);
	expect(server.log()).not.toContain(known.secret);
});
