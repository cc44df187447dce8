import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, donation, machine, newId, status, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
let known: Machine;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const say = (more: object = {}, { token } = known) =>
	call(server, 'POST', '/api/machine/status', { token, body: status(more) });

const alert = (more: object) => {
	const { lot: _, evidence: __, ...envelope } = donation();
	return { ...envelope, kind: 'temperature', severity: 'critical', cleared: false, ...more };
};

beforeAll(async () => {
	known = await machine(server);
});

test('[M15] the reply before the first fact', async () => {
	const answer = await say();
	expect(answer.status).toBe(200);
	expect(answer.body).toEqual({
		serverTime: expect.stringMatching(/Z$/),
		interval: 60,
		configVersion: 1,
		commands: [],
		openAlerts: [],
		feed: expect.stringMatching(/^[a-z0-9]{15}$/),
		feedHead: expect.any(Number),
		acked: null
	});
	expect(Math.abs(Date.parse(answer.body.serverTime as string) - Date.now())).toBeLessThan(2_000);
});

test('[M15] acked is what the server has of the newest epoch', async () => {
	const { token } = await machine(server);
	const own = { machineId: 0, secret: '', token };
	const epoch = newId();
	for (const seq of [1, 2, 5]) {
		await call(server, 'POST', '/api/food/donate', { token, body: donation({}, { epoch, seq }) });
	}
	expect((await say({}, own)).body.acked).toEqual({
		...{ epoch, throughSeq: 2, highestSeq: 5, missingSeqs: [3, 4] }
	});
	const newer = newId();
	await call(server, 'POST', '/api/food/donate', { token, body: donation({}, { epoch: newer }) });
	expect((await say({}, own)).body.acked).toMatchObject({ epoch: newer, throughSeq: 1 });
});

test('[M15] the interval is 15 s while an alert is open, and 60 s again after it', async () => {
	const own = await machine(server);
	const epoch = newId();
	const eventId = newId();
	const raised = alert({ eventId, epoch, seq: 1, sensor: 't1', value: 9 });
	await call(server, 'POST', '/api/maintenance/alert', { token: own.token, body: raised });
	const { body } = await say({}, own);
	expect(body.interval).toBe(15);
	expect(body.openAlerts).toEqual([
		{
			alertId: eventId,
			kind: 'temperature',
			severity: 'critical',
			since: expect.stringMatching(/Z$/),
			sensor: 't1'
		}
	]);
	const elsewhere = await machine(server);
	expect((await say({}, elsewhere)).body.openAlerts).toEqual([]);
	const cleared = alert({ epoch, seq: 2, sensor: 't1', cleared: true });
	await call(server, 'POST', '/api/maintenance/alert', { token: own.token, body: cleared });
	expect((await say({}, own)).body).toMatchObject({ interval: 60, openAlerts: [] });
});

test('[M15] the configured interval is the default; an open alert or recall shortens it', async () => {
	const own = await machine(server);
	const interval = async () => (await say({}, own)).body.interval as number;
	const configure = (set: string) => {
		using store = new Store(server);
		store.run(`UPDATE configs SET ${set} WHERE machineId = ?`, own.machineId);
	};
	configure('interval = 120');
	expect(await interval()).toBe(120);
	configure('recalls = 1');
	expect(await interval()).toBe(15);
	configure('interval = 10');
	expect(await interval()).toBe(10);
	configure('recalls = 0, interval = 60');
	const raised = alert({ eventId: newId(), epoch: newId(), seq: 1 });
	await call(server, 'POST', '/api/maintenance/alert', { token: own.token, body: raised });
	expect(await interval()).toBe(15);
});

describe('[M14] the latest wins', () => {
	const stored = (machineId: number) => {
		using store = new Store(server);
		return store.all('SELECT * FROM machineStatus WHERE machineId = ?', machineId);
	};

	test('one row, the newest, whatever was sent before', async () => {
		const own = await machine(server);
		await say({ uptimeMs: 5, outbox: { pending: 3, oldestAt: '2026-11-23T10:00:00Z' } }, own);
		await say({ uptimeMs: 6, appVersion: '1.0.1' }, own);
		expect(stored(own.machineId)).toMatchObject([
			{ uptimeMs: 6, appVersion: '1.0.1', outboxPending: -1, outboxOldestAt: 0, interval: 60 }
		]);
	});

	describe('one that was overtaken on the way changes nothing, and is answered', () => {
		const boot = 'boot0000000000b';
		const fault = { slots: [{ slot: 2, state: 'fault' }] };
		test.each([
			['an older one of the same boot', { bootId: boot, uptimeMs: 4_000, ...fault }, false],
			['the same again', { bootId: boot, uptimeMs: 5_000, ...fault }, true],
			['a newer one', { bootId: boot, uptimeMs: 5_001, ...fault }, true],
			['one of another boot', { bootId: 'boot0000000000c', uptimeMs: 1, ...fault }, true]
		])('%s', async (_, more, counts) => {
			const own = await machine(server);
			await say({ bootId: boot, uptimeMs: 5_000, slots: [{ slot: 2, state: 'ok' }] }, own);
			const before = stored(own.machineId);
			expect((await say(more, own)).status).toBe(200);
			if (!counts) expect(stored(own.machineId)).toEqual(before);
			else expect(stored(own.machineId)).toMatchObject([{ uptimeMs: more.uptimeMs }]);
			using store = new Store(server);
			expect(
				store.all('SELECT state FROM slots WHERE machineId = ? AND slot = 2', own.machineId)
			).toEqual([{ state: counts ? 'fault' : 'ok' }]);
		});

		test('a counter that was set back is believed after 10 min: no status is so late', async () => {
			const own = await machine(server);
			await say({ uptimeMs: 5_000 }, own);
			using store = new Store(server);
			const ago = Date.now() - 10 * 60_000 - 1_000;
			store.run('UPDATE machineStatus SET recordedAt = ? WHERE machineId = ?', ago, own.machineId);
			await say({ uptimeMs: 10 }, own);
			expect(stored(own.machineId)).toMatchObject([{ uptimeMs: 10 }]);
		});
	});

	test('a malformed one changes nothing', async () => {
		const own = await machine(server);
		await say({}, own);
		const before = stored(own.machineId);
		expect((await say({ uptimeMs: -1, appVersion: 'x' }, own)).status).toBe(400);
		expect(stored(own.machineId)).toEqual(before);
	});

	test('what it says of its slots stands until it says otherwise; slots it does not have are ignored', async () => {
		const own = await machine(server);
		const states = () => {
			using store = new Store(server);
			const sql = 'SELECT state FROM slots WHERE machineId = ? ORDER BY slot';
			return store.all(sql, own.machineId).map((slot) => slot['state']);
		};
		expect(states()).toEqual(['ok', 'ok']);
		await say(
			{
				slots: [
					{ slot: 2, state: 'fault' },
					{ slot: 99, state: 'fault' }
				]
			},
			own
		);
		expect(states()).toEqual(['ok', 'fault']);
		await say({}, own);
		expect(states()).toEqual(['ok', 'fault']);
		await say(
			{
				slots: [
					{ slot: 2, state: 'ok' },
					{ slot: 99, state: 'fault' }
				]
			},
			own
		);
		expect(states()).toEqual(['ok', 'ok']);
	});
});

describe('[M19] what a status makes known', () => {
	const near = async (machineId: number) => {
		const { body } = await call(
			server,
			'GET',
			'/api/location/nearest?lat=52.52&lon=13.405&limit=200'
		);
		return (body.machines as { machineId: number; freshness: string }[]).find(
			(one) => one.machineId === machineId
		);
	};
	const aged = (machineId: number, ms: number) => {
		using store = new Store(server);
		store.run(
			'UPDATE machineStatus SET recordedAt = ? WHERE machineId = ?',
			Date.now() - ms,
			machineId
		);
	};

	test.each([
		['fresh', 170_000],
		['stale', 200_000],
		['stale', 8 * 3_600_000 - 5_000],
		['unknown', 8 * 3_600_000 + 5_000]
	])('%s after %i ms', async (freshness, ms) => {
		const own = await machine(server);
		await say({}, own);
		aged(own.machineId, ms);
		expect(await near(own.machineId)).toMatchObject({
			freshness,
			canDonate: freshness === 'fresh',
			reasons: freshness === 'fresh' ? ['empty'] : ['offline', 'empty']
		});
	});

	test('a fact that waits longer than 10 min makes it stale', async () => {
		const own = await machine(server);
		const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
		await say({ outbox: { pending: 1, oldestAt: ago(9 * 60_000) } }, own);
		expect(await near(own.machineId)).toMatchObject({ freshness: 'fresh' });
		await say({ outbox: { pending: 1, oldestAt: ago(11 * 60_000) } }, own);
		expect(await near(own.machineId)).toMatchObject({ freshness: 'stale' });
		await say({ outbox: { pending: 0, oldestAt: null } }, own);
		expect(await near(own.machineId)).toMatchObject({ freshness: 'fresh' });
	});
});

const bad: [Record<string, unknown>, string[]][] = [
	[{ bootId: 'SHORT' }, ['bootId']],
	[{ uptimeMs: '1000' }, ['uptimeMs']],
	[{ appVersion: undefined }, ['appVersion']],
	[{ power: 'solar' }, ['power']],
	[{ temperatures: [{ sensor: 't1', celsius: 1e9 }] }, ['temperatures.0.celsius']],
	[{ slots: [{ slot: 1, state: 'broken' }] }, ['slots.0.state']],
	[{ outbox: { pending: 1 } }, ['outbox.oldestAt']],
	[{ controller: 'yes', doors: 3 }, ['controller', 'doors']]
];
test.each(bad)('[M21] %j is named', async (more, fields) => {
	const answer = await say(more);
	expect(answer.status).toBe(400);
	expect(Object.keys(codes(answer)).sort()).toEqual(fields);
});

test('unknown fields are ignored, so that shapes can grow', async () => {
	expect((await say({ mood: 'fine', battery: { percent: 80 } })).status).toBe(200);
});
