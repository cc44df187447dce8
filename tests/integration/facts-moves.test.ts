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

const HOUR = 3_600_000;

/** Whether a machine would offer the lot now. */
function offered(at: Machine, lotId: string): boolean {
	const lot = ledger.lot(at, lotId);
	if (!lot) return false;
	const { portions, offerFrom, offerUntil } = lot as Record<string, number>;
	const now = Date.now();
	return Number(portions) > 0 && Number(offerFrom) <= now && now < Number(offerUntil);
}

/** A lot at one machine, and both halves of its way to another one. */
async function move(portions = 4) {
	const [from, to] = [await ledger.machine(), await ledger.machine()];
	const [a, b] = [ledger.outbox(from), ledger.outbox(to)];
	const gift = a.donate({ portions: 4, diets: ['vegan'] });
	const lotId = lotIdOf(gift);
	const moveId = newId();
	const out = a.moveOut(lotId, portions, { moveId, slot: 2 });
	const arrival = b.moveIn(lotId, portions, { moveId, slot: 2, minutesWarm: 25 });
	return { from, to, a, b, gift, lotId, moveId, out, arrival };
}

/** What both machines hold of a lot, less where the description came from. */
function stateOf(from: Machine, to: Machine, lotId: string, moveId: string) {
	const lots = [from, to].map((at) => {
		const { machineId: _, offerUntil, ...lot } = ledger.lot(at, lotId) ?? {};
		return {
			...lot,
			offerUntil,
			donatedAt: 0,
			marks: String(lot['marks']).replace(/"at":\d+/g, '')
		};
	});
	const moves = ledger.rows('SELECT * FROM moves WHERE "moveId" = ?', moveId);
	return { lots, moves: moves.map((row) => ({ ...row, since: 0 })) };
}

describe('[M11] moves between machines', () => {
	test('what leaves one arrives at the other, and in transit it is offered nowhere', async () => {
		const { from, to, a, b, gift, lotId, moveId, out, arrival } = await move();
		await a.send(gift);
		expect(offered(from, lotId)).toBe(true);
		expect((await a.send(out)).body.results[0]?.result).toBe('accepted');
		expect([offered(from, lotId), offered(to, lotId)]).toEqual([false, false]);
		expect((await b.send(arrival)).body.results[0]?.result).toBe('accepted');
		expect([offered(from, lotId), offered(to, lotId)]).toEqual([false, true]);
		expect([ledger.portions(from, lotId), ledger.portions(to, lotId)]).toEqual([0, 4]);
		expect(ledger.lot(to, lotId)).toMatchObject({ name: 'Bread', slot: 2, storage: 'ambient' });
		expect(ledger.rows('SELECT * FROM moves WHERE "moveId" = ?', moveId)).toMatchObject([
			{ outPortions: 4, inPortions: 4, minutesWarm: 25, fromMachineId: from.machineId }
		]);
		const taken = b.collect(lotId, 1);
		expect((await b.send(taken)).body.results[0]?.result).toBe('accepted');
		expect(await ledger.tasks(to)).toEqual([]);
	});

	test('a lot that has moved is found by what it is', async () => {
		const { to, a, b, gift, lotId, out, arrival } = await move();
		await a.send(gift, out);
		await b.send(arrival);
		const tags = ledger.rows(
			'SELECT tag FROM tags WHERE "machineId" = ? AND "lotId" = ?',
			to.machineId,
			lotId
		);
		expect(tags.map(({ tag }) => tag).sort()).toEqual(['diet:vegan', 'food', 'storage:ambient']);
	});

	test('the donation, the way out and the arrival end in the same state in any order', async () => {
		const states: unknown[] = [];
		for (const order of [
			'gift out in',
			'in gift out',
			'in out gift',
			'out in gift',
			'gift in out'
		]) {
			const m = await move(3);
			for (const step of order.split(' ')) {
				if (step === 'gift') await m.a.send(m.gift);
				if (step === 'out') await m.a.send(m.out);
				if (step === 'in') await m.b.send(m.arrival);
			}
			const text = JSON.stringify(stateOf(m.from, m.to, m.lotId, m.moveId));
			const names = [m.lotId, m.moveId, `"m${m.from.machineId}"`, `"m${m.to.machineId}"`];
			let state = names.reduce((all, name, i) => all.replaceAll(name, `<${i}>`), text);
			state = state.replace(
				`"fromMachineId":${m.from.machineId},"toMachineId":${m.to.machineId}`,
				''
			);
			states.push(
				state.replaceAll(`m${m.from.machineId}`, '<2>').replaceAll(`m${m.to.machineId}`, '<3>')
			);
		}
		for (const state of states) expect(state).toBe(states[0]);
		expect(states[0]).toContain('"inPortions":3');
	});

	test('where it stands counts: too warm a slot is never offered, the next one may be', async () => {
		const { to, a, b, gift, lotId, moveId, out } = await move();
		(gift['lot'] as Record<string, unknown>)['storage'] = 'chilled';
		(gift['lot'] as Record<string, unknown>)['slot'] = 1;
		await a.send(gift, out);
		const warm = await b.send(b.moveIn(lotId, 4, { moveId, slot: 2 }));
		expect(warm.body.results[0]).toMatchObject({ code: 'wrong_storage' });
		expect(offered(to, lotId)).toBe(false);
		expect(await ledger.tasks(to, 'wrong_storage')).toMatchObject([{ lotId, portions: 4 }]);
		const within = newId();
		await b.send(
			b.moveOut(lotId, 4, { moveId: within, slot: 2 }),
			b.moveIn(lotId, 4, { moveId: within, slot: 1 })
		);
		expect(offered(to, lotId)).toBe(true);
		expect(ledger.portions(to, lotId)).toBe(4);
		expect(await ledger.tasks(to)).toEqual([]);
	});

	test('food that arrives without a donation is a task until the donation comes', async () => {
		const { to, a, b, gift, lotId, out, arrival } = await move();
		expect((await b.send(arrival)).body.results[0]?.code).toBe('unknown_lot');
		expect(offered(to, lotId)).toBe(false);
		expect(await ledger.tasks(to, 'unknown_lot')).toMatchObject([{ lotId }]);
		await a.send(gift, out);
		expect(offered(to, lotId)).toBe(true);
		expect(await ledger.tasks(to)).toEqual([]);
	});

	test.each(['before', 'after'])(
		'what is counted where it never came is unknown there, %s it was donated elsewhere',
		async (when) => {
			const [from, to] = [await ledger.machine(), await ledger.machine()];
			const [a, b] = [ledger.outbox(from), ledger.outbox(to)];
			const gift = a.donate();
			const counted = b.adjust(lotIdOf(gift), 3);
			if (when === 'before') await b.send(counted);
			await a.send(gift);
			if (when === 'after') await b.send(counted);
			expect(ledger.lot(to, lotIdOf(gift))).toMatchObject({ portions: 3, described: 0, name: '' });
			expect(await ledger.tasks(to, 'unknown_lot')).toHaveLength(1);
		}
	);

	test('a move that is open for 6 hours is a task, and none once its other half has come', async () => {
		const { from, to, a, b, gift, moveId, out, arrival } = await move();
		const open = { moveId, outPortions: 4, inPortions: 0, fromMachineId: from.machineId };
		await a.send(gift, out);
		expect(await ledger.tasks(from)).toEqual([]);
		const age = (ms: number): void => {
			ledger.db.prepare('UPDATE moves SET since = since - ? WHERE "moveId" = ?').run(ms, moveId);
		};
		age(6 * HOUR - 60_000);
		expect(await ledger.tasks(from)).toEqual([]);
		age(60_000);
		const [task] = await ledger.tasks(from, 'move_open');
		expect(task).toMatchObject({ move: { ...open, toMachineId: null } });
		await b.send(arrival);
		expect([...(await ledger.tasks(from)), ...(await ledger.tasks(to))]).toEqual([]);
	});

	test('fewer arrive than left: the difference stays open, the portions are not made up', async () => {
		const { from, to, a, b, gift, lotId, moveId, out } = await move(4);
		await a.send(gift, out);
		await b.send(b.moveIn(lotId, 3, { moveId, slot: 2 }));
		ledger.db.prepare('UPDATE moves SET since = 0 WHERE "moveId" = ?').run(moveId);
		expect(await ledger.tasks(to, 'move_open')).toMatchObject([
			{ move: { outPortions: 4, inPortions: 3 } }
		]);
		expect([ledger.portions(from, lotId), ledger.portions(to, lotId)]).toEqual([0, 3]);
	});

	test('an arrival without a slot stands nowhere: not offered, and a task', async () => {
		const { to, a, b, gift, lotId, moveId, out } = await move();
		await a.send(gift, out);
		const { body } = await b.send(b.moveIn(lotId, 4, { moveId }));
		expect(body.results[0]?.code).toBe('unknown_slot');
		expect(offered(to, lotId)).toBe(false);
		expect(await ledger.tasks(to, 'unknown_slot')).toHaveLength(1);
	});
});

describe('[S1a] what nobody has seen is not offered', () => {
	const isUnconfirmed = (lotId: string) => ledger.lot(of, lotId)?.['unconfirmed'];

	test('an unconfirmed donation is hidden until somebody counted; 0 confirms it', async () => {
		const { donate, adjust, send } = ledger.outbox(of);
		const gift = donate({}, { unconfirmed: true });
		await send(gift);
		const lotId = lotIdOf(gift);
		expect([isUnconfirmed(lotId), offered(of, lotId)]).toEqual([1, false]);
		expect(await ledger.tasks(of, 'unconfirmed')).toMatchObject([{ lotId, portions: 4 }]);
		await send(adjust(lotId, 0));
		expect([isUnconfirmed(lotId), offered(of, lotId)]).toEqual([0, true]);
		expect(ledger.portions(of, lotId)).toBe(4);
		expect(await ledger.tasks(of)).toEqual([]);
	});

	test('what was not counted but corrected stays in doubt, and its portions move', async () => {
		const { donate, adjust, send } = ledger.outbox(of);
		const gift = donate({}, { unconfirmed: true });
		await send(gift, adjust(lotIdOf(gift), -1, { reason: 'corrected' }));
		expect([isUnconfirmed(lotIdOf(gift)), ledger.portions(of, lotIdOf(gift))]).toEqual([1, 3]);
		await send(adjust(lotIdOf(gift), 2));
		expect([isUnconfirmed(lotIdOf(gift)), ledger.portions(of, lotIdOf(gift))]).toEqual([0, 5]);
	});

	test('a count of long ago, in any order, does not confirm what was booked after it', async () => {
		const { donate, adjust, send } = ledger.outbox(of);
		const count = (lotId: string) => adjust(lotId, 0);
		const lotId = newId();
		const early = count(lotId);
		const gift = donate({ lotId }, { unconfirmed: true });
		await send(gift);
		await send(early);
		expect(isUnconfirmed(lotId)).toBe(1);
	});

	const doubts: [string, (seen: Fact, unseen: Fact) => Fact[][]][] = [
		['as it happened', (seen, unseen) => [[seen], [unseen]]],
		['in one batch', (seen, unseen) => [[seen, unseen]]],
		['backwards', (seen, unseen) => [[unseen], [seen]]]
	];
	test.each(doubts)(
		'more of a lot that nobody has seen puts all of it in doubt: %s',
		async (_, inOrder) => {
			const { donate, adjust, send } = ledger.outbox(of);
			const seen = donate();
			const lotId = lotIdOf(seen);
			const unseen = donate({ lotId }, { unconfirmed: true });
			const count = adjust(lotId, 0);
			for (const batch of inOrder(seen, unseen)) await send(...batch);
			expect([isUnconfirmed(lotId), offered(of, lotId)]).toEqual([1, false]);
			expect(ledger.portions(of, lotId)).toBe(8);
			await send(count);
			expect([isUnconfirmed(lotId), offered(of, lotId)]).toEqual([0, true]);
		}
	);

	const orders: [string, (gift: Fact, opened: Fact, later: Fact) => Fact[][]][] = [
		['as it happened', (gift, opened, later) => [[gift], [opened], [later]]],
		['in one batch', (gift, opened, later) => [[gift, opened, later]]],
		['the door first', (gift, opened, later) => [[opened], [later], [gift]]],
		['backwards', (gift, opened, later) => [[later], [opened], [gift]]]
	];
	test.each(orders)('a door that opened without an act: %s', async (_, inOrder) => {
		const at = await ledger.machine();
		const { donate, access, send } = ledger.outbox(at);
		const [gift, elsewhere] = [donate(), donate({ slot: 1 })];
		const opened = access();
		const later = donate();
		for (const batch of [[elsewhere], ...inOrder(gift, opened, later)]) await send(...batch);
		const doubt = (fact: Fact) => ledger.lot(at, lotIdOf(fact))?.['unconfirmed'];
		expect([gift, elsewhere, later].map(doubt)).toEqual([1, 0, 0]);
		expect([gift, elsewhere, later].map((fact) => offered(at, lotIdOf(fact)))).toEqual([
			...[false, true, true]
		]);
	});

	test('counting after the door was opened confirms, one lot at a time', async () => {
		const { donate, access, adjust, send } = ledger.outbox(of);
		const [one, other] = [donate(), donate()];
		await send(one, other, access(), adjust(lotIdOf(one), -1));
		expect([one, other].map((fact) => isUnconfirmed(lotIdOf(fact)))).toEqual([0, 1]);
		expect(ledger.portions(of, lotIdOf(one))).toBe(3);
	});
});
