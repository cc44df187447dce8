import { describe, expect, test } from 'vitest';
import type { Offer } from '#domain/offering.ts';
import { movementOf } from '#domain/ledger.ts';
import type { Fact } from '#domain/shapes/fact.ts';
import { factsOf, reasonToDiscard, type Counted } from './count.ts';

const seen = (change: Partial<Counted>): Counted => ({
	...{ lotId: 'lot000000000001', known: 4, left: 4, thrown: 0, reason: 'spoiled' },
	...change
});
const count = (portions: number) => ({
	...{ type: 'adjust', lotId: 'lot000000000001', portions, reason: 'counted' }
});
const waste = (portions: number) => ({
	...{ type: 'expired', lotId: 'lot000000000001', portions, reason: 'spoiled' }
});

describe('[S1a] what is told of a count', () => {
	test.each([
		['as the ledger has it: that it was seen', seen({}), [count(0)]],
		['one is missing', seen({ left: 3 }), [count(-1)]],
		['two more than was known', seen({ left: 6 }), [count(2)]],
		['two are spoilt', seen({ left: 2, thrown: 2 }), [count(0), waste(2)]],
		['one is missing, one is spoilt', seen({ left: 2, thrown: 1 }), [count(-1), waste(1)]],
		['all is gone', seen({ left: 0 }), [count(-4)]],
		['all is spoilt', seen({ left: 0, thrown: 4 }), [count(0), waste(4)]]
	])('%s', (_, counted, facts) => {
		expect(factsOf([counted])).toEqual(facts);
		const sum = facts.reduce((all, fact) => all + (movementOf(fact as Fact)?.portions ?? 0), 0);
		expect(counted.known + sum).toBe(counted.left);
	});

	test('each lot by itself, in one go', () => {
		const other = seen({ lotId: 'lot000000000002', known: 1, left: 0 });
		expect(factsOf([seen({}), other])).toMatchObject([
			{ lotId: 'lot000000000001' },
			{ lotId: 'lot000000000002', portions: -1 }
		]);
	});
});

describe('why it is thrown away', () => {
	const until = 1_000;
	test.each<[string, Offer, number, string]>([
		['before its time is over', { from: 0, until, why: null }, 999, 'spoiled'],
		['after that', { from: 0, until, why: null }, 1_000, 'expired'],
		['where it was never offered', { from: 0, until: 0, why: 'unconfirmed' }, 5_000, 'spoiled']
	])('%s', (_, offer, now, reason) => {
		expect(reasonToDiscard({ offer }, now)).toBe(reason);
	});
});
