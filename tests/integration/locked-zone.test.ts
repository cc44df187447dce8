import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, donation, machine, newId, status, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

const HARDWARE = {
	slots: [
		{ slot: 1, storage: 'chilled' },
		{ slot: 2, storage: 'chilled' },
		{ slot: 3, storage: 'ambient' }
	],
	sensors: ['t1', 't2'],
	zones: [
		{ zone: 'left|1', storage: 'chilled', slots: [1], sensors: ['t1'] },
		{ zone: 'right', storage: 'chilled', slots: [2], sensors: ['t2'] }
	]
};
const AT = '/api/location/nearest?lat=52.52&lon=13.405&limit=200';

let server: Server;
let own: Machine;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
	own = await machine(server, { hardware: HARDWARE });
	using store = new Store(server);
	const { machineId } = own;
	store.lots([
		{ machineId, lotId: 'milk', slot: 1, storage: 'chilled', category: 'dairy', diets: ['halal'] },
		{ machineId, lotId: 'bread', slot: 1, diets: ['vegan'], portions: 2 },
		{ machineId, lotId: 'soup', slot: 2, storage: 'chilled', category: 'prepared', portions: 4 }
	]);
});

let uptimeMs = 0;
const say = (more: object) =>
	call(server, 'POST', '/api/machine/status', {
		token: own.token,
		body: status({ uptimeMs: (uptimeMs += 1_000), ...more })
	});
const zones = (left: string, right: string) => ({
	coldChain: [
		{ zone: 'left|1', state: left, since: '2026-11-23T10:00:00Z' },
		{ zone: 'right', state: right, since: '2026-11-23T10:00:00Z' }
	]
});
const near = async (more = '') => {
	const { body } = await call(server, 'GET', AT + more);
	const machines = body.machines as { machineId: number }[];
	return machines.find(({ machineId }) => machineId === own.machineId) ?? null;
};
const states = () => {
	using store = new Store(server);
	const sql = 'SELECT state FROM slots WHERE machineId = ? ORDER BY slot';
	return store.all(sql, own.machineId).map(({ state }) => state);
};

describe('[F6] a locked zone', () => {
	test('[M18, M19] offers nothing that needs cold; what needs none, and other zones, go on', async () => {
		await say(zones('ok', 'ok'));
		expect(await near()).toMatchObject({ canCollect: true, stock: { lots: 3, portions: 9 } });

		await say(zones('locked', 'ok'));
		expect(states()).toEqual(['locked', 'ok', 'ok']);
		expect(await near()).toMatchObject({
			canCollect: true, // the soup
			canDonate: true,
			reasons: [],
			stock: { lots: 2, portions: 6, byCategory: { bakery: 2, prepared: 4 } }
		});
		expect(await near('&diet=halal')).toBeNull();
		expect(await near('&diet=vegan')).not.toBeNull();
		expect(await near('&storage=chilled&has=food')).not.toBeNull();

		await say(zones('locked', 'locked'));
		expect(await near()).toMatchObject({
			canCollect: false, // the bread is there, but its door stays shut
			canDonate: true, // the third slot
			reasons: ['locked'],
			stock: { lots: 1, portions: 2 }
		});
		expect(await near('&storage=chilled')).toBeNull();
		expect(await near('&has=space&storage=chilled')).toBeNull();
		expect(await near('&has=space')).not.toBeNull();

		await say(zones('ok', 'warn'));
		expect(states()).toEqual(['ok', 'ok', 'ok']);
		expect(await near('&diet=halal')).toMatchObject({ canCollect: true, stock: { lots: 3 } });
	});

	test('stays locked while a status does not speak of it', async () => {
		await say(zones('locked', 'ok'));
		await say({});
		await say({ slots: [{ slot: 1, state: 'ok' }] });
		expect(states()).toEqual(['locked', 'ok', 'ok']);
		await say({ ...zones('ok', 'ok'), slots: [{ slot: 1, state: 'fault' }] });
		expect(states()).toEqual(['fault', 'ok', 'ok']);
	});

	test('[M14] a status that was overtaken neither locks nor opens', async () => {
		await say(zones('locked', 'ok'));
		uptimeMs -= 2_000;
		await say(zones('ok', 'locked'));
		expect(states()).toEqual(['locked', 'ok', 'ok']);
	});

	describe('by a safety fact', () => {
		const safety = (seq: number, state: string, more: object = {}) => {
			const { lot: _, evidence: __, ...envelope } = donation({}, { seq, uptimeMs, ...more });
			return {
				...{ ...envelope, eventId: newId(), type: 'safety', zone: 'left|1', state },
				...{ since: '2026-11-23T10:00:00Z', aboveLimitMs: 3_600_000, policyVersion: 'eu-1' }
			};
		};
		const send = (...events: object[]) =>
			call(server, 'POST', '/api/machine/events', {
				token: own.token,
				body: { events, bootId: 'boot00000000001', sentUptimeMs: uptimeMs }
			});

		test('that is newer than the status; the next status is newer still', async () => {
			await say(zones('ok', 'ok'));
			const { body } = await send(safety(1, 'locked'));
			expect(body.results).toMatchObject([{ result: 'accepted' }]);
			expect(states()).toEqual(['locked', 'ok', 'ok']);
			expect(await near('&diet=halal')).toBeNull();
			await say(zones('ok', 'ok')); // the same as before, and yet news
			expect(states()).toEqual(['ok', 'ok', 'ok']);
		});

		test('not by one that comes days late', async () => {
			await say(zones('ok', 'ok'));
			const long = { bootId: newId(), occurredAt: '2026-11-20T10:00:00Z' };
			await send(safety(1, 'locked', long));
			expect(states()).toEqual(['ok', 'ok', 'ok']);
		});

		test('and it stays, while statuses do not speak of zones', async () => {
			await say({});
			await send(safety(1, 'warn'), safety(2, 'locked'));
			await say({});
			await say({});
			expect(states()).toEqual(['locked', 'ok', 'ok']);
			await send(safety(3, 'ok'));
			expect(states()).toEqual(['ok', 'ok', 'ok']);
		});

		test('[M11] the highest place holds, in whatever order they come', async () => {
			await say({});
			await send(safety(2, 'locked'));
			await send(safety(1, 'ok'));
			expect(states()).toEqual(['locked', 'ok', 'ok']);
		});
	});

	test('hides what arrives late for it, and shows it once it is open again', async () => {
		await say(zones('locked', 'ok'));
		const cheese = { lotId: newId(), slot: 1, storage: 'chilled', diets: ['kosher'] };
		const gift = donation(cheese, { epoch: newId() });
		await call(server, 'POST', '/api/food/donate', { token: own.token, body: gift });
		expect(await near('&diet=kosher')).toBeNull();
		await say(zones('ok', 'ok'));
		expect(await near('&diet=kosher')).not.toBeNull();
	});
});
