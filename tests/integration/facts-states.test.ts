import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId, type Machine } from '../support/api.ts';
import { LedgerServer, lotIdOf } from '../support/ledger.ts';

let ledger: LedgerServer;
let of: Machine;
beforeAll(async () => {
	ledger = await LedgerServer.start();
	of = await ledger.machine();
});
afterAll(() => ledger.stop());

describe('what a batch may hold beside food', () => {
	test('every type is stored as a fact, but a task: that is a person’s to tell', async () => {
		const { donate, collect, discard, alert, ...box } = ledger.outbox(of);
		const gift = donate();
		const lotId = lotIdOf(gift);
		const moveId = newId();
		const facts = [
			...[gift, collect(lotId, 1), discard(lotId, 1), alert(), box.reading(), box.safety()],
			...[
				box.service(),
				box.moveOut(lotId, 1, { moveId }),
				box.moveIn(lotId, 1, { moveId, slot: 2 })
			],
			...[box.adjust(lotId, 0), box.access(), box.outcome()]
		];
		box.skip(2);
		const gap = box.gap(13, 14);
		const { body } = await box.send(...facts, gap);
		expect(body.results.map(({ result }) => result)).toEqual(Array(13).fill('accepted'));
		for (const fact of [...facts, gap]) expect(ledger.stored(fact.eventId)).toHaveLength(1);

		const task = box.task();
		const refused = await box.send(task);
		expect(refused.body.results).toEqual([
			{ eventId: task.eventId, result: 'quarantined', code: 'role_may_not' }
		]);
		expect(ledger.stored(task.eventId)).toEqual([]);
		expect(ledger.held(task.eventId)).toHaveLength(1);
		expect(refused.body).toMatchObject({ ackedThroughSeq: task.seq, missingSeqs: [] });
	});

	test('a reading is in the log of readings, once', async () => {
		const { reading, send } = ledger.outbox(of);
		const fact = reading({ sensor: 'chilled-2', minC: -1.5 });
		await send(fact, fact);
		await send(fact);
		expect(ledger.rows('SELECT * FROM readings WHERE "eventId" = ?', fact.eventId)).toEqual([
			{
				...{ eventId: fact.eventId, machineId: of.machineId, sensor: 'chilled-2', samples: 600 },
				...{ from: Date.parse('2026-11-23T11:40:00Z'), to: Date.parse('2026-11-23T11:50:00Z') },
				...{ minC: -1.5, maxC: 4.2, meanC: 3.6 }
			}
		]);
	});
});

test('[M3] the span of a reading is put right with the clock that told it', async () => {
	const { reading, send } = ledger.outbox(of);
	const ahead = Date.now() + 2 * 60 * 60_000;
	const at = (back: number) => new Date(ahead - back).toISOString();
	const fact = reading({ occurredAt: at(0), from: at(600_000), to: at(0) });
	await send(fact);
	const [row] = ledger.rows('SELECT "from", "to" FROM readings WHERE "eventId" = ?', fact.eventId);
	const { from, to } = row as { from: number; to: number };
	expect(to - from).toBe(600_000);
	expect(Math.abs(to - Date.now())).toBeLessThan(60_000);
});

describe('[M11] what does not add up takes the highest (epoch number, seq)', () => {
	const zones = ({ machineId }: Machine) =>
		ledger.rows(
			'SELECT zone, state, "aboveLimitMs" FROM "zoneStates" WHERE "machineId" = ? ORDER BY 1',
			machineId
		);
	const services = ({ machineId }: Machine) =>
		ledger.rows(
			'SELECT place, work, "measuredC" FROM services WHERE "machineId" = ? ORDER BY 1, 2',
			machineId
		);

	test('safety: the later place wins, whenever it comes, for each zone by itself', async () => {
		const at = await ledger.machine();
		const { safety, send } = ledger.outbox(at);
		const [watch, warn, other] = [
			safety({ state: 'watch' }),
			safety({ state: 'warn', aboveLimitMs: 900_000 }),
			safety({ zone: 'frozen', state: 'ok', aboveLimitMs: 0 })
		];
		await send(warn);
		await send(watch, other);
		const state = [
			{ zone: 'chilled', state: 'warn', aboveLimitMs: 900_000 },
			{ zone: 'frozen', state: 'ok', aboveLimitMs: 0 }
		];
		expect(zones(at)).toEqual(state);
		const next = ledger.outbox(at);
		await next.send(next.safety({ state: 'locked' }));
		await send(safety({ state: 'ok' }));
		expect(zones(at)[0]).toMatchObject({ state: 'locked' });
	});

	test('service: the last time of each work, at the zone and the slot that are named', async () => {
		const at = await ledger.machine();
		const { service, send } = ledger.outbox(at);
		const [first, second, third] = [
			service({ done: ['clean', 'measure'], measuredC: 3.5, slot: 1 }),
			service({ done: ['measure', 'reopen'], measuredC: 4 }),
			service({ zone: undefined, done: ['restock'] })
		];
		await send(second, third);
		await send(first);
		expect(services(at)).toEqual([
			{ place: '', work: 'restock', measuredC: null },
			{ place: 'slot:1', work: 'clean', measuredC: 3.5 },
			{ place: 'slot:1', work: 'measure', measuredC: 3.5 },
			{ place: 'zone:chilled', work: 'clean', measuredC: 3.5 },
			{ place: 'zone:chilled', work: 'measure', measuredC: 4 },
			{ place: 'zone:chilled', work: 'reopen', measuredC: 4 }
		]);
	});

	test('[M23] who did it stands aside', async () => {
		const { service, send } = ledger.outbox(of);
		const fact = service({ personCode: 'ada-7' });
		await send(fact);
		expect(String(ledger.stored(fact.eventId)[0]?.['body'])).not.toContain('ada-7');
		expect(
			ledger.rows('SELECT field, value FROM "sideTexts" WHERE "eventId" = ?', fact.eventId)
		).toEqual([{ field: 'personCode', value: 'ada-7' }]);
	});

	test('[M23] a field that nobody knows may name a person: it stands aside, and is content', async () => {
		const { alert, send } = ledger.outbox(of);
		const fact = alert({ calledBy: 'Ada Lovelace' });
		await send(fact);
		const [row] = ledger.stored(fact.eventId);
		expect(String(row?.['body'])).not.toContain('Ada');
		const [aside] = ledger.rows('SELECT * FROM "sideTexts" WHERE "eventId" = ?', fact.eventId);
		expect(aside).toMatchObject({ field: 'asSent' });
		expect(JSON.parse(String(aside?.['value']))).toMatchObject({ calledBy: 'Ada Lovelace' });
		const again = await send(fact, { ...fact, calledBy: 'Grace Hopper' });
		expect(again.body.results.map(({ code }) => code)).toEqual(['duplicate', 'event_conflict']);
	});
});
