import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, donation, machine, newId, type Machine } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

const KILLS = 10;

let dataDir: string;
let server: Server;
beforeAll(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'exes-kill-'));
	server = await startServer({ dataDir });
});
afterAll(async () => {
	await server.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

type Fact = { type: string; eventId: string; seq: number } & Record<string, unknown>;

/** A machine that goes on sending until it is told to stop, and every fact until it has an answer. */
class Sender {
	readonly acknowledged = new Set<string>();
	/** What each lot should hold, by the machine's own count. */
	readonly stock = new Map<string, number>();
	/** Requests that the server's end cut off: nobody knows what became of them. */
	cut = 0;
	seq = 0;
	readonly of: Machine;
	readonly #batchSize: number;
	readonly #epoch = newId();

	constructor(of: Machine, batchSize: number) {
		this.of = of;
		this.#batchSize = batchSize;
	}

	async run(isOver: () => boolean): Promise<void> {
		while (!isOver()) {
			const facts = Array.from({ length: this.#batchSize }, () => this.#next());
			await this.#deliver(facts);
		}
	}

	#next(): Fact {
		const seq = ++this.seq;
		const [lotId, left] = [...this.stock].at(-1) ?? ['', 0];
		const envelope = { epoch: this.#epoch, seq };
		if (left < 1 || seq % 3 === 1) {
			const fact = donation({ portions: randomInt(1, 9) }, envelope);
			const { lot } = fact as unknown as { lot: { lotId: string; portions: number } };
			this.stock.set(lot.lotId, lot.portions);
			return { ...fact, type: 'donate' } as unknown as Fact;
		}
		this.stock.set(lotId, left - 1);
		const { lot: _, ...rest } = donation({}, envelope);
		return { ...rest, type: 'collect', lotId, portions: 1 } as unknown as Fact;
	}

	async #deliver(facts: readonly Fact[]): Promise<void> {
		for (;;) {
			const answer = await this.#send(facts).catch(() => null);
			if (answer?.status !== 200) {
				this.cut++;
				await pause(20);
				continue;
			}
			const results: { eventId: string; result: string }[] = answer.body.results ?? [answer.body];
			expect(results.map(({ eventId }) => eventId)).toEqual(facts.map(({ eventId }) => eventId));
			for (const { eventId, result } of results) {
				expect(['accepted', 'duplicate']).toContain(result);
				this.acknowledged.add(eventId);
			}
			return;
		}
	}

	#send(facts: readonly Fact[]) {
		const { token } = this.of;
		const [only] = facts;
		if (this.#batchSize > 1 || !only) {
			return call(server, 'POST', '/api/machine/events', { token, body: { events: facts } });
		}
		const { type, ...body } = only;
		return call(server, 'POST', `/api/food/${type}`, { token, body });
	}
}

test(`[O4] [M9] ${KILLS} kills in the middle of batches: nothing acknowledged is lost, nothing is there twice`, async () => {
	const machines = [await machine(server), await machine(server), await machine(server)];
	const senders = machines.map((of, i) => new Sender(of, [100, 17, 1][i] ?? 1));
	let over = false;
	const running = Promise.all(senders.map((sender) => sender.run(() => over)));

	const cutBy: number[] = [];
	const cuts = (): number => senders.reduce((sum, { cut }) => sum + cut, 0);
	for (let kill = 0; kill < KILLS; kill++) {
		await pause(randomInt(60, 400));
		const before = cuts();
		await server.kill();
		await server.restart();
		cutBy.push(cuts() - before);
	}
	await pause(100);
	over = true;
	await running;
	// Each kill met machines that were sending.
	expect(Math.min(...cutBy)).toBeGreaterThan(0);

	await server.stop();
	using db = new DatabaseSync(join(dataDir, 'data.db'), { readOnly: true });
	expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
	expect(db.prepare('SELECT COUNT(*) AS n FROM quarantine').get()).toEqual({ n: 0 });
	for (const { of, acknowledged, seq, stock } of senders) {
		const origin = `m${of.machineId}`;
		const facts = db.prepare('SELECT "eventId", "seq" FROM facts WHERE origin = ?').all(origin);
		expect(seq).toBeGreaterThan(KILLS);
		expect(acknowledged.size).toBe(seq);
		expect(new Set(facts.map((fact) => fact['eventId']))).toEqual(acknowledged);
		expect(new Set(facts.map((fact) => fact['seq'])).size).toBe(seq);
		expect(
			db.prepare('SELECT "throughSeq", "highestSeq" FROM epochs WHERE origin = ?').all(origin)
		).toEqual([{ throughSeq: seq, highestSeq: seq }]);
		expect(
			db
				.prepare(
					'SELECT COUNT(*) AS n, COUNT(DISTINCT "eventId") AS events FROM movements WHERE "machineId" = ?'
				)
				.get(of.machineId)
		).toEqual({ n: seq, events: seq });

		const sums = db
			.prepare(
				'SELECT "lotId", SUM(portions) AS sum FROM movements WHERE "machineId" = ? GROUP BY "lotId"'
			)
			.all(of.machineId);
		const lots = db
			.prepare('SELECT "lotId", portions AS sum FROM lots WHERE "machineId" = ?')
			.all(of.machineId);
		const byLot = (rows: readonly Record<string, unknown>[]) =>
			new Map(rows.map(({ lotId, sum }) => [lotId, sum]));
		expect(byLot(sums)).toEqual(stock);
		expect(byLot(lots)).toEqual(stock);
	}
}, 120_000);
