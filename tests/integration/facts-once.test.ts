import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Machine } from '../support/api.ts';
import { lotIdOf, without, LedgerServer, type Fact } from '../support/ledger.ts';

let ledger: LedgerServer;
beforeAll(async () => {
	ledger = await LedgerServer.start();
});
afterAll(() => ledger.stop());

describe('[M9] facts are applied exactly once', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await ledger.machine();
	});

	test('a repeat is a duplicate: one fact, one movement, the portions once', async () => {
		const { donate, send } = ledger.outbox(of);
		const fact = donate();
		expect((await send(fact)).body.results).toEqual([
			{ eventId: fact.eventId, result: 'accepted' }
		]);
		for (let i = 0; i < 3; i++) {
			const { body } = await send(fact);
			expect(body.results).toEqual([
				{ eventId: fact.eventId, result: 'duplicate', code: 'duplicate' }
			]);
			expect(body.ackedThroughSeq).toBe(1);
		}
		expect(ledger.stored(fact.eventId)).toHaveLength(1);
		expect(ledger.rows('SELECT portions FROM movements WHERE "eventId" = ?', fact.eventId)).toEqual(
			[{ portions: 4 }]
		);
		expect(ledger.portions(of, lotIdOf(fact))).toBe(4);
	});

	const same: [string, (fact: Fact) => Record<string, unknown>][] = [
		['with its keys in another order, at every level', reversed],
		['through its own endpoint, which supplies the type', (fact) => without(fact, 'type')],
		['that names its machine as a number', (fact) => ({ ...fact, machineId: of.machineId })],
		['that names its machine as a text', (fact) => ({ ...fact, machineId: `${of.machineId}` })]
	];
	test.each(same)('the same content %s is a duplicate', async (_, change) => {
		const { donate, send } = ledger.outbox(of);
		const fact = donate({ allergens: { contains: ['milk'], mayContain: [], freeOf: ['egg'] } });
		await send(fact);
		const again: Record<string, unknown> = change(fact);
		const answer =
			again['type'] !== undefined
				? (await send(again)).body.results[0]
				: await ledger
						.alone(of, { ...again, type: 'donate' } as unknown as Fact)
						.then(({ body }) => body);
		expect(answer).toMatchObject({ eventId: fact.eventId, result: 'duplicate' });
		expect(ledger.portions(of, lotIdOf(fact))).toBe(4);
	});

	test('the same content in another place is a duplicate, and its seq is seen', async () => {
		const { donate, send } = ledger.outbox(of);
		const fact = donate();
		await send(fact);
		const { body } = await send({ ...fact, seq: 2 });
		expect(body).toMatchObject({ results: [{ result: 'duplicate' }], ackedThroughSeq: 2 });
		expect(ledger.portions(of, lotIdOf(fact))).toBe(4);
	});

	test('other content under a known eventId is an event_conflict, kept and not applied', async () => {
		const { donate, send } = ledger.outbox(of);
		const fact = donate();
		await send(fact);
		const other = { ...fact, seq: 2, lot: { ...(fact['lot'] as object), portions: 9 } };
		const { body } = await send(other);
		expect(body.results).toEqual([
			{ eventId: fact.eventId, result: 'quarantined', code: 'event_conflict' }
		]);
		expect(body.ackedThroughSeq).toBe(2);
		expect(ledger.portions(of, lotIdOf(fact))).toBe(4);
		const [kept] = ledger.held(fact.eventId);
		expect(JSON.parse(String(kept?.['body']))).toMatchObject({ lot: { portions: 9 } });
	});

	test('a seq under another eventId is a seq_conflict, kept and not applied', async () => {
		const { donate, send } = ledger.outbox(of);
		const [first, second] = [donate(), donate()];
		await send(first);
		const { body } = await send({ ...second, seq: 1 });
		expect(body.results).toEqual([
			{ eventId: second.eventId, result: 'quarantined', code: 'seq_conflict' }
		]);
		expect(ledger.stored(second.eventId)).toEqual([]);
		expect(ledger.portions(of, lotIdOf(second))).toBeUndefined();
	});

	test('a lot donated twice under two events adds up, is warned of and makes a task', async () => {
		const { donate, send } = ledger.outbox(of);
		const first = donate();
		const second = donate({ lotId: lotIdOf(first), portions: 3, name: 'Another name' });
		const { body } = await send(first, second);
		expect(body.results[1]).toEqual({
			eventId: second.eventId,
			result: 'acceptedWithWarning',
			code: 'lot_exists'
		});
		expect(ledger.portions(of, lotIdOf(first))).toBe(7);
		expect(ledger.rows('SELECT name FROM lots WHERE "lotId" = ?', lotIdOf(first))).toEqual([
			{ name: 'Bread' }
		]);
		expect(ledger.rows('SELECT kind FROM tasks WHERE "lotId" = ?', lotIdOf(first))).toEqual([
			{ kind: 'lot_exists' }
		]);
	});

	test('one batch that arrives eight times at once is applied once', async () => {
		const { donate, collect, send } = ledger.outbox(of);
		const gift = donate({ portions: 50 });
		const facts = [gift, ...Array.from({ length: 40 }, () => collect(lotIdOf(gift), 1))];
		const answers = await Promise.all(Array.from({ length: 8 }, () => send(...facts)));
		const results = answers.flatMap(({ body }) => body.results);
		expect(results.filter(({ result }) => result === 'accepted')).toHaveLength(41);
		expect(results.filter(({ result }) => result === 'duplicate')).toHaveLength(7 * 41);
		expect(ledger.portions(of, lotIdOf(gift))).toBe(10);
	});
});

/** The value with the keys of every object in the opposite order. */
function reversed<T>(value: T): T {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(reversed) as T;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, member]) => [key, reversed(member as unknown)])
	) as T;
}
