import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Machine } from '../support/api.ts';
import { DAY, lotIdOf, without, LedgerServer, type Fact } from '../support/ledger.ts';

let ledger: LedgerServer;
beforeAll(async () => {
	ledger = await LedgerServer.start();
});
afterAll(() => ledger.stop());

describe('[M10] a fact is never lost because it makes no sense', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await ledger.machine();
	});
	const day = (days: number): string =>
		new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

	test.each([
		['a use-by that is past', { dateKind: 'useBy', date: day(-3) }, 'use_by_past', 'over'],
		['a date more than 5 years ahead', { date: day(6 * 366) }, 'date_too_far', 'never'],
		['a slot that nobody knows', { slot: 77 }, 'unknown_slot', 'never'],
		['chilled food in a warm slot', { storage: 'chilled' }, 'wrong_storage', 'never'],
		[
			'food prepared tomorrow',
			{ dateKind: 'preparedAt', preparedAt: new Date(Date.now() + DAY).toISOString() },
			'prepared_in_future',
			'later'
		]
	] as const)(
		'%s is stored, answered with a warning and not offered now',
		async (_, lot, code, when) => {
			const { donate, send } = ledger.outbox(of);
			const fact = donate(lot);
			const { body } = await send(fact);
			expect(body.results).toEqual([
				{ eventId: fact.eventId, result: 'acceptedWithWarning', code }
			]);
			expect(ledger.stored(fact.eventId)).toHaveLength(1);
			expect(ledger.portions(of, lotIdOf(fact))).toBe(4);
			const [offer] = ledger.rows(
				'SELECT "offerFrom" AS "from", "offerUntil" AS until FROM lots WHERE "lotId" = ?',
				lotIdOf(fact)
			) as { from: number; until: number }[];
			const now = Date.now();
			expect({
				over: offer?.until !== 0 && Number(offer?.until) <= now,
				never: offer?.from === 0 && offer.until === 0,
				later: Number(offer?.from) > now
			}).toMatchObject({ [when]: true });
		}
	);

	test('food that nobody brought is taken all the same, and a late donation explains it', async () => {
		const { donate, collect, send } = ledger.outbox(of);
		const gift = donate();
		const taken = collect(lotIdOf(gift), 3);
		const { body } = await send(taken);
		expect(body.results[0]).toMatchObject({ result: 'acceptedWithWarning', code: 'unknown_lot' });
		expect(body).toMatchObject({ ackedThroughSeq: 0, missingSeqs: [1] });
		expect(ledger.portions(of, lotIdOf(gift))).toBe(-3);
		expect((await send(gift)).body).toMatchObject({ ackedThroughSeq: 2, missingSeqs: [] });
		expect(ledger.portions(of, lotIdOf(gift))).toBe(1);
	});

	test('more taken than was there makes the sum negative, never wrong', async () => {
		const { donate, collect, send } = ledger.outbox(of);
		const gift = donate();
		const { body } = await send(gift, collect(lotIdOf(gift), 6));
		expect(body.results[1]).toMatchObject({ code: 'stock_negative' });
		expect(ledger.portions(of, lotIdOf(gift))).toBe(-2);
	});

	test('a discard that is final closes the lot for good', async () => {
		const { donate, discard, send } = ledger.outbox(of);
		const gift = donate();
		await send(gift, discard(lotIdOf(gift), 1, { final: true }));
		expect(
			ledger.rows('SELECT portions, closed FROM lots WHERE "lotId" = ?', lotIdOf(gift))
		).toEqual([{ portions: 3, closed: 1 }]);
	});

	const unfit: [string, string, (fact: Fact) => object][] = [
		[
			'malformed',
			'a field of a wrong kind',
			(fact) => ({ ...fact, lot: { ...(fact['lot'] as object), portions: 'four' } })
		],
		['malformed', 'no lot', (fact) => without(fact, 'lot')],
		['too_large', 'more than 8,192 bytes', (fact) => ({ ...fact, ballast: 'ä'.repeat(4_100) })],
		['version_unknown', 'a form that is newer than the server', (fact) => ({ ...fact, v: 2 })],
		[
			'version_unknown',
			'a type that the server does not know',
			(fact) => ({ ...fact, type: 'teleport' })
		],
		['other_machine', 'another machine’s number', (fact) => ({ ...fact, machineId: 99_999 })]
	];
	test.each(unfit)(
		'%s (%s): quarantined with its body, its seq seen, its neighbours applied',
		async (code, _, change) => {
			const { donate, send } = ledger.outbox(of);
			const [before, broken, after] = [donate(), donate(), donate()];
			const sent = change(broken);
			const { body, status } = await send(before, sent, after);
			expect(status).toBe(200);
			expect(body.results.map(({ result }) => result)).toEqual([
				'accepted',
				'quarantined',
				'accepted'
			]);
			expect(body.results[1]).toMatchObject({ eventId: broken.eventId, code });
			expect(body).toMatchObject({ ackedThroughSeq: 3, missingSeqs: [] });
			expect(ledger.stored(broken.eventId)).toEqual([]);
			expect(ledger.portions(of, lotIdOf(broken))).toBeUndefined();
			const kept = ledger.held(broken.eventId);
			expect(kept).toHaveLength(1);
			expect(JSON.parse(String(kept[0]?.['body']))).toMatchObject(
				without(sent as Record<string, unknown>, 'epoch', 'seq', 'machineId')
			);
			expect(kept[0]).toMatchObject({ code, epoch: broken.epoch, seq: broken.seq });
			await send(sent);
			expect(ledger.held(broken.eventId)).toHaveLength(1);
		}
	);

	test('a malformed fact is told every bad field', async () => {
		const { donate, send } = ledger.outbox(of);
		const { body } = await send({ ...donate({ portions: 0, storage: 'warm' }), uptimeMs: -1 });
		expect(Object.keys(body.results[0]?.data ?? {}).sort()).toEqual([
			'lot.portions',
			'lot.storage',
			'uptimeMs'
		]);
	});
});
