import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId, type Machine } from '../support/api.ts';
import { LedgerServer, lotIdOf, type Fact } from '../support/ledger.ts';

let ledger: LedgerServer;
let of: Machine;
beforeAll(async () => {
	ledger = await LedgerServer.start();
	of = await ledger.machine();
});
afterAll(() => ledger.stop());

const lost = async (at: Machine) => (await ledger.tasks(at, 'facts_lost')).map((task) => task.lost);
const tampered = async (at: Machine) =>
	(await ledger.heartbeat(at)).body.openAlerts.filter(({ kind }) => kind === 'tamper');

describe('[M12] what a machine has lost', () => {
	test('a gap closes missingSeqs and makes a task; a late fact of it is applied all the same', async () => {
		const { epoch, donate, skip, gap, send } = ledger.outbox(of);
		const first = donate();
		const late = [donate(), donate(), donate()];
		const last = donate();
		expect((await send(first, last)).body).toMatchObject({
			...{ ackedThroughSeq: 1, missingSeqs: [2, 3, 4] }
		});
		expect(await lost(of)).toEqual([]);
		const { body } = await send(gap(2, 4));
		expect(body.results[0]?.result).toBe('accepted');
		expect(body).toMatchObject({ ackedThroughSeq: 6, missingSeqs: [] });
		expect(await lost(of)).toEqual([
			{ epoch, seqs: [{ first: 2, last: 4 }], count: 3, reportedUnsent: null }
		]);

		const again = await send(late[1]);
		expect(again.body.results[0]).toMatchObject({ result: 'accepted' });
		expect(again.body).toMatchObject({ ackedThroughSeq: 6, missingSeqs: [] });
		expect(ledger.portions(of, lotIdOf(late[1] as Fact))).toBe(4);
		expect((await lost(of))[0]).toMatchObject({
			seqs: [
				{ first: 2, last: 2 },
				{ first: 4, last: 4 }
			],
			count: 2
		});
		await send(late[0], late[2]);
		expect(await lost(of)).toEqual([]);
		skip(1);
		const next = donate();
		expect((await send(next)).body).toMatchObject({ ackedThroughSeq: 6, missingSeqs: [7] });
		await send({ ...donate(), seq: 7 });
	});

	test('it is the same in any order, and the run goes on over several gaps', async () => {
		const { donate, skip, gap, send } = ledger.outbox(await ledger.machine());
		skip(2);
		const third = donate();
		skip(3);
		const [low, high] = [gap(1, 2), gap(4, 6)];
		await send(high);
		expect((await send(third)).body).toMatchObject({ ackedThroughSeq: 0, missingSeqs: [1, 2, 7] });
		expect((await send(low)).body).toMatchObject({ ackedThroughSeq: 8, missingSeqs: [] });
	});

	test('[M15] the status does not ask for what was lost', async () => {
		const at = await ledger.machine();
		const { epoch, donate, skip, gap, send } = ledger.outbox(at);
		skip(5);
		await send(gap(2, 5), donate());
		expect((await ledger.heartbeat(at)).body.acked).toEqual({
			...{ epoch, throughSeq: 0, highestSeq: 7, missingSeqs: [1] }
		});
	});
});

describe('[M3a] a new epoch closes the older one', () => {
	/** A machine that has lost its store: 41 to 43 and 45 were on their way. */
	async function reborn(pending: number | null) {
		const at = await ledger.machine();
		const old = ledger.outbox(at);
		const kept = [old.donate(), old.donate()];
		const late = [old.donate(), old.donate()];
		const last = old.donate();
		await old.send(...kept, last);
		if (pending !== null) {
			const outbox = { pending, oldestAt: new Date().toISOString() };
			await ledger.heartbeat(at, { bootId: 'boot00000000001', outbox });
			await ledger.heartbeat(at, {
				bootId: 'boot00000000002',
				outbox: { pending: 1, oldestAt: null }
			});
		}
		const next = ledger.outbox(at);
		const first = next.donate({}, { bootId: 'boot00000000002' });
		const reply = await next.send(first);
		expect(reply.body).toMatchObject({ ackedThroughSeq: 1, missingSeqs: [] });
		return { at, old, late, last, next };
	}

	test('what is missing of it is one task, with the number that was reported unsent', async () => {
		const { at, old } = await reborn(17);
		expect(await lost(at)).toEqual([
			{ epoch: old.epoch, seqs: [{ first: 3, last: 4 }], count: 2, reportedUnsent: 17 }
		]);
	});

	test('where no status ever told, no number is made up', async () => {
		const { at } = await reborn(null);
		expect(await lost(at)).toMatchObject([{ count: 2, reportedUnsent: null }]);
	});

	test('a machine that began anew within a boot: its last status counts', async () => {
		const at = await ledger.machine();
		const old = ledger.outbox(at);
		old.skip(1);
		await old.send(old.donate());
		await ledger.heartbeat(at, { outbox: { pending: 5, oldestAt: null } });
		const next = ledger.outbox(at);
		await next.send(next.donate());
		expect(await lost(at)).toMatchObject([{ count: 1, reportedUnsent: 5 }]);
	});

	test('facts that come late are applied, shrink the task and end it', async () => {
		const { at, old, late } = await reborn(2);
		await old.send(late[1]);
		expect(await lost(at)).toMatchObject([{ seqs: [{ first: 3, last: 3 }], count: 1 }]);
		await old.send(late[0]);
		expect(await ledger.tasks(at)).toEqual([]);
		for (const fact of late) expect(ledger.portions(at, lotIdOf(fact))).toBe(4);
		expect(await tampered(at)).toEqual([]);
	});

	test('the newest epoch orders what does not add up, whatever comes late', async () => {
		const { at, late, old, next } = await reborn(0);
		await next.send(next.alert({ kind: 'lock' }), next.alert({ kind: 'lock', cleared: true }));
		await old.send({ ...old.alert({ kind: 'lock' }), seq: late[0]?.seq });
		const open = (await ledger.heartbeat(at)).body.openAlerts;
		expect(open.filter(({ kind }) => kind === 'lock')).toEqual([]);
	});

	test('a fact above all that it had when it was closed: the machine has a double', async () => {
		const { at, old, last } = await reborn(0);
		await old.send(last);
		expect(await tampered(at)).toEqual([]);
		const twin = old.donate();
		const { body } = await old.send(twin);
		expect(body.results[0]?.result).toBe('accepted');
		expect(ledger.portions(at, lotIdOf(twin))).toBe(4);
		expect(await tampered(at)).toMatchObject([{ severity: 'critical' }]);
		const cloned =
			'SELECT "clonedAt" > 0 AS cloned FROM epochs WHERE origin = ? ORDER BY "epochNo"';
		expect(ledger.rows(cloned, `m${at.machineId}`)).toEqual([{ cloned: 1 }, { cloned: 0 }]);
		await old.send(old.donate());
		expect(await tampered(at)).toHaveLength(1);
	});
});

describe('[M10] quarantine is judged again after an upgrade', () => {
	const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

	/** Makes it look as if a server had written this that knew neither its type nor its form. */
	function age(fact: Fact, change: (body: string) => string): void {
		const [row] = ledger.held(fact.eventId) as Record<string, string>[];
		if (!row) throw new Error('Not held.');
		const body = change(row['body'] ?? '');
		const task = (hash: string) =>
			sha256(
				`quarantine|${row['origin']}|${row['epoch']}|${row['seq']}|version_unknown|${hash}`
			).slice(0, 15);
		ledger.db
			.prepare('UPDATE quarantine SET body = ?, "contentHash" = ? WHERE "eventId" = ?')
			.run(body, sha256(body), fact.eventId);
		ledger.db
			.prepare('UPDATE tasks SET "taskId" = ? WHERE "taskId" = ?')
			.run(task(sha256(body)), task(row['contentHash'] ?? ''));
	}

	test('what is known now is applied in its place, and its task ends', async () => {
		const at = await ledger.machine();
		const { donate, collect, discard, send } = ledger.outbox(at);
		const gift = donate();
		const taken = collect(lotIdOf(gift), 3, { type: 'teleport' });
		const waste = discard(lotIdOf(gift), 1, { v: 2, note: 'Ada said so' });
		const broken = collect(lotIdOf(gift), 0, { v: 2 });
		const future = collect(lotIdOf(gift), 1, { type: 'levitate' });
		await send(gift, taken, waste, broken, future);
		expect(await ledger.tasks(at, 'quarantine')).toHaveLength(4);
		expect(ledger.portions(at, lotIdOf(gift))).toBe(4);
		age(taken, (body) => body.replace('teleport', 'collect'));
		age(waste, (body) => body.replace('"v":2', '"v":1'));
		age(broken, (body) => body.replace('"v":2', '"v":1'));
		const recordedAt = ledger.held(taken.eventId)[0]?.['recordedAt'];

		await ledger.server.restart();
		// By itself: nobody has asked for anything, or sent a fact.
		await expect.poll(() => ledger.portions(at, lotIdOf(gift)), { timeout: 10_000 }).toBe(0);
		const left = await ledger.tasks(at, 'quarantine');
		expect(left.map(({ eventId }) => eventId).sort()).toEqual(
			[broken.eventId, future.eventId].sort()
		);
		expect(ledger.portions(at, lotIdOf(gift))).toBe(0);
		expect(ledger.stored(taken.eventId)).toMatchObject([{ type: 'collect', seq: 2, recordedAt }]);
		expect(ledger.held(taken.eventId)).toEqual([]);
		expect(ledger.held(broken.eventId)).toMatchObject([{ code: 'malformed' }]);
		expect(ledger.held(future.eventId)).toMatchObject([{ code: 'version_unknown' }]);
		const [row] = ledger.stored(waste.eventId);
		expect(String(row?.['body'])).not.toContain('Ada');

		const again = await send({ ...taken, type: 'collect' }, { ...waste, v: 1 });
		expect(again.body.results.map(({ result }) => result)).toEqual(['duplicate', 'duplicate']);
		expect(again.body).toMatchObject({ ackedThroughSeq: 5, missingSeqs: [] });
		expect(ledger.portions(at, lotIdOf(gift))).toBe(0);
	});

	test('however much is held, the server is ready at once and all of it is judged', async () => {
		const at = await ledger.machine();
		const { donate, collect, send } = ledger.outbox(at);
		const gift = donate({ portions: 150 });
		const held = Array.from({ length: 150 }, () => collect(lotIdOf(gift), 1, { type: 'teleport' }));
		await send(gift);
		await send(...held.slice(0, 75));
		await send(...held.slice(75));
		held.forEach((fact) => {
			age(fact, (body) => body.replace('teleport', 'collect'));
		});
		await ledger.server.restart();
		// What comes meanwhile is told apart from what is still held.
		const [first] = held;
		const answer = await send({ ...first, type: 'collect' });
		expect(['accepted', 'duplicate']).toContain(answer.body.results[0]?.result);
		await expect.poll(() => ledger.portions(at, lotIdOf(gift)), { timeout: 30_000 }).toBe(0);
		expect(ledger.rows('SELECT 1 FROM quarantine WHERE "machineId" = ?', at.machineId)).toEqual([]);
		expect(await ledger.tasks(at, 'quarantine')).toEqual([]);
	});

	test('[M23] its body is kept as long as a note, and without it nothing is judged', async () => {
		const at = await ledger.machine();
		const { donate, send } = ledger.outbox(at);
		const [fact, kept] = [donate({}, { type: 'teleport' }), donate({}, { type: 'teleport' })];
		await send(fact, kept);
		age(kept, (body) => body.replace('teleport', 'donate'));
		const [row] = ledger.held(fact.eventId);
		expect(Number(row?.['keepUntil']) - Number(row?.['recordedAt'])).toBe(90 * 24 * 3_600_000);
		ledger.db.prepare(`UPDATE quarantine SET body = '' WHERE "eventId" = ?`).run(fact.eventId);
		await ledger.server.restart();
		await expect.poll(() => ledger.stored(kept.eventId), { timeout: 10_000 }).toHaveLength(1);
		expect(await ledger.tasks(at, 'quarantine')).toHaveLength(1);
		expect(ledger.stored(fact.eventId)).toEqual([]);
	});
});

test('a fact of each kind of trouble is somewhere: ledger, task or quarantine', async () => {
	const at = await ledger.machine();
	const { donate, collect, send } = ledger.outbox(at);
	const facts = [donate(), collect(newId(), 1), donate({ portions: 0 }), donate({}, { type: 'x' })];
	await send(...facts);
	for (const { eventId } of facts) {
		expect([...ledger.stored(eventId), ...ledger.held(eventId)]).toHaveLength(1);
	}
	expect((await ledger.tasks(at)).map(({ kind }) => kind).sort()).toEqual([
		...['quarantine', 'quarantine', 'unknown_lot']
	]);
});
