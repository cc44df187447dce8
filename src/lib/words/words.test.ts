import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '#domain/calendar.ts';
import { ALLERGENS, type Freshness } from '#domain/shapes/words.ts';
import { ageWords } from './ages.ts';
import { allergenLines, allergensUnknown } from './allergens.ts';
import { distanceWords, minutesOnFoot } from './distances.ts';

test.each<[Freshness, number | null, string, string]>([
	['fresh', 20_000, 'Seen just now', 'good'],
	['fresh', 2 * MINUTE, 'Seen 2 min ago', 'good'],
	['stale', 5 * HOUR + 59 * MINUTE, 'Seen 5 h ago', 'warn'],
	['reported', 40 * MINUTE, 'Reported 40 min ago', 'good'],
	['unknown', 9 * HOUR, 'No news for 9 h', 'none'],
	['unknown', 47 * HOUR, 'No news for 47 h', 'none'],
	['unknown', 3 * DAY, 'No news for 3 days', 'none'],
	['unknown', null, 'No news yet', 'none'],
	['fresh', -5 * MINUTE, 'Seen just now', 'good']
])('[M19] %s, %s ms old: %s', (freshness, age, text, tone) => {
	const now = Date.parse('2026-11-23T17:00:00Z');
	const seen = age === null ? null : now - age;
	expect(ageWords(freshness, seen, now)).toMatchObject({ text, tone });
});

test.each([
	[0, '0 m'],
	[4, '0 m'],
	[347, '350 m'],
	[994, '990 m'],
	[996, '1 km'],
	[1_249, '1.2 km'],
	[9_960, '10 km'],
	[5_570_000, '5,570 km']
])('%d metres are %s', (metres, words) => {
	expect(distanceWords(metres)).toBe(words);
});

test('a way on foot takes at least a minute', () => {
	expect(minutesOnFoot(0)).toBe(1);
	expect(minutesOnFoot(350)).toBe(6);
});

const nothing = { contains: [], mayContain: [], freeOf: [] };

test('[F1] unknown allergens are never called free of', () => {
	for (const allergens of [null, nothing]) {
		expect(allergensUnknown(allergens)).toBe(true);
		expect(allergenLines(allergens)).toEqual([
			{ strong: 'Allergens not known.', rest: 'Leave it if you have an allergy.' }
		]);
	}
});

test('[F1] what a lot contains is said first, and what it is free of only where all is known', () => {
	expect(
		allergenLines({ ...nothing, contains: ['gluten', 'milk'], mayContain: ['sesame'] })
	).toEqual([
		{ strong: 'Contains:', rest: 'gluten, milk.' },
		{ strong: 'May contain:', rest: 'sesame.' }
	]);
	expect(allergenLines({ ...nothing, freeOf: [...ALLERGENS] })).toEqual([
		{ strong: 'Free of', rest: 'the 14 allergens, says the donor.' }
	]);
	expect(allergenLines({ ...nothing, freeOf: ['milk'] })).toEqual([
		{ strong: 'Free of', rest: 'milk, says the donor. The rest is not known.' }
	]);
});
