import { availabilityOf } from '#domain/availability.ts';
import type { Snapshot, SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, donation, enrol, machine, status } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const ask = (headers = {}) => call(server, 'GET', '/api/public/snapshot', { headers });
/** What everybody sees once the last change has had its time. */
async function settled(): Promise<Snapshot> {
	await pause(2_100);
	return (await ask()).body as Snapshot;
}
const of = (snapshot: Snapshot, machineId: number): SnapshotMachine | undefined =>
	snapshot.machines.find((one) => one.machineId === machineId);

test('an empty network is an empty list, and may be kept for 5 s', async () => {
	const answer = await ask();
	expect(answer.text).toBe('{"machines":[]}');
	expect(answer.headers.get('cache-control')).toBe('public, max-age=5');
	expect(answer.headers.get('date')).toBeTruthy();
});

test('[S13] a machine as everybody may see it, and nothing else', async () => {
	const flags = ['--address', 'Am Ufer 3', '--opening-hours', '24/7', '--demo'];
	const { machineId, token } = await machine(server, { flags });
	await call(server, 'POST', '/api/machine/status', { token, body: status() });
	const allergens = { contains: ['gluten'], mayContain: [], freeOf: ['nuts'] };
	const gift = donation({ allergens, diets: ['vegan'] });
	await call(server, 'POST', '/api/food/donate', { token, body: gift });
	const soup = donation(
		...[{ dateKind: 'preparedAt', date: undefined, preparedAt: gift['occurredAt'] }, { seq: 2 }]
	);
	await call(server, 'POST', '/api/food/donate', { token, body: soup });

	const seen = of(await settled(), machineId);
	const lot = { slot: 2, name: 'Bread', category: 'bakery', storage: 'ambient', portions: 4 };
	expect(seen).toEqual({
		machineId,
		hardware: 'controller',
		demo: true,
		name: 'Library',
		address: 'Am Ufer 3',
		lat: 52.52,
		lon: 13.405,
		timeZone: 'Europe/Berlin',
		openingHours: '24/7',
		donationPaused: false,
		notice: null,
		interval: 60,
		lastSeenAt: expect.any(Number),
		waitingSince: null,
		slots: [
			{ slot: 1, storage: 'chilled', kind: 'locker', state: 'ok', occupied: false },
			{ slot: 2, storage: 'ambient', kind: 'shelf', state: 'ok', occupied: true }
		],
		lots: expect.arrayContaining([
			{
				...{ ...lot, lotId: gift['lot'].lotId, dateKind: 'bestBefore', date: '2030-01-01' },
				...{ allergens, diets: ['vegan'], from: 0, until: expect.any(Number) }
			},
			{
				...{ ...lot, lotId: soup['lot'].lotId, dateKind: 'preparedAt' },
				...{ preparedAt: gift['occurredAt'], allergens: null, diets: [] },
				...{ from: expect.any(Number), until: expect.any(Number) }
			}
		])
	});
	expect(seen?.lots).toHaveLength(2);
	expect(availabilityOf(seen!, Date.now())).toMatchObject({ freshness: 'fresh', canCollect: true });
});

test('accepted and imported machines, no others; lots that are over are not sent', async () => {
	const waiting = await enrol(server);
	const held = await machine(server, { flags: ['--hold'] });
	const gone = await machine(server);
	await server.exes('machine', 'revoke', String(gone.machineId));
	const [imported = 0] = await importPlaces(server, [{ lat: 1, lon: 1 }]);
	const { machineId } = await machine(server);
	{
		using store = new Store(server);
		const now = Date.now();
		store.lots([
			{ machineId, lotId: 'good00000000000' },
			{ machineId, lotId: 'later0000000000', from: now + 3_600_000 },
			{ machineId, lotId: 'over00000000000', until: now - 1 },
			{ machineId, lotId: 'taken0000000000', portions: 0 },
			{ machineId, lotId: 'closed000000000', closed: true }
		]);
	}
	const snapshot = await settled();
	expect(
		of(snapshot, machineId)
			?.lots.map(({ lotId }) => lotId)
			.sort()
	).toEqual(['good00000000000', 'later0000000000']);
	expect(of(snapshot, imported)).toMatchObject({ hardware: 'none', lastSeenAt: null });
	for (const hidden of [waiting, held, gone])
		expect(of(snapshot, hidden.machineId)).toBeUndefined();
});

test('304 while nothing has changed, and a change is seen within 5 s', async () => {
	await pause(2_100);
	const etag = (await ask()).headers.get('etag') ?? '';
	const same = await ask({ 'if-none-match': etag });
	expect([same.status, same.text]).toEqual([304, '']);
	const { token } = await machine(server);
	await call(server, 'POST', '/api/food/donate', { token, body: donation() });
	const begun = Date.now();
	for (;;) {
		const answer = await ask({ 'if-none-match': etag });
		if (answer.status === 200) break;
		expect(Date.now() - begun).toBeLessThan(5_000);
		await pause(200);
	}
});

test('however many ask, it is made once in two seconds: all get the same text', async () => {
	await pause(2_100);
	const answers = await Promise.all(Array.from({ length: 40 }, () => ask()));
	expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
	expect(new Set(answers.map((answer) => answer.headers.get('etag'))).size).toBeLessThanOrEqual(2);
});

test('it travels compressed', async () => {
	const answer = await ask({ 'accept-encoding': 'gzip' });
	expect(answer.headers.get('content-encoding')).toBe('gzip');
	expect(answer.body.machines.length).toBeGreaterThan(0);
});
