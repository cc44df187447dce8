import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, type Machine } from '../support/api.ts';
import { lotIdOf, without, LedgerServer, type Fact } from '../support/ledger.ts';

let ledger: LedgerServer;
beforeAll(async () => {
	ledger = await LedgerServer.start();
});
afterAll(() => ledger.stop());

describe('[M12] a batch is answered per fact', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await ledger.machine();
	});

	test('in the order sent; a repeat within it is a duplicate', async () => {
		const { donate, collect, alert, send } = ledger.outbox(of);
		const gift = donate();
		const facts = [gift, collect(lotIdOf(gift), 1), gift, alert()];
		const { body } = await send(...facts);
		expect(body).toEqual({
			results: [
				{ eventId: facts[0]?.eventId, result: 'accepted' },
				{ eventId: facts[1]?.eventId, result: 'accepted' },
				{ eventId: gift.eventId, result: 'duplicate', code: 'duplicate' },
				{ eventId: facts[3]?.eventId, result: 'accepted' }
			],
			ackedThroughSeq: 3,
			missingSeqs: [],
			serverTime: expect.stringMatching(/^\d{4}-.*Z$/) as string
		});
		expect(ledger.portions(of, lotIdOf(gift))).toBe(3);
	});

	test('an element without a valid identity has no eventId, marks no seq and mixes no epochs', async () => {
		const { donate, send } = ledger.outbox(of);
		const [first, second] = [donate(), donate()];
		const strangers = [
			null,
			7,
			'fact',
			[],
			{},
			{ ...second, eventId: 'short' },
			{ ...second, seq: 0 },
			{ ...second, epoch: 'ANOTHER EPOCH' },
			without(second, 'epoch')
		];
		const { body } = await send(...strangers, first);
		expect(body.results).toHaveLength(strangers.length + 1);
		for (const result of body.results.slice(0, -1)) {
			expect(result).toMatchObject({ eventId: null, result: 'quarantined', code: 'malformed' });
		}
		expect(body.results.at(-1)).toMatchObject({ result: 'accepted' });
		expect(body.ackedThroughSeq).toBe(1);
		expect((await send(second)).body).toMatchObject({
			results: [{ result: 'accepted' }],
			ackedThroughSeq: 2
		});
	});

	test('an empty batch changes nothing', async () => {
		const { body, status } = await ledger.outbox(of).send();
		expect(status).toBe(200);
		expect(body).toMatchObject({ results: [], ackedThroughSeq: 0, missingSeqs: [] });
	});

	test('what is no batch is refused as a whole, and nothing of it is stored', async () => {
		const [one, other] = [ledger.outbox(of), ledger.outbox(of)];
		const fact = one.donate();
		const many = Array.from({ length: 101 }, () => other.donate());
		const post = (body: unknown) =>
			call(ledger.server, 'POST', '/api/machine/events', { token: of.token, body });
		const mixed = await one.send(fact, other.donate());
		expect([mixed.status, codes(mixed)]).toEqual([400, { events: 'mixed_epochs' }]);
		const tooMany = await one.send(...many);
		expect([tooMany.status, codes(tooMany)]).toEqual([400, { events: 'too_many_events' }]);
		const noList = await post({ events: 'none' });
		expect([noList.status, codes(noList)]).toEqual([400, { events: 'invalid_events' }]);
		const tooLarge = await one.send({ ...fact, ballast: 'x'.repeat(270_000) });
		expect(tooLarge.status).toBe(413);
		for (const answer of [mixed, tooMany, noList, tooLarge]) {
			expect(answer.body).not.toHaveProperty('results');
		}
		expect(ledger.stored(fact.eventId)).toEqual([]);
		expect(many.flatMap(({ eventId }) => ledger.stored(eventId))).toEqual([]);
	});

	test('gaps are told: the end of the run and at most the 100 lowest that are missing', async () => {
		const { donate, send } = ledger.outbox(of);
		const facts = Array.from({ length: 300 }, () => donate());
		const at = (seq: number): Fact => facts[seq - 1] ?? donate();
		const told = async (...seqs: number[]) => {
			const { body } = await send(...seqs.map(at));
			return { through: body.ackedThroughSeq, missing: body.missingSeqs };
		};
		const run = (from: number, to: number): number[] =>
			Array.from({ length: to - from + 1 }, (_, i) => from + i);
		expect(await told(3)).toEqual({ through: 0, missing: [1, 2] });
		expect(await told(1)).toEqual({ through: 1, missing: [2] });
		expect(await told(300)).toEqual({ through: 1, missing: [2, ...run(4, 102)] });
		expect(await told(2)).toEqual({ through: 3, missing: run(4, 103) });
		expect(await told(...run(5, 100))).toEqual({ through: 3, missing: [4, ...run(101, 199)] });
		expect(await told(4)).toEqual({ through: 100, missing: run(101, 200) });
		await told(...run(101, 200));
		expect(await told(...run(201, 299))).toEqual({ through: 300, missing: [] });
	});

	test('a seq far above the highest is quarantined and not seen', async () => {
		const { donate, send } = ledger.outbox(of);
		const first = donate();
		await send(first);
		const far = { ...donate(), seq: 100_002 };
		expect((await send(far)).body).toMatchObject({
			results: [{ eventId: far.eventId, result: 'quarantined', code: 'seq_out_of_range' }],
			ackedThroughSeq: 1,
			missingSeqs: []
		});
		const near = { ...donate(), seq: 100_001 };
		expect((await send(near)).body).toMatchObject({ results: [{ result: 'accepted' }] });
	});
});
