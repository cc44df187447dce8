import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect, context, discard, donate, id, nothingKnown } from './facts.fixture.ts';
import { judge } from './judge.ts';
import { shownPortions, stockOf, type LedgerEntry } from './ledger.ts';
import { parseFact } from './received.ts';
import type { Fact } from './shapes/fact.ts';

function parsed(element: Record<string, unknown>): Fact {
	const result = parseFact(element);
	if (!result.success) throw new Error(JSON.stringify(result.errors));
	return result.fact;
}

const entry = (fact: Fact): LedgerEntry => ({
	fact,
	place: { origin: 'm7', epochNo: 1, seq: fact.seq },
	happenedAt: fact.seq
});

/** Facts of one epoch on three lots: seq by position, so that they are in no conflict. */
const history = fc
	.array(
		fc.record({
			kind: fc.constantFrom('donate', 'collect', 'expired', 'final'),
			lot: fc.integer({ min: 1, max: 3 }),
			portions: fc.integer({ min: 1, max: 9 })
		}),
		{ minLength: 1, maxLength: 20 }
	)
	.map((steps) =>
		steps.map(({ kind, lot, portions }, i) => {
			const lotId = id('lot', lot);
			switch (kind) {
				case 'donate':
					return donate(i + 1, { lotId, portions, name: `Given as ${i + 1}` });
				case 'collect':
					return collect(i + 1, { lotId, portions });
				case 'expired':
					return discard(i + 1, { lotId, portions });
				default:
					return discard(i + 1, { lotId, portions, final: true });
			}
		})
	);

describe('[M11] the ledger’s algebra', () => {
	test('any order and any repeats of one epoch’s facts end in the same state', () => {
		fc.assert(
			fc.property(
				history.chain((facts) =>
					fc.tuple(
						fc.constant(facts),
						fc
							.shuffledSubarray(facts, { minLength: facts.length })
							.chain((shuffled) =>
								fc
									.tuple(fc.constant(shuffled), fc.shuffledSubarray(facts))
									.map(([a, b]) => [...a, ...b])
							)
					)
				),
				([facts, delivered]) => {
					const inOrder = stockOf(facts.map((fact) => entry(parsed(fact))));
					const known = nothingKnown();
					const applied = delivered.flatMap((element) => {
						const verdict = judge(element, known, context());
						return verdict.kind === 'applied' ? [verdict.applied.fact] : [];
					});
					expect(stockOf(applied.map(entry))).toEqual(inOrder);
					for (const [lotId, lot] of inOrder) {
						const { portions, donations, closed } = lot;
						expect(known.lots.get(lotId)).toMatchObject({ portions, donations, closed });
					}
				}
			)
		);
	});

	test('stock shown is never below zero, and physical stock is the sum of movements', () => {
		fc.assert(
			fc.property(history, (facts) => {
				for (const [lotId, lot] of stockOf(facts.map((fact) => entry(parsed(fact))))) {
					expect(shownPortions(lot)).toBeGreaterThanOrEqual(0);
					const sum = facts.reduce((total, fact) => {
						if ('lot' in fact) return total + (fact.lot.lotId === lotId ? fact.lot.portions : 0);
						return total - (fact.lotId === lotId ? fact.portions : 0);
					}, 0);
					expect(lot.portions).toBe(sum);
				}
			})
		);
	});

	test('the donation with the lowest place describes the lot', () => {
		const [first, second] = [donate(1, { name: 'First' }), donate(2, { name: 'Second' })];
		for (const order of [
			[first, second],
			[second, first]
		]) {
			const lot = stockOf(order.map((fact) => entry(parsed(fact)))).get(id('lot', 1));
			expect(lot).toMatchObject({
				portions: 8,
				donations: 2,
				lot: { name: 'First' },
				donatedAt: 1
			});
		}
	});

	test('a final discard closes the lot for good', () => {
		const facts = [donate(1), discard(2, { final: true }), donate(3, { portions: 5 })].map((fact) =>
			entry(parsed(fact))
		);
		const lot = stockOf(facts).get(id('lot', 1))!;
		expect(shownPortions(lot)).toBe(0);
		expect(lot.portions).toBe(8);
	});
});
