import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, type Machine } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { Store } from '../support/fleet.ts';
import { LedgerServer } from '../support/ledger.ts';
import { Copy } from '../support/sync.ts';

/** [S7] While others write, also slowly, whoever follows the feed misses nothing. */
const WRITERS = 8;
const DONATIONS = 8;
/** Slow transactions; the writers go on until they are through. */
const SLOW = 4;

const PATIENTLY = { interval: 5, timeout: 20_000 };

let ledger: LedgerServer;
let duty: Duty;
let operator: OnDuty;
beforeAll(async () => {
	ledger = await LedgerServer.start();
	duty = new Duty(ledger.server);
	operator = await duty.person({ role: 'operator' });
}, 60_000);
afterAll(async () => {
	duty[Symbol.dispose]();
	await ledger.stop();
});

/** Portions of every lot, by its id in the feed, as the ledger has them. */
const stored = (): Map<string, unknown> =>
	new Map(
		ledger
			.rows(`SELECT "machineId" || ':' || "lotId" AS "id", "portions" FROM "lots"`)
			.map(({ id, portions }) => [id as string, portions])
	);

const portionsOf = ({ records }: Copy): Map<string, unknown> =>
	new Map([...records].map(([id, record]) => [id, (record as { portions: number }).portions]));

/** What `updated` would be as a cursor: rows by the time that whoever wrote them gave them. */
class TimestampCursor {
	readonly seen = new Set<string>();
	at = 0;
	#id = '';

	catchUp(): void {
		const found = ledger.rows(
			`SELECT "machineId" || ':' || "lotId" AS "id", "donatedAt" AS "at" FROM "lots"
				WHERE "donatedAt" > ? OR ("donatedAt" = ? AND "machineId" || ':' || "lotId" > ?)
				ORDER BY "donatedAt", "machineId" || ':' || "lotId"`,
			...[this.at, this.at, this.#id]
		);
		for (const { id, at } of found) {
			this.seen.add(id as string);
			[this.at, this.#id] = [at as number, id as string];
		}
	}
}

/** Donates a lot, takes of it, and donates again: rows that are made, and rows that change. */
async function write(of: Machine, isWanted = (): boolean => false): Promise<number> {
	const outbox = ledger.outbox(of);
	let donations = 0;
	for (; donations < DONATIONS || isWanted(); donations++) {
		const lotId = newId();
		const given = await outbox.send(outbox.donate({ lotId, slot: 2, portions: 4 }));
		const taken = await outbox.send(outbox.collect(lotId, 1));
		for (const { body } of [given, taken]) {
			expect(body.results.map(({ result }) => result)).toEqual(['accepted']);
		}
	}
	return donations;
}

test('[S7] 8 writers and one slow transaction: 0 changes are missed, where a timestamp misses some', async () => {
	const machines = await Promise.all(Array.from({ length: WRITERS }, () => ledger.machine()));
	const copy = await Copy.of(ledger.server, operator.token, 'lots', 20);
	const timestamps = new TimestampCursor();
	const slow = await ledger.machine();
	const written: string[] = [];
	const progress = { isOver: false, reads: 0 };
	const writing = Promise.all(
		machines.map((one) => write(one, () => written.length < SLOW && !progress.isOver))
	);

	/** Takes the time, then waits for the lock, as whatever writes does, and holds it for a while. */
	async function slowly(): Promise<void> {
		using store = new Store(ledger.server);
		while (written.length < SLOW) {
			const lotId = newId();
			const id = `${slow.machineId}:${lotId}`;
			const at = Date.now();
			await expect.poll(() => timestamps.at, PATIENTLY).toBeGreaterThan(at);
			store.run('BEGIN IMMEDIATE');
			store.run(
				'INSERT INTO lots (machineId, lotId, portions, donatedAt) VALUES (?, ?, 3, ?)',
				...[slow.machineId, lotId, at]
			);
			// Others read meanwhile, and find nothing of it.
			const reads = progress.reads + 3;
			await expect.poll(() => progress.reads, PATIENTLY).toBeGreaterThanOrEqual(reads);
			expect(copy.records.has(id)).toBe(false);
			store.run('COMMIT');
			written.push(id);
		}
	}

	async function follow(): Promise<void> {
		while (!progress.isOver) {
			await copy.catchUp();
			timestamps.catchUp();
			progress.reads++;
		}
	}

	const writers = Promise.all([writing, slowly()]).finally(() => (progress.isOver = true));
	const [[donations]] = await Promise.all([writers, follow()]);
	// Whoever begins now has the same as whoever was there all the time.
	const [late] = await Promise.all([
		Copy.of(ledger.server, operator.token, 'lots'),
		copy.catchUp()
	]);
	timestamps.catchUp();

	const truth = stored();
	expect(truth.size).toBe(donations.reduce((sum, count) => sum + count, written.length));
	expect(portionsOf(copy)).toEqual(truth);
	expect(portionsOf(late)).toEqual(truth);
	expect(copy.seqs).toEqual(copy.seqs.toSorted((a, b) => a - b));
	expect(new Set(copy.seqs).size).toBe(copy.seqs.length);

	const missed = [...truth.keys()].filter((id) => !timestamps.seen.has(id));
	expect(missed).toEqual(expect.arrayContaining(written));
}, 60_000);

test('[S11] a snapshot that is read while others write, and what follows it, is whole', async () => {
	const machines = await Promise.all(Array.from({ length: 4 }, () => ledger.machine()));
	const writing = Promise.all(machines.map((one) => write(one)));
	const progress = { isOver: false };
	void writing.finally(() => (progress.isOver = true)).catch(() => undefined);
	const copies: Copy[] = [];
	while (!progress.isOver) copies.push(await Copy.of(ledger.server, operator.token, 'lots'));
	await writing;
	expect(copies.length).toBeGreaterThan(1);
	const truth = stored();
	for (const copy of copies) {
		await copy.catchUp();
		expect(portionsOf(copy)).toEqual(truth);
	}
}, 60_000);

test('[S7] a transaction that is given up leaves nothing in the feed', async () => {
	const { machineId } = await ledger.machine();
	const copy = await Copy.of(ledger.server, operator.token, 'lots');
	using store = new Store(ledger.server);
	store.run('BEGIN IMMEDIATE');
	const insert = 'INSERT INTO lots (machineId, lotId, portions) VALUES (?, ?, 3)';
	store.run(insert, machineId, newId());
	store.run('ROLLBACK');
	const kept = newId();
	store.run(insert, machineId, kept);
	await copy.catchUp();
	expect([...copy.records.keys()].filter((id) => id.startsWith(`${machineId}:`))).toEqual([
		`${machineId}:${kept}`
	]);
	expect(copy.seqs).toHaveLength(1);
});
