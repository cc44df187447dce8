import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, donation, machine, newId, person, status, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
let own: Machine;
let epoch: string;
let seq: number;
let uptimeMs = 0;
beforeAll(async () => {
	server = await startServer({ env: { EXES_WATCH_S: '1' } });
});
afterAll(() => server.stop());
beforeEach(async () => {
	own = await machine(server);
	epoch = newId();
	seq = 0;
});

const report = (pending?: number) =>
	call(server, 'POST', '/api/machine/status', {
		token: own.token,
		body: status({
			uptimeMs: (uptimeMs += 1_000),
			...(pending === undefined
				? {}
				: { outbox: { pending, oldestAt: pending > 0 ? '2026-11-20T10:00:00Z' : null } })
		})
	});

const temperature = (more: object = {}) => {
	const { lot: _, evidence: __, ...envelope } = donation({}, { epoch, seq: (seq += 1) });
	return {
		...{ ...envelope, eventId: newId(), type: 'alert', kind: 'temperature' },
		...{ severity: 'critical', cleared: false, sensor: 't1', ...more }
	};
};
const raised = () => temperature();
const cleared = () => temperature({ cleared: true });
const send = (...events: object[]) =>
	call(server, 'POST', '/api/machine/events', { token: own.token, body: { events } });

const notices = () => {
	using store = new Store(server);
	const sql = 'SELECT alertId, state FROM notices WHERE machineId = ? ORDER BY seenAt';
	return store.all(sql, own.machineId);
};
const looks = (count: number) => new Promise((settle) => setTimeout(settle, count * 1_000));
const within = { timeout: 8_000, interval: 200 };
const rung = (...alerts: { eventId: string }[]) =>
	alerts.map(({ eventId }) => ({ alertId: eventId, state: 'undelivered' }));

describe('[M13] what rings', () => {
	test('raised and cleared in one late batch: nobody', async () => {
		await report(2);
		await send(raised(), cleared());
		await report(0);
		await looks(3);
		expect(notices()).toEqual([]);
	});

	test('raised in one batch and cleared in the next, while facts wait: nobody', async () => {
		await report(200);
		const first = raised();
		await send(first);
		await report(100);
		await expect.poll(notices, within).toEqual([{ alertId: first.eventId, state: 'waiting' }]);
		await looks(2);
		expect(notices()).toEqual([{ alertId: first.eventId, state: 'waiting' }]);
		await send(cleared());
		await report(0);
		await expect.poll(notices, within).toEqual([]);
	});

	test('raised days ago and still open: once, as soon as the queue is empty', async () => {
		await report(1);
		const first = { ...raised(), occurredAt: '2026-11-20T10:00:00Z', bootId: newId() };
		await send(first);
		await looks(2);
		expect(notices()).toMatchObject([{ state: 'waiting' }]);
		await report(0);
		await expect.poll(notices, within).toEqual(rung(first));

		// Repeats, a clear, and another raise within 10 min are the same alert: nobody is told again.
		await send(raised());
		await send(cleared());
		await send(raised());
		await report(0);
		await looks(2);
		expect(notices()).toEqual(rung(first));

		// An hour after its clear it is another one.
		await send(cleared());
		using store = new Store(server);
		const long = Date.now() - 3_600_000;
		store.run('UPDATE alerts SET clearedAt = ? WHERE machineId = ?', long, own.machineId);
		const second = raised();
		await send(second);
		await report(0);
		await expect.poll(notices, within).toEqual(rung(first, second));
	});

	test('claimed before it could ring: nobody, until the claim runs out', async () => {
		await report(1);
		const first = raised();
		await send(first);
		await expect.poll(notices, within).toMatchObject([{ state: 'waiting' }]);
		const ada = await person(server, 'volunteer');
		const { lot: _, evidence: __, ...envelope } = donation({}, { epoch: newId() });
		const until = new Date(Date.now() + 5_000).toISOString();
		const claim = { ...envelope, type: 'task', action: 'claim', alertId: first.eventId, until };
		const { body } = await call(server, 'POST', '/api/volunteer/events', {
			token: ada.token,
			body: { events: [{ ...claim, machineId: own.machineId }] }
		});
		expect(body.results).toMatchObject([{ result: 'accepted' }]);
		await report(0);
		await looks(2);
		expect(notices()).toMatchObject([{ state: 'waiting' }]);
		await expect.poll(notices, { ...within, timeout: 15_000 }).toEqual(rung(first));
	});

	test('at once where the machine was there all the time and nothing waits', async () => {
		await report(0);
		const first = raised();
		await send(first);
		await expect.poll(notices, within).toEqual(rung(first));
	});

	test.each([
		['facts wait for ever', 5],
		['the machine does not tell what waits', undefined]
	])('after 5 minutes, where %s', async (_, pending) => {
		await report(pending);
		const first = raised();
		await send(first);
		await report(pending);
		await looks(2);
		expect(notices()).toMatchObject([{ state: 'waiting' }]);
		using store = new Store(server);
		const ago = Date.now() - 5 * 60_000;
		store.run('UPDATE notices SET seenAt = ? WHERE machineId = ?', ago, own.machineId);
		await expect.poll(notices, within).toEqual(rung(first));
	});
});

test('[M17] quarantine and warnings make tasks, never alerts, and ring nobody', async () => {
	await report(0);
	const { body } = await send(
		{ ...raised(), kind: 'boredom' },
		{ type: 'donate', ...donation({ slot: 99 }, { epoch, seq: (seq += 1) }) }
	);
	expect(body.results).toMatchObject([
		{ result: 'quarantined', code: 'malformed' },
		{ result: 'acceptedWithWarning', code: 'unknown_slot' }
	]);
	using store = new Store(server);
	const kinds = (table: string) =>
		store
			.all(`SELECT kind FROM ${table} WHERE machineId = ? ORDER BY kind`, own.machineId)
			.map(({ kind }) => kind);
	const { token } = await person(server, 'volunteer');
	const tasks = await call(server, 'GET', '/api/volunteer/tasks', { token });
	expect(
		tasks.body.tasks
			.filter((task: { machineId: number }) => task.machineId === own.machineId)
			.map(({ kind }: { kind: string }) => kind)
			.sort()
	).toEqual(['quarantine', 'unknown_slot']);
	await looks(2);
	expect([kinds('alerts'), kinds('notices')]).toEqual([[], []]);
});
