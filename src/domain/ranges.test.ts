import fc from 'fast-check';
import { expect, test } from 'vitest';
import { common, countOf, merged, without, type Range } from './ranges.ts';

const ranges = fc.array(
	fc
		.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 8 }))
		.map(([first, length]): Range => ({ first, last: first + length })),
	{ maxLength: 8 }
);
const numbers = (list: readonly Range[]): number[] => {
	const all = new Set<number>();
	for (const { first, last } of list) for (let n = first; n <= last; n++) all.add(n);
	return [...all].sort((a, b) => a - b);
};

test('ranges are the sets of their numbers, in order and apart', () => {
	fc.assert(
		fc.property(ranges, ranges, (a, b) => {
			const inB = new Set(numbers(b));
			expect(numbers(merged(a))).toEqual(numbers(a));
			expect(numbers(common(a, b))).toEqual(numbers(a).filter((n) => inB.has(n)));
			expect(numbers(without(a, b))).toEqual(numbers(a).filter((n) => !inB.has(n)));
			expect(countOf(without(a, b)) + countOf(common(a, b))).toBe(countOf(merged(a)));
			merged(a).reduce((end, { first, last }) => {
				expect(first).toBeGreaterThan(end + 1);
				return last;
			}, -1);
		})
	);
});
