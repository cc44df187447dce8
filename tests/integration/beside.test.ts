import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, donation, machine, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/** [O7] Commands and server write to one database at the same time: each waits for the other. */
let server: Server;
let one: Machine;
beforeAll(async () => {
	server = await startServer();
	one = await machine(server);
});
afterAll(() => server.stop());

test('[M12] a write of another process in the middle of a batch refuses no fact', async () => {
	using store = new Store(server);
	const statuses: number[] = [];
	for (let batch = 0; batch < 10; batch++) {
		const seqs = Array.from({ length: 100 }, (_, i) => batch * 100 + i + 1);
		const body = { events: seqs.map((seq) => ({ type: 'donate', ...donation({}, { seq }) })) };
		const progress = { isAnswered: false };
		const sending = call(server, 'POST', '/api/machine/events', { token: one.token, body });
		void sending.finally(() => (progress.isAnswered = true)).catch(() => undefined);
		while (!progress.isAnswered) {
			store.run('BEGIN IMMEDIATE');
			await sleep(15); // as a command does that reads and thinks before it writes
			store.run('COMMIT');
			await sleep(5);
		}
		statuses.push((await sending).status);
	}
	expect(statuses.filter((status) => status !== 200)).toEqual([]);
});
