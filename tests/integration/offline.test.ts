import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, donation, machine, person, status, type Machine } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/** Looks every second, and from the first second on. */
const WATCHFUL = { EXES_WATCH_S: '1', EXES_START_GUARD_S: '0' };
const MINUTE = 60_000;

type Shown = { alertId: string; machineId: number | null; kind: string; value?: number };

/** A server, somebody on duty there, and what of it the tests look at. */
async function onDuty(env: Record<string, string>) {
	const server = await startServer({ env });
	const { token } = await person(server, 'volunteer');
	return {
		server,
		alerts: async () =>
			(await call(server, 'GET', '/api/volunteer/alerts', { token })).body.alerts as Shown[],
		rings: () => {
			using store = new Store(server);
			return store.all(`SELECT alertId, machineId FROM notices WHERE state = 'undelivered'`);
		},
		looks: async (count: number) => {
			await new Promise((settle) => setTimeout(settle, count * 1_000));
		}
	};
}

const report = (server: Server, { token }: Machine, more: object = {}) =>
	call(server, 'POST', '/api/machine/status', { token, body: status(more) });

/** As if the machine had been silent for so long. */
function silence(server: Server, machineId: number, ms: number): void {
	using store = new Store(server);
	const since = Date.now() - ms;
	store.run('UPDATE machineStatus SET recordedAt = ? WHERE machineId = ?', since, machineId);
}

const within = { timeout: 8_000, interval: 200 };

describe('[M15] a silent machine', () => {
	let duty: Awaited<ReturnType<typeof onDuty>>;
	let quiet: Machine;
	/** They make the fleet large enough for one machine to be no fifth of it. */
	let others: Machine[];
	beforeAll(async () => {
		duty = await onDuty(WATCHFUL);
		quiet = await machine(duty.server);
		others = [];
		for (let i = 0; i < 5; i++) others.push(await machine(duty.server));
		for (const one of [quiet, ...others]) await report(duty.server, one);
	});
	afterAll(() => duty.server.stop());

	test('is offline after 3 min, and again as the same alert within 10 min; it rings once', async () => {
		const { server, alerts, rings } = duty;
		silence(server, quiet.machineId, 3 * MINUTE - 10_000);
		await duty.looks(2);
		expect(await alerts()).toEqual([]);

		silence(server, quiet.machineId, 3 * MINUTE);
		await expect
			.poll(alerts, within)
			.toMatchObject([{ machineId: quiet.machineId, kind: 'offline' }]);
		const [raised] = await alerts();
		await expect
			.poll(rings, within)
			.toEqual([{ alertId: raised?.alertId, machineId: quiet.machineId }]);

		// Its own next status is told of nothing that is over with it, and is not hurried.
		expect((await report(server, quiet)).body).toMatchObject({ openAlerts: [], interval: 60 });
		expect(await alerts()).toEqual([]);

		silence(server, quiet.machineId, 3 * MINUTE);
		await expect.poll(alerts, within).toMatchObject([{ alertId: raised?.alertId }]);
		await duty.looks(2);
		expect(rings()).toHaveLength(1);
		await report(server, quiet);
	});

	test('with a longer interval it may be silent for longer', async () => {
		const { server, alerts } = duty;
		{
			using store = new Store(server);
			store.run('UPDATE machineStatus SET interval = 600 WHERE machineId = ?', quiet.machineId);
		}
		silence(server, quiet.machineId, 29 * MINUTE);
		await duty.looks(2);
		expect(await alerts()).toEqual([]);
		silence(server, quiet.machineId, 30 * MINUTE);
		await expect.poll(alerts, within).toHaveLength(1);
		await report(server, quiet);
	});

	test('[M11] what the server says is not mixed with what a machine says of itself', async () => {
		const { server, alerts } = duty;
		const { lot: _, evidence: __, ...envelope } = donation();
		const own = { ...envelope, kind: 'offline', severity: 'info' };
		const say = (seq: number, cleared: boolean) =>
			call(server, 'POST', '/api/maintenance/alert', {
				token: quiet.token,
				body: { ...own, eventId: `offlinefact000${seq}`, seq, cleared }
			});
		silence(server, quiet.machineId, 4 * MINUTE);
		await expect.poll(alerts, within).toHaveLength(1);
		await say(1, true); // a clear by fact does not touch the server's
		expect(await alerts()).toHaveLength(1);
		await report(server, quiet);
		await say(2, false);
		expect(await alerts()).toMatchObject([{ alertId: 'offlinefact0002' }]);
		// One is enough: what is known already is not said again.
		silence(server, quiet.machineId, 4 * MINUTE);
		await duty.looks(3);
		expect(await alerts()).toHaveLength(1);
		await report(server, quiet);
		expect(await alerts()).toMatchObject([{ alertId: 'offlinefact0002' }]);
		await say(3, true);
		expect(await alerts()).toEqual([]);
	});

	test('that leaves the network is missed by nobody', async () => {
		const { server, alerts } = duty;
		const gone = await machine(server);
		await report(server, gone);
		silence(server, gone.machineId, 4 * MINUTE);
		await expect.poll(alerts, within).toMatchObject([{ machineId: gone.machineId }]);
		await server.exes('machine', 'revoke', String(gone.machineId));
		using store = new Store(server);
		const states = () => store.all(`SELECT state FROM alerts WHERE machineId = ?`, gone.machineId);
		await expect.poll(states, within).toEqual([{ state: 'resolved' }]);
	});

	test('a machine without hardware, or one that nobody has let in, is never missed', async () => {
		const { server, alerts } = duty;
		await importPlaces(server, [{ lat: 1, lon: 1 }]);
		const held = await machine(server, { flags: ['--hold'] });
		using store = new Store(server);
		store.run('UPDATE enrolments SET usedAt = 1 WHERE machineId = ?', held.machineId);
		await duty.looks(3);
		expect(await alerts()).toEqual([]);
	});

	test('one that registered and was never heard of is', async () => {
		const { server, alerts } = duty;
		const silent = await machine(server);
		await duty.looks(2);
		expect(await alerts()).toEqual([]);
		using store = new Store(server);
		const ago = Date.now() - 4 * MINUTE;
		store.run('UPDATE enrolments SET usedAt = ? WHERE machineId = ?', ago, silent.machineId);
		await expect.poll(alerts, within).toMatchObject([{ machineId: silent.machineId }]);
	});
});

test('[M15] a fifth of the fleet at once is one alert, which rings once and ends with them', async () => {
	const { server, alerts, rings } = await onDuty(WATCHFUL);
	await using _ = server;
	const fleet: Machine[] = [];
	for (let i = 0; i < 5; i++) fleet.push(await machine(server));
	for (const one of fleet) await report(server, one);
	const [first, second] = fleet as [Machine, Machine];
	{
		// One of them is late only: they went at the same moment.
		using store = new Store(server);
		store.together(() => {
			const set = 'UPDATE machineStatus SET recordedAt = ? WHERE machineId = ?';
			store.run(set, Date.now() - 3 * MINUTE - 1_000, first.machineId);
			store.run(set, Date.now() - 2 * MINUTE, second.machineId);
		});
	}
	await expect
		.poll(alerts, within)
		.toMatchObject([
			{ machineId: null, machineName: null, kind: 'offline', value: 2, unit: 'machines' }
		]);
	const [storm] = await alerts();
	await expect.poll(rings, within).toEqual([{ alertId: storm?.alertId, machineId: 0 }]);

	await report(server, first);
	await report(server, second);
	await expect.poll(alerts, within).toEqual([]);
	expect(rings()).toHaveLength(1);
});

test('[M15] within 5 min of its own start the server calls nobody offline', async () => {
	const { server, alerts, looks, rings } = await onDuty({ EXES_WATCH_S: '1' });
	await using _ = server;
	const silent = await machine(server);
	await report(server, silent);
	silence(server, silent.machineId, 60 * MINUTE);
	await looks(3);
	expect(await alerts()).toEqual([]);
	expect(rings()).toEqual([]);
});
