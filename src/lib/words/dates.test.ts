import { expect, test } from 'vitest';
import { firstInstantAfter } from '#domain/calendar.ts';
import { zoneOf } from '#platform/zone.ts';
import { dateWords } from './dates.ts';

const zone = zoneOf('Europe/Berlin');
/** Monday, 18:00 in Berlin. */
const now = Date.parse('2026-11-23T17:00:00Z');

test.each([
	['2026-11-20', 'Use by was November 20. Not to be eaten', 'bad'],
	['2026-11-22', 'Use by was yesterday. Not to be eaten', 'bad'],
	['2026-11-23', 'Use by today, until midnight', 'warn'],
	['2026-11-24', 'Use by tomorrow', 'good'],
	['2026-11-27', 'Use by Friday, in 4 days', 'good'],
	['2026-11-29', 'Use by Sunday, in 6 days', 'good'],
	['2026-11-30', 'Use by November 30, in 7 days', 'good'],
	['2027-01-02', 'Use by January 2, 2027, in 40 days', 'good']
])('[F2] use by %s: %s', (date, text, tone) => {
	const until = firstInstantAfter(date, zone);
	expect(dateWords({ dateKind: 'useBy', date, until }, now, zone)).toEqual({ text, tone });
});

test.each([
	['2026-11-21', 'Best before was November 21. Look and smell first', 'warn'],
	['2026-11-23', 'Best before today', 'good'],
	['2026-11-24', 'Best before tomorrow', 'good'],
	['2026-12-24', 'Best before December 24', 'good']
])('[F3] best before %s: %s', (date, text, tone) => {
	const until = firstInstantAfter(date, zone);
	expect(dateWords({ dateKind: 'bestBefore', date, until }, now, zone)).toEqual({ text, tone });
});

test.each([
	['2026-11-23T10:30:00Z', 24, 'Eat by tomorrow 11:30 AM, cooked today', 'warn'],
	['2026-11-22T18:00:00Z', 24, 'Eat by today 7:00 PM, cooked yesterday', 'warn'],
	['2026-11-20T18:00:00Z', 24, 'Eat by was November 21 7:00 PM. Not to be eaten', 'bad'],
	['2026-11-20T18:00:00Z', 240, 'Eat by November 30 7:00 PM, cooked November 20', 'good']
])('[F4] cooked at %s, good for %d h: %s', (preparedAt, hours, text, tone) => {
	const until = Date.parse(preparedAt) + hours * 3_600_000;
	const words = dateWords({ dateKind: 'preparedAt', preparedAt, until }, now, zone);
	expect({ ...words, text: words.text.replaceAll('\u202f', ' ') }).toEqual({ text, tone });
});

test('the last day is the machine’s day, not the reader’s', () => {
	const date = '2026-11-23';
	const kiritimati = zoneOf('Pacific/Kiritimati');
	const until = firstInstantAfter(date, kiritimati);
	expect(dateWords({ dateKind: 'useBy', date, until }, now, kiritimati).tone).toBe('bad');
});
