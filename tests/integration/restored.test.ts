import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Reporter } from '../../src/acts/report-status.ts';
import { Session } from '../../src/acts/sign-in.ts';
import { KioskStore } from '../../src/acts/kiosk-store.ts';
import { Drain } from '../../src/outbox/drain.ts';
import { newClock, newDisk } from '../../src/outbox/testing.ts';
import { machineApi } from '../../src/remote/machine.ts';
import { call, machine, newId, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/** The machine's own side, as the kiosk has it, against the server. */
function kiosk(server: Server, { machineId, secret }: Machine) {
	const clock = newClock(newId());
	clock.time = Date.now();
	const store = new KioskStore({ surroundings: { ...clock, newId }, idb: newDisk() });
	const api = machineApi({
		fetch: (path, init) => fetch(server.url + (path as string), init)
	});
	const identity = { machineId, secret, status: 'accepted' as const, slots: [] };
	const { now, uptime, bootId } = clock;
	const shared = { now, random: () => 0.5 };
	const reporter = new Reporter({
		...shared,
		...{ store, api },
		session: new Session({ api, identity: () => identity, uptime, random: () => 0.5 }),
		own: () => ({ slots: [], timeZone: 'UTC' }),
		describe: () => Promise.resolve({ bootId, uptimeMs: Math.round(uptime()), appVersion: '1' }),
		exclusive: (task) => task(),
		sleep: () => Promise.resolve(),
		obey: () => Promise.resolve(),
		onStanding: () => undefined,
		onConfig: () => undefined,
		onFault: (fault) => {
			throw fault;
		}
	});
	const send = (batch: Parameters<Reporter['send']>[0]) => reporter.send(batch);
	const drain = new Drain({ ...shared, store: store.outbox, send, uptime, bootId });
	return {
		store,
		/** Gives so many lots of bread. */
		give: (count: number) =>
			store.outbox.append(
				Array.from({ length: count }, () => ({
					type: 'donate',
					evidence: 'none',
					lot: {
						...{ lotId: newId(), slot: 2, name: 'Bread', category: 'bakery', storage: 'ambient' },
						...{ dateKind: 'bestBefore', date: '2030-01-01', portions: 1, allergens: null }
					}
				}))
			),
		/** After a silence: a status, then whatever is pending. */
		report: async () => {
			clock.time += 61_000;
			await store.outbox.append([
				{ type: 'collect', lotId: newId(), portions: 1, evidence: 'none' } as { type: string }
			]);
			for (let steps = 0; steps < 50; steps++) {
				const step = await drain.step();
				if (step.kind === 'idle') return;
				if (step.kind === 'wait') throw new Error('The server did not take it.');
			}
			throw new Error('It never ends.');
		}
	};
}

const factsOf = (server: Server, machineId: number) => {
	using store = new Store(server);
	return store
		.all('SELECT eventId FROM facts WHERE machineId = ?', machineId)
		.map(({ eventId }) => eventId)
		.sort();
};

test('[M15] a server restored from an older copy of its data gets every fact again, each once', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'exes-restored-'));
	const dataDir = join(folder, 'data');
	const copy = join(folder, 'copy');
	const server = await startServer({ dataDir });
	try {
		const own = await machine(server);
		const { give, report, store } = kiosk(server, own);
		const sent = async () => (await store.outbox.kept()).map(({ eventId }) => eventId).sort();

		const read = async (path: string) =>
			(await call(server, 'GET', `/api/sync/${path}`, { token: own.token })).body;
		const whole = () => read('snapshot?collection=lots');
		const isOver = async ({ feed, seq }: { feed: string; seq: number }) =>
			(await read(`changes?collection=lots&feed=${feed}&since=${seq}`)).reset === true;

		await give(3);
		await report();
		await server.stop();
		cpSync(dataDir, copy, { recursive: true, preserveTimestamps: true });
		await server.restart();
		const start = await whole();

		expect(await isOver(start), '[S8] a restart goes on with the same feed').toBe(false);

		// What follows the copy: the rest of that epoch, and two more epochs.
		await give(120);
		await report();
		await store.outbox.startEpoch();
		await give(4);
		await report();
		await store.outbox.startEpoch();
		await give(2);
		await report();
		expect(factsOf(server, own.machineId)).toEqual(await sent());

		await server.stop();
		rmSync(dataDir, { recursive: true });
		cpSync(copy, dataDir, { recursive: true, preserveTimestamps: true });
		await server.restart();
		expect(await isOver(start), '[S8] an older copy is another feed').toBe(true);
		expect(factsOf(server, own.machineId)).toHaveLength(4);

		await report();
		expect(factsOf(server, own.machineId)).toEqual(await sent());
		using db = new Store(server);
		const [stock] = db.all(
			'SELECT SUM(portions) AS portions FROM lots WHERE machineId = ? AND portions > 0',
			own.machineId
		);
		expect(stock).toEqual({ portions: 129 });
		expect((await store.outbox.stats()).unsent).toBe(0);
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
});
