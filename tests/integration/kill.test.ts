import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, enrol, HARDWARE, machine, newSecret, type Enrolment } from '../support/api.ts';
import { unlessBroken } from '../support/contract.ts';
import { Sender } from '../support/sender.ts';
import { startServer, type Server } from '../support/server.ts';

const KILLS = process.env['TEST_ALL'] === undefined ? 5 : 40;
/** Facts in a request of each machine; 1 goes to the fact's own endpoint. */
const BATCHES = [100, 40, 17, 1, 1];
const REGISTRATIONS = KILLS * 2;

let dataDir: string;
let server: Server;
let codes: Enrolment[];
beforeAll(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'exes-kill-'));
	server = await startServer({ dataDir });
	codes = [];
	for (let i = 0; i < REGISTRATIONS; i++) codes.push(await enrol(server));
}, 300_000);
afterAll(async () => {
	await server.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

/** Registers with each code in turn, the same secret again until there is an answer [M5]. */
async function registerAll(): Promise<void> {
	for (const { enrolmentCode, machineId } of codes) {
		await pause(randomInt(0, 250));
		const secret = newSecret();
		const body = { enrolmentCode, secret, hardware: HARDWARE };
		for (;;) {
			const answer = await call(server, 'POST', '/api/machine/register', { body }).catch(
				unlessBroken
			);
			if (answer?.status === 201) {
				expect(answer.body).toMatchObject({ machineId, status: 'accepted' });
				break;
			}
			expect([undefined, 503]).toContain(answer?.status);
			await pause(20);
		}
	}
}

/** Until each machine has an answer to facts and one of them to a status, after the last kill. */
async function everybodyIsServed(senders: readonly Sender[]): Promise<void> {
	const statuses = (): number => senders.reduce((sum, sender) => sum + sender.statuses, 0);
	const before = { statuses: statuses(), facts: senders.map((sender) => sender.acknowledged.size) };
	const limit = Date.now() + 30_000;
	const isServed = (): boolean =>
		statuses() > before.statuses &&
		senders.every((sender, i) => sender.acknowledged.size > (before.facts[i] ?? 0));
	while (!isServed()) {
		if (Date.now() > limit) throw new Error('A machine got no answer for 30 s.');
		await pause(10);
	}
}

/** Everybody who only looks; a cut is no answer, a wrong answer is a mistake. */
async function look(isOver: () => boolean): Promise<number> {
	let answers = 0;
	while (!isOver()) {
		const path = '/api/location/nearest?lat=52.52&lon=13.405&limit=5';
		const answer = await call(server, 'GET', path).catch(unlessBroken);
		if (answer) expect([200, 503]).toContain(answer.status);
		if (answer?.status === 200) answers++;
		await pause(10);
	}
	return answers;
}

test(`[O4] [M9] ${KILLS} kills under mixed load: nothing acknowledged is lost, nothing is there twice`, async () => {
	const senders: Sender[] = [];
	for (const size of BATCHES) senders.push(new Sender(server, await machine(server), size));
	let over = false;
	const working = Promise.all([
		registerAll(),
		look(() => over),
		...senders.map((sender) => sender.run(() => over))
	]);
	// A machine that finds something wrong ends the test at once.
	const failed = working.then(() => undefined);
	const cutBy: number[] = [];
	const cuts = (): number => senders.reduce((sum, { cut }) => sum + cut, 0);
	const killing = (async () => {
		for (let kill = 0; kill < KILLS; kill++) {
			await everybodyIsServed(senders);
			await pause(randomInt(20, 400));
			const before = cuts();
			await server.kill();
			await server.restart(); // throws unless it is ready again
			cutBy.push(cuts() - before);
		}
		await pause(100);
		over = true;
	})();
	await Promise.race([Promise.all([killing, working]), failed.then(() => killing)]);
	const [, looks] = await working;
	// Each kill met machines that were sending, and people were served in between.
	expect(Math.min(...cutBy)).toBeGreaterThan(0);
	expect(looks).toBeGreaterThan(0);

	await server.stop();
	using db = new DatabaseSync(join(dataDir, 'data.db'), { readOnly: true });
	expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
	expect(db.prepare('SELECT COUNT(*) AS n FROM quarantine').get()).toEqual({ n: 0 });
	for (const sender of senders) keptExactly(db, sender);
	registeredOnce(db);
}, 400_000);

/** Rows, acknowledgements and the highest seq are the same number, and so are stock and alerts. */
function keptExactly(
	db: DatabaseSync,
	{ of, acknowledged, seq, stock, alerts, moves }: Sender
): void {
	const { machineId } = of;
	const origin = `m${machineId}`;
	const facts = db.prepare('SELECT "eventId", "seq" FROM facts WHERE origin = ?').all(origin);
	expect(seq).toBeGreaterThan(KILLS);
	expect(acknowledged.size).toBe(seq);
	expect(facts.length).toBe(seq);
	expect(new Set(facts.map((fact) => fact['eventId']))).toEqual(acknowledged);
	expect(new Set(facts.map((fact) => fact['seq'])).size).toBe(seq);
	const epochs = 'SELECT "throughSeq", "highestSeq" FROM epochs WHERE origin = ?';
	expect(db.prepare(epochs).all(origin)).toEqual([{ throughSeq: seq, highestSeq: seq }]);

	const counts = db
		.prepare(
			'SELECT COUNT(*) AS n, COUNT(DISTINCT "eventId") AS events FROM movements WHERE "machineId" = ?'
		)
		.get(machineId);
	expect(counts).toEqual({ n: moves, events: moves });
	const sums =
		'SELECT "lotId" AS key, SUM(portions) AS value FROM movements WHERE "machineId" = ? GROUP BY "lotId"';
	const lots = 'SELECT "lotId" AS key, portions AS value FROM lots WHERE "machineId" = ?';
	for (const sql of [sums, lots]) expect(mapOf(db, sql, machineId)).toEqual(stock);
	const open = `SELECT CAST(substr("place", 6) AS INTEGER) AS key, "state" <> 'resolved' AS value
		FROM alerts WHERE "machineId" = ? AND "kind" = 'lock'`;
	const expected = [...alerts].map(([slot, isOpen]) => [slot, isOpen ? 1 : 0] as const);
	expect(mapOf(db, open, machineId)).toEqual(new Map(expected));
}

/** Each code has been used once, and each machine that registered has one configuration. */
function registeredOnce(db: DatabaseSync): void {
	for (const { machineId } of codes) {
		const one = (sql: string) => db.prepare(sql).all(machineId);
		expect(one('SELECT "status" FROM machines WHERE "machineId" = ?')).toEqual([
			{ status: 'accepted' }
		]);
		expect(one('SELECT "version" FROM configs WHERE "machineId" = ?')).toEqual([{ version: 1 }]);
		expect(one('SELECT COUNT(*) AS n FROM slots WHERE "machineId" = ?')).toEqual([
			{ n: HARDWARE.slots.length }
		]);
	}
}

const mapOf = (db: DatabaseSync, sql: string, machineId: number) =>
	new Map(
		db
			.prepare(sql)
			.all(machineId)
			.map(({ key, value }) => [key, value])
	);
