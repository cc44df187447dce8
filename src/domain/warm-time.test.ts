import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from './calendar.ts';
import { NOON } from './facts.fixture.ts';
import { policyOf } from './policy.ts';
import { isToDiscard, warmMs, withSpan, type Span } from './warm-time.ts';

const EVER: [number, number] = [0, 10_000];
const span = fc
	.tuple(fc.nat(9_000), fc.nat(500))
	.map(([from, length]): Span => [from, from + length]);

describe('[F5] time never counts twice', () => {
	test('whatever spans come in whatever order, each millisecond counts once', () => {
		fc.assert(
			fc.property(fc.array(span, { maxLength: 20 }), (spans) => {
				const warm = new Set<number>();
				spans.forEach(([from, to]) => {
					for (let at = from; at < to; at++) warm.add(at);
				});
				const joined = spans.reduce<readonly Span[]>(withSpan, []);
				expect(warmMs(joined, ...EVER)).toBe(warm.size);
				expect(joined.every(([from], i) => i === 0 || from > (joined[i - 1]?.[1] ?? 0))).toBe(true);
				const shuffled = [...spans].reverse().reduce<readonly Span[]>(withSpan, []);
				expect(shuffled).toEqual(joined);
			})
		);
	});

	test('a time that is cut in two counts as much as the whole of it', () => {
		fc.assert(
			fc.property(fc.array(span), fc.nat(10_000), (spans, cut) => {
				const joined = spans.reduce<readonly Span[]>(withSpan, []);
				expect(warmMs(joined, 0, cut) + warmMs(joined, cut, 10_000)).toBe(warmMs(joined, ...EVER));
			})
		);
	});

	test('of many the oldest are joined: no warm time is forgotten, and the newest is exact', () => {
		const many = Array.from({ length: 300 }, (_, i): Span => [i * 10, i * 10 + 1]);
		const kept = many.reduce<readonly Span[]>(withSpan, []);
		expect(kept.length).toBe(200);
		expect(warmMs(kept, 0, 3_000)).toBeGreaterThanOrEqual(300);
		expect(warmMs(kept, 2_000, 3_000)).toBe(100);
	});
});

describe('[F5] a lot is discarded once it was warm for the hours of the policy, all in all', () => {
	// Warm for three hours, cold for six, warm for one.
	const spans: Span[] = [
		[NOON, NOON + 3 * HOUR],
		[NOON + 9 * HOUR, NOON + 10 * HOUR]
	];
	test.each<[string, number, number, number, 'eu' | 'us', boolean]>([
		['inside all the time', NOON - HOUR, NOON + 10 * HOUR, 0, 'eu', true],
		['a minute less', NOON + MINUTE, NOON + 10 * HOUR, 0, 'eu', false],
		['a minute less, which its move was warm', NOON + MINUTE, NOON + 10 * HOUR, 1, 'eu', true],
		['put in after the first', NOON + 4 * HOUR, NOON + 10 * HOUR, 0, 'eu', false],
		['taken out before the second', NOON, NOON + 9 * HOUR, 0, 'eu', false],
		['two hours are too long in the US', NOON, NOON + 2 * HOUR, 0, 'us', true],
		['four hours of moves alone', NOON, NOON, 240, 'eu', true],
		['given under a clock that was ahead', NOON + 99 * HOUR, NOON + 10 * HOUR, 0, 'eu', true]
	])('%s', (_, from, to, minutesWarm, profile, is) => {
		expect(isToDiscard({ from, to, minutesWarm }, spans, policyOf(profile))).toBe(is);
	});
});
