import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, machine, type Machine } from '../support/api.ts';
import { lotIdOf, without, LedgerServer, type Fact } from '../support/ledger.ts';

let ledger: LedgerServer;
beforeAll(async () => {
	ledger = await LedgerServer.start();
});
afterAll(() => ledger.stop());

describe('[M12] a single-fact endpoint is a batch of one', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await ledger.machine();
	});
	const answered = (fact: Fact, more: object) => ({
		eventId: fact.eventId,
		ackedThroughSeq: fact.seq,
		serverTime: expect.stringMatching(/Z$/) as string,
		...more
	});

	test('every type has its own, and answers 200 for what counts', async () => {
		const { donate, collect, discard, alert } = ledger.outbox(of);
		const gift = donate();
		const facts = [gift, collect(lotIdOf(gift), 1), discard(lotIdOf(gift), 1), alert()];
		for (const fact of facts) {
			const { status, body } = await ledger.alone(of, fact);
			expect(status).toBe(200);
			expect(body).toEqual(answered(fact, { result: 'accepted' }));
		}
		expect(ledger.portions(of, lotIdOf(gift))).toBe(2);
		const again = await ledger.alone(of, gift);
		expect([again.status, again.body]).toMatchObject([200, { result: 'duplicate' }]);
		const more = collect(lotIdOf(gift), 9);
		const warned = await ledger.alone(of, more);
		expect(warned.status).toBe(200);
		expect(warned.body).toEqual(
			answered(more, { result: 'acceptedWithWarning', code: 'stock_negative' })
		);
	});

	test('a refused fact is refused in both forms at once: as an error, and as an answer', async () => {
		const { donate } = ledger.outbox(of);
		const first = donate();
		await ledger.alone(of, first);
		const other = donate();
		const cases: [number, string, Fact][] = [
			[400, 'malformed', donate({ portions: 0 })],
			[400, 'too_large', { ...donate(), ballast: 'x'.repeat(8_200) }],
			[403, 'other_machine', { ...donate(), machineId: 99_999 }],
			[422, 'event_conflict', { ...first, seq: donate().seq, evidence: 'door' }],
			[422, 'seq_conflict', { ...other, seq: 1 }],
			[422, 'version_unknown', { ...donate(), v: 2 }],
			[422, 'seq_out_of_range', { ...donate(), seq: 900_000 }]
		];
		for (const [status, code, fact] of cases) {
			const answer = await ledger.alone(of, fact);
			expect([code, answer.status]).toEqual([code, status]);
			expect(answer.body).toMatchObject({
				status,
				message: expect.stringMatching(/\S/) as string,
				eventId: fact.eventId,
				result: 'quarantined',
				code,
				ackedThroughSeq: expect.any(Number) as number,
				serverTime: expect.stringMatching(/Z$/) as string
			});
			const named = Object.values(answer.body.data);
			expect(named.length).toBeGreaterThan(0);
			for (const field of named) expect(field.code).toMatch(/^[a-z_]+$/);
		}
		expect(ledger.held(first.eventId)).toHaveLength(1);
	});

	test('without a valid identity it is refused as malformed, and marks nothing', async () => {
		const fact = ledger.outbox(of).donate();
		const answer = await ledger.alone(of, { ...fact, eventId: 'NOT AN ID' });
		expect(answer.status).toBe(400);
		expect(answer.body).toMatchObject({ eventId: null, result: 'quarantined', code: 'malformed' });
		expect((await ledger.alone(of, fact)).body).toMatchObject({
			result: 'accepted',
			ackedThroughSeq: 1
		});
	});

	test('what acknowledges nothing has no result', async () => {
		const fact = ledger.outbox(of).donate();
		const body = without(fact, 'type');
		for (const token of [undefined, 'nonsense']) {
			const answer = await call(ledger.server, 'POST', '/api/food/donate', { token, body });
			expect(answer.status).toBe(401);
			expect(answer.body).not.toHaveProperty('result');
		}
		const pending = await machine(ledger.server, { flags: ['--hold'] });
		const answer = await ledger.alone(pending, fact);
		expect(answer.status).toBe(403);
		expect(answer.body).not.toHaveProperty('result');
		expect(ledger.stored(fact.eventId)).toEqual([]);
	});
});
