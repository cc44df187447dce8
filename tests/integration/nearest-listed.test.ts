import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, enrol, HARDWARE, machine, newSecret, status, type Machine } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

type Near = {
	machineId: number;
	distanceM: number;
	stock: { portions: number };
	reasons: string[];
};
const near = async (at: { lat: number; lon: number }, more = '', on = server) => {
	const path = `/api/location/nearest?lat=${at.lat}&lon=${at.lon}${more}`;
	return (await call(on, 'GET', path)).body as { machines: Near[]; total: number };
};
const idsAt = async (at: { lat: number; lon: number }) =>
	(await near(at)).machines.map(({ machineId }) => machineId);
const place = (lat: number) => ['--lat', String(lat), '--lon', '20'];

describe('[M18] who is listed', () => {
	test('an accepted machine from its registration on, until it is revoked', async () => {
		const at = { lat: 10, lon: 20 };
		const { machineId, enrolmentCode } = await enrol(server, ...place(10));
		expect(await idsAt(at)).toEqual([]);
		const body = { enrolmentCode, secret: newSecret(), hardware: HARDWARE };
		await call(server, 'POST', '/api/machine/register', { body });
		expect((await near(at)).machines).toMatchObject([
			{ machineId, freshness: 'unknown', canCollect: false, canDonate: false, lastSeenAt: null }
		]);
		await server.exes('machine', 'revoke', String(machineId));
		expect(await idsAt(at)).toEqual([]);
	});

	test('a pending one is not', async () => {
		await machine(server, { flags: ['--hold', ...place(11)] });
		expect(await near({ lat: 11, lon: 20 })).toMatchObject({ machines: [], total: 0 });
	});

	test('an imported one is, from its import on', async () => {
		const at = { lat: 12, lon: 20 };
		expect(await idsAt(at)).toEqual([]);
		const ids = await importPlaces(server, [at]);
		expect(await idsAt(at)).toEqual(ids);
	});
});

test('[M18] 20 within 25 km where nothing else is asked; total counts them all', async () => {
	await using row = await startServer();
	const at = { lat: -30, lon: 20 };
	const step = 0.009; // a kilometre of latitude, nearly
	const places = Array.from({ length: 40 }, (_, i) => ({ ...at, lat: at.lat + i * step }));
	const ids = await importPlaces(row, places);
	const found = await near(at, '', row);
	expect(found.machines.map(({ machineId }) => machineId)).toEqual(ids.slice(0, 20));
	expect(found.total).toBe(25); // at 0, 1.0, ... 24.0 km
	expect((await near(at, '&limit=200&radiusKm=20100', row)).machines).toHaveLength(40);
	expect((await near(at, '&radiusKm=0.5', row)).total).toBe(1);
});

describe('[M19] what a machine can do, and why not', () => {
	let own: Machine;
	const at = { lat: 40, lon: 20 };
	beforeAll(async () => {
		own = await machine(server, { flags: place(40) });
		using store = new Store(server);
		const { machineId } = own;
		store.lots([
			{ machineId, lotId: 'bread', slot: 2, diets: ['vegan'], portions: 3 },
			{ machineId, lotId: 'milk', slot: 1, storage: 'chilled', category: 'dairy', portions: 2 }
		]);
	});
	const say = (more: object) =>
		call(server, 'POST', '/api/machine/status', { token: own.token, body: status(more) });
	const slots = (first: string, second: string) => ({
		slots: [
			{ slot: 1, state: first },
			{ slot: 2, state: second }
		]
	});
	const waiting = (pending: number) => ({
		outbox: { pending, oldestAt: pending > 0 ? '2026-01-01T00:00:00Z' : null }
	});

	test.each<[string, object, boolean, boolean, string[], number]>([
		['both slots work', slots('ok', 'ok'), true, true, [], 5],
		['the locker is broken', slots('fault', 'ok'), true, true, [], 5],
		['both are broken', slots('fault', 'fault'), false, false, ['fault'], 5],
		['the shelf is full, and the locker taken', slots('ok', 'full'), true, false, ['full'], 5],
		['the locker is locked', slots('locked', 'ok'), true, true, [], 3],
		['both are locked', slots('locked', 'locked'), false, false, ['locked'], 3],
		[
			'facts have been waiting for too long',
			{ ...slots('ok', 'ok'), ...waiting(2) },
			false,
			false,
			['offline'],
			5
		],
		['they have arrived', waiting(0), true, true, [], 5]
	])('%s', async (_, said, canCollect, canDonate, reasons, portions) => {
		await say(said);
		const { machines } = await near(at);
		expect(machines).toMatchObject([{ canCollect, canDonate, reasons, stock: { portions } }]);
	});

	test('[M18] a filter chooses machines, and narrows no stock; space is asked of the slot', async () => {
		await say(slots('ok', 'ok'));
		const { machineId } = own;
		const whole = { machineId, stock: { portions: 5, lots: 2 } };
		for (const more of ['&diet=vegan', '&storage=chilled', '&has=food,space&storage=ambient']) {
			expect([more, (await near(at, more)).machines]).toMatchObject([more, [whole]]);
		}
		// The locker holds a lot: chilled food is there, but no chilled room.
		expect((await near(at, '&has=food,space&storage=chilled')).machines).toEqual([]);
	});
});
