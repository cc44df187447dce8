import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, donation, machine, newId, status, type Machine } from '../support/api.ts';
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

describe('[M12] a batch is one transaction, or several while others wait to write', () => {
	/** How many facts of the epoch another reader of the database finds, each number once. */
	async function countsDuring(work: Promise<unknown>, epoch: string): Promise<number[]> {
		using db = new DatabaseSync(join(server.dataDir, 'data.db'), { readOnly: true });
		const count = db.prepare(
			`SELECT COUNT(*) AS "n" FROM "epochs" e JOIN "seqs" s ON s."origin" = e."origin" AND s."epochNo" = e."epochNo"
			WHERE e."epoch" = ?`
		);
		const counts = new Set<number>();
		const progress = { isOver: false };
		void work.finally(() => (progress.isOver = true)).catch(() => undefined);
		while (!progress.isOver) {
			counts.add((count.get(epoch) as { n: number }).n);
			await turn();
		}
		return [...counts].filter((n) => n > 0 && n % 100 !== 0);
	}

	async function sendBatches(token: string, epoch: string, times: number): Promise<void> {
		for (let batch = 0; batch < times; batch++) {
			const seqs = Array.from({ length: 100 }, (_, i) => batch * 100 + i + 1);
			const events = seqs.map((seq) => ({ type: 'donate', ...donation({}, { epoch, seq }) }));
			const { body } = await call(server, 'POST', '/api/machine/events', {
				...{ token, body: { events } }
			});
			expect((body as { ackedThroughSeq: number }).ackedThroughSeq).toBe((batch + 1) * 100);
		}
	}

	test('alone, nobody sees a part of it, unless the server itself had to write', async () => {
		const { token } = await machine(server);
		const epoch = newId();
		const seen = await countsDuring(sendBatches(token, epoch, 20), epoch);
		expect(seen.length).toBeLessThan(5); // its watch over silent machines runs every few seconds
	});

	test('a machine that reports meanwhile does not wait for its end', async () => {
		const { token } = await machine(server);
		const other = await machine(server);
		const epoch = newId();
		const progress = { isOver: false };
		const reports = async (): Promise<void> => {
			for (let uptimeMs = 1; !progress.isOver; uptimeMs++) {
				const answer = { token: other.token, body: status({ uptimeMs }) };
				expect((await call(server, 'POST', '/api/machine/status', answer)).status).toBe(200);
			}
		};
		const sending = sendBatches(token, epoch, 20).finally(() => (progress.isOver = true));
		const [seen] = await Promise.all([countsDuring(sending, epoch), reports(), sending]);
		expect(seen.length).toBeGreaterThan(0);
	});

	test('two batches of one machine at once, in steps: no portion is lost and none is there twice', async () => {
		const of = await machine(server);
		const other = await machine(server);
		const lots = Array.from({ length: 5 }, newId);
		const epoch = newId();
		const gifts = lots.map((lotId, i) => ({
			type: 'donate',
			...donation({ lotId, portions: 900 }, { seq: i + 1 })
		}));
		const send = async (events: readonly object[]): Promise<string> => {
			const body = { events: events.map((event) => ({ ...event, epoch })) };
			return (await call(server, 'POST', '/api/machine/events', { token: of.token, body })).text;
		};
		expect(await send(gifts)).not.toContain('quarantined');
		const pickups = (from: number) =>
			Array.from({ length: 100 }, (_, i) => {
				const { lot: _lot, ...envelope } = donation({}, { seq: from + i });
				return { ...envelope, type: 'collect', lotId: lots[i % 5], portions: 1, evidence: 'door' };
			});
		const progress = { isOver: false };
		const reports = async (): Promise<void> => {
			for (let uptimeMs = 1; !progress.isOver; uptimeMs++) {
				const token = other.token;
				await call(server, 'POST', '/api/machine/status', { token, body: status({ uptimeMs }) });
			}
		};
		const reporting = reports();
		await sleep(1_000); // so that others write often
		for (let round = 0; round < 4; round++) {
			const batches = [0, 1, 2].map((n) => pickups(6 + (round * 3 + n) * 100));
			const again = batches[0] ?? [];
			const answers = await Promise.all([...batches, again].map(send));
			expect(answers.filter((text) => text.includes('quarantined'))).toEqual([]);
		}
		progress.isOver = true;
		await reporting;
		using db = new DatabaseSync(join(server.dataDir, 'data.db'), { readOnly: true });
		const sums = db
			.prepare(
				`SELECT l."portions", (SELECT SUM(m."portions") FROM "movements" m
					WHERE m."machineId" = l."machineId" AND m."lotId" = l."lotId") AS "moved"
				FROM "lots" l WHERE l."machineId" = ?`
			)
			.all(of.machineId);
		// 12 batches of 100, a fifth of each from each lot.
		expect(sums.map((row) => ({ ...row }))).toEqual(
			lots.map(() => ({ portions: 900 - 240, moved: 900 - 240 }))
		);
	});
});
