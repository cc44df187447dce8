import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DutyOutbox, sender } from '../../src/acts/duty-outbox.ts';
import { parseInstant } from '../../src/domain/calendar.ts';
import type { BatchReply } from '../../src/domain/shapes/batch.ts';
import type { TasksReply } from '../../src/domain/shapes/people.ts';
import { Drain } from '../../src/outbox/drain.ts';
import { newClock, newDisk } from '../../src/outbox/testing.ts';
import { call, donation, machine, newId, person, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/** A person's phone, as the app has it, against the server. */
function phone(server: Server) {
	const clock = newClock(newId());
	clock.time = Date.now();
	const duty = new DutyOutbox('ada', { surroundings: { ...clock, newId }, idb: newDisk() });
	let token = '';
	const send = sender(
		() => token,
		async (signed, body) => {
			const answer = await call(server, 'POST', '/api/volunteer/events', { token: signed, body });
			expect(answer.status).toBe(200);
			return answer.body as BatchReply;
		}
	);
	const { now, uptime, bootId } = clock;
	const drain = new Drain({ store: duty.outbox, send, now, uptime, bootId, random: () => 0.5 });
	return {
		duty,
		signIn: async (as: { token: string; deviceId: string }) => {
			token = as.token;
			await duty.signedInAs(as.deviceId);
		},
		/** What the app asks for whenever something is news, and what it does with it. */
		look: async () => {
			const { body } = await call(server, 'GET', '/api/volunteer/tasks', { token });
			const { feed, serverTime } = body as unknown as TasksReply;
			return duty.heard(feed ?? '', parseInstant(serverTime) ?? 0);
		},
		sendAll: () => duty.empty(drain)
	};
}

/** A machine with so many open alerts. */
async function alertsAt(server: Server, { token, machineId }: Machine, slots: number[]) {
	const epoch = newId();
	const events = slots.map((slot, i) => {
		const { eventId, occurredAt, bootId, uptimeMs } = donation();
		const envelope = { eventId, epoch, seq: i + 1, occurredAt, bootId, uptimeMs };
		const alert = { type: 'alert', kind: 'door_open', severity: 'warning', cleared: false, slot };
		return { ...envelope, ...alert };
	});
	await call(server, 'POST', '/api/machine/events', { token, body: { events } });
	using store = new Store(server);
	return store
		.all('SELECT "alertId" FROM "alerts" WHERE "machineId" = ?', machineId)
		.map(({ alertId }) => ({ machineId, alertId: String(alertId) }));
}

/** What the server has of people's acts, in order, and how often. */
function actsOf(server: Server): string[] {
	using store = new Store(server);
	return store
		.all(`SELECT "eventId" FROM "facts" WHERE "type" = 'task' ORDER BY "eventId"`)
		.map(({ eventId }) => String(eventId));
}

test('[M15] [S5] a server restored from yesterday’s copy gets what people did since then, each once, over another sign-in too', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'exes-restored-people-'));
	const [dataDir, copy] = [join(folder, 'data'), join(folder, 'copy')];
	const server = await startServer({ dataDir });
	const restore = async () => {
		await server.stop();
		rmSync(dataDir, { recursive: true });
		cpSync(copy, dataDir, { recursive: true, preserveTimestamps: true });
		await server.restart();
	};
	try {
		const alerts = await alertsAt(server, await machine(server), [1, 2, 3]);
		const [first, second, third] = alerts;
		if (!first || !second || !third) throw new Error('There are three alerts.');
		const ada = await person(server, 'volunteer');
		const { duty, signIn, look, sendAll } = phone(server);
		await signIn(ada);
		await duty.tell(first, 'claim');
		await sendAll();
		expect(await look()).toBe(0);
		await server.stop();
		cpSync(dataDir, copy, { recursive: true, preserveTimestamps: true });
		await server.restart();

		await duty.tell(second, 'claim');
		await duty.tell(second, 'done');
		await sendAll();
		expect(await look(), '[S8] a restart is the same server').toBe(0);
		const ids = async () => (await duty.outbox.kept()).map(({ eventId }) => eventId).sort();
		expect(actsOf(server)).toEqual(await ids());

		await restore();
		expect(actsOf(server), 'it lost two').toHaveLength(1);
		// Somebody goes on working before the phone has heard of it.
		await duty.tell(third, 'claim');
		await sendAll();
		expect(await look(), 'what it has is told again as well').toBe(4);
		expect(await sendAll()).toBe(true);
		expect(actsOf(server)).toEqual(await ids());
		expect(await look()).toBe(0);

		// A restored server may not know the sign-in either: the next one is another origin.
		await restore();
		await signIn(await person(server, 'volunteer'));
		expect(await look()).toBe(4);
		expect(await sendAll()).toBe(true);
		expect(actsOf(server)).toEqual(await ids());
		using store = new Store(server);
		expect(store.all('SELECT "code" FROM "quarantine"')).toEqual([]);
		expect(store.all(`SELECT "kind" FROM "alerts" WHERE "kind" = 'tamper'`)).toEqual([]);
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
});
