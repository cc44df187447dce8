import { describe, expect, test } from 'vitest';
import { toldBy, whyHeld } from './held.ts';

describe('what was held, in words', () => {
	test.each([
		[
			{ type: 'donate', lot: { name: 'Bread', portions: 3, slot: 2 } },
			{ what: 'Food given', food: 'Bread', portions: 3, slot: 2, note: null }
		],
		[
			{ type: 'expired', lotId: 'lot', portions: 1, note: 'mouldy' },
			{ what: 'Food thrown out', food: null, portions: 1, slot: null, note: 'mouldy' }
		],
		[
			{ type: 'donate', lot: 'none', portions: 'many', note: 7 },
			{ what: 'Food given', food: null, portions: null, slot: null, note: null }
		],
		...[null, [], 'text', 7, { type: 'of a later server' }].map(
			(fact) =>
				[
					fact,
					...[{ what: 'Something that could not be read', food: null }],
					...[{ portions: null, slot: null, note: null }]
				] as const
		)
	] as const)('%j', (fact, ...words) => {
		expect(toldBy({ fact })).toEqual(Object.assign({}, ...words));
	});

	test('a reason of a later server is told in its own words', () => {
		expect(whyHeld({ code: 'role_may_not', reason: '' })).toMatch(/no role/);
		expect(whyHeld({ code: 'of_later', reason: 'For the moon.' })).toBe('For the moon.');
	});
});
