import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as make from './facts.fixture.ts';
import { id } from './facts.fixture.ts';
import { movementOf, stockOf, type LedgerEntry, type LotOnHand } from './ledger.ts';
import type { Fact } from './shapes/fact.ts';
import type { LotRecord } from './shapes/sync.ts';
import { isContained, stockView, type OwnFact, type Pulled } from './view.ts';

const MINUTE = 60_000;
const NOON = make.NOON;
const EPOCHS = ['epo000000000001', 'epo000000000002'];
const numberOf = (epoch: string): number | null => EPOCHS.indexOf(epoch) + 1 || null;
const pulled = (at: number | null): Pulled => ({ at, numberOf });

describe('[S12] whether a pulled record has an operation in it', () => {
	const operation = { epoch: EPOCHS[1]!, epochNo: 2, seq: 7, appliedAt: null };
	const acked = { ...operation, appliedAt: NOON };
	const record = (appliedEpoch: string | null, appliedSeq: number, missingSeqs: number[] = []) => ({
		...{ appliedEpoch, appliedSeq, missingSeqs }
	});
	const [older, own] = EPOCHS as [string, string];
	const later = pulled(NOON + 2 * MINUTE);
	test.each([
		['its seq is below the record’s', operation, record(own, 8), pulled(NOON), true],
		['it is the record’s: the reply was lost', operation, record(own, 7), pulled(NOON), true],
		['it is higher: ack before pull', acked, record(own, 6), pulled(NOON), false],
		['it is higher, though acked long ago: a restored server', acked, record(own, 6), later, false],
		['it is missing', operation, record(own, 8, [7]), pulled(NOON), false],
		['it is missing, though acked long ago', acked, record(own, 8, [7]), later, false],
		['the record is of the epoch before: a new epoch', acked, record(older, 90), later, false],
		[
			'the record is of an epoch after, and it is acked',
			{ ...acked, epoch: older, epochNo: 1 },
			record(own, 1),
			later,
			true
		],
		[
			'the record is of an epoch after, and it was acked before a restore',
			{ ...operation, epoch: older, epochNo: 1, wasAnswered: true },
			record(own, 1),
			later,
			true
		],
		[
			'the record is of an epoch after, and it is not',
			{ ...operation, epoch: older, epochNo: 1 },
			record(own, 1),
			later,
			false
		],
		[
			'nobody of this device has told of the record, and it is acked',
			acked,
			record(own, 0),
			later,
			true
		],
		[
			'the record is of a store that was lost',
			acked,
			record('another00000000', 90),
			pulled(NOON),
			false
		],
		['there is no record, and it is acked long before', acked, undefined, later, true],
		['there is no record, and it is acked just now', acked, undefined, pulled(NOON + 1), false],
		['there is no record, and it is not acked', operation, undefined, later, false],
		['nothing was ever pulled', acked, undefined, pulled(null), false]
	])('%s', (_, one, before, when, is) => {
		expect(isContained(one, before, when)).toBe(is);
	});
});

describe('[S12] more is missing than a record names', () => {
	const missingSeqs = Array.from({ length: 100 }, (_, i) => i + 1);
	const [epoch] = EPOCHS as [string, string];
	const of = { appliedEpoch: epoch, appliedSeq: 500, missingSeqs };
	const at = (seq: number, appliedAt: number | null) =>
		isContained({ epoch, epochNo: 1, seq, appliedAt }, of, pulled(NOON));

	test.each([
		['named as missing, and answered by a server that was restored since', 100, NOON, false],
		['above those, not answered: it is one of the others', 101, null, false],
		['above those, answered', 101, NOON, true],
		['above the highest', 501, NOON, false]
	])('%s', (_, seq, appliedAt, is) => {
		expect(at(seq, appliedAt)).toBe(is);
	});
});

const step = fc.record({
	type: fc.constantFrom('donate', 'collect', 'expired', 'adjust', 'moveIn', 'access'),
	isOwn: fc.boolean(),
	lot: fc.integer({ min: 1, max: 3 }),
	n: fc.integer({ min: 1, max: 4 }),
	slot: fc.integer({ min: 1, max: 2 }),
	flag: fc.boolean(),
	/** Whether it has reached the server before the pull. */
	isThere: fc.boolean()
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function factOf({ type, lot, n, slot, flag }: Step, seq: number): Fact {
	const lotId = id('lot', lot);
	switch (type) {
		case 'donate': {
			const more = { lotId, portions: n, slot };
			return fact('donate', make.donate(seq, more, flag ? { unconfirmed: true } : {}));
		}
		case 'collect':
			return fact('collect', make.collect(seq, { lotId, portions: n }));
		case 'expired':
			return fact(
				'expired',
				make.discard(seq, { lotId, portions: n, ...(flag && { final: true }) })
			);
		case 'adjust':
			return fact('adjust', make.adjust(seq, { lotId, portions: n - 2, reason: 'counted' }));
		case 'moveIn':
			return fact('moveIn', make.moveIn(seq, { lotId, portions: n, moveId: id('mov', lot), slot }));
		case 'access':
			return fact('access', make.access(seq, { slot }));
	}
}
const fact = (type: string, rest: object): Fact => ({ ...rest, type }) as unknown as Fact;

/** What the server has, what this device has, and what all together come to. */
function happen(steps: readonly Step[], areOthersThere: boolean) {
	const own: OwnFact[] = [];
	const all: LedgerEntry[] = [];
	const server: LedgerEntry[] = [];
	const there: number[] = [];
	steps.forEach((one, i) => {
		const isOwn = one.isOwn || !areOthersThere;
		const seq = isOwn ? own.length + 1 : i + 1;
		const happenedAt = NOON + i * MINUTE;
		const origin = isOwn ? '' : 'another';
		const entry = { fact: factOf(one, seq), place: { epochNo: 1, seq, origin }, happenedAt };
		all.push(entry);
		if (isOwn) own.push({ ...entry, epoch: EPOCHS[0]!, epochNo: 1, seq, appliedAt: null });
		if (!isOwn || one.isThere) server.push(entry);
		if (isOwn && one.isThere) there.push(seq);
	});
	return { own, all, server, there };
}

function recordsOf(server: readonly LedgerEntry[], there: readonly number[]): LotRecord[] {
	const highest = Math.max(0, ...there);
	const missingSeqs = Array.from({ length: highest }, (_, i) => i + 1).filter(
		(seq) => !there.includes(seq)
	);
	return [...stockOf(server)].map(([lotId, onHand]) => {
		const seqs = server.flatMap(({ fact, place }) =>
			place.origin === '' && movementOf(fact)?.lotId === lotId ? [place.seq] : []
		);
		const { portions, closed, unconfirmed, lot, slot, donatedAt } = onHand;
		return {
			...{ lotId, portions, closed, unconfirmed, slot, donatedAt, missingSeqs, machineId: 7 },
			described: lot as LotRecord['described'],
			appliedEpoch: there.length > 0 ? EPOCHS[0]! : null,
			appliedSeq: Math.max(0, ...seqs)
		};
	});
}

const shown = (stock: Map<string, LotOnHand>, keys: readonly (keyof LotOnHand)[]) =>
	Object.fromEntries(
		[...stock].map(([lotId, lot]) => [lotId, keys.map((key) => ({ [key]: lot[key] }))])
	);

describe('[S12] the view is what the ledger will be', () => {
	const steps = fc.array(step, { minLength: 1, maxLength: 25 });

	test('whatever has arrived, in whatever order: no portion is lost or counted twice', () => {
		fc.assert(
			fc.property(steps, (story) => {
				const { own, all, server, there } = happen(story, true);
				const view = stockView(recordsOf(server, there), own, pulled(NOON));
				const keys = ['portions', 'closed'] as const;
				expect(shown(view, keys)).toEqual(shown(stockOf(all), keys));
			})
		);
	});

	test('as far as it has arrived in order: place and doubt too', () => {
		fc.assert(
			fc.property(steps, fc.nat(25), (story, cut) => {
				// A record does not say why it is in doubt: food that is moved stays so until it is pulled.
				const inOrder = story
					.map((one, i) => ({ ...one, isThere: i < cut }))
					.filter(({ type, isThere }) => isThere || type !== 'moveIn');
				const { own, all, server, there } = happen(inOrder, false);
				const view = stockView(recordsOf(server, there), own, pulled(null));
				const keys = ['portions', 'closed', 'slot', 'unconfirmed'] as const;
				expect(shown(view, keys)).toEqual(shown(stockOf(all), keys));
			})
		);
	});

	test('an acknowledgement changes nothing on the screen', () => {
		fc.assert(
			fc.property(steps, (story) => {
				const { own, server, there } = happen(story, true);
				const records = recordsOf(server, there);
				const before = stockView(records, own, pulled(NOON));
				const acked = own.map((one) => ({ ...one, appliedAt: NOON + 1 }));
				expect(stockView(records, acked, pulled(NOON))).toEqual(before);
			})
		);
	});
});
