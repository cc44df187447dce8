import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	addDays,
	DAY,
	daysBetween,
	firstInstantAfter,
	HOUR,
	isPlainDate,
	parseInstant,
	type Zone
} from './calendar.ts';
import { isOffered } from './offer-window.ts';
import { isPastBestBefore, isRefused, offerWindow, type DatedLot } from './offering.ts';
import { policyOf } from './policy.ts';
import type { Profile, Storage } from './shapes/words.ts';

/** A zone by `Intl`, as a page has it. */
function zone(name: string): Zone {
	const format = new Intl.DateTimeFormat('en-CA', { timeZone: name, dateStyle: 'short' });
	return { localDate: (at) => format.format(at) };
}
const POLICY = policyOf('eu');
const at = (text: string) => parseInstant(text)!;
const GIVEN = at('2026-11-23T12:00:00Z');
const bread: DatedLot = {
	category: 'bakery',
	storage: 'ambient',
	dateKind: 'useBy',
	date: '2026-11-25'
};

describe('[M4] dates and instants', () => {
	test.each([
		['2026-11-23', true],
		['2024-02-29', true],
		['2026-02-29', false],
		['2100-02-29', false],
		['2026-13-01', false],
		['2026-1-1', false],
		['2026-11-23T00:00:00Z', false]
	])('%s is a date: %s', (text, expected) => {
		expect(isPlainDate(text)).toBe(expected);
	});
	test.each([
		['2026-11-23T12:00:00Z', Date.UTC(2026, 10, 23, 12)],
		['2026-11-23T12:00:00.250Z', Date.UTC(2026, 10, 23, 12, 0, 0, 250)],
		['2026-11-23T12:00:00+00:00', Date.UTC(2026, 10, 23, 12)],
		['2026-11-23T12:00:00+01:00', null],
		['2026-11-23T24:00:00Z', null],
		['2026-11-31T12:00:00Z', null],
		['2026-11-23', null],
		['yesterday', null]
	])('%s is the instant %s', (text, expected) => {
		expect(parseInstant(text)).toBe(expected);
	});
	test('days are added and counted alike', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 20_000 }),
				fc.integer({ min: -900, max: 900 }),
				(day, days) => {
					const date = new Date(day * DAY).toISOString().slice(0, 10);
					expect(daysBetween(date, addDays(date, days))).toBe(days);
				}
			)
		);
	});
});

describe('[F2] past its use-by: from the first instant of the next local day', () => {
	test.each([
		['Europe/Berlin', '2026-11-25', '2026-11-25T23:00:00Z'],
		['America/New_York', '2026-11-25', '2026-11-26T05:00:00Z'],
		['Asia/Kathmandu', '2026-11-25', '2026-11-25T18:15:00Z'],
		['Pacific/Kiritimati', '2026-11-25', '2026-11-25T10:00:00Z'],
		['Pacific/Niue', '2026-11-25', '2026-11-26T11:00:00Z'],
		// Midnight does not exist there that night: clocks go from 24:00 to 01:00.
		['Africa/Cairo', '2026-04-23', '2026-04-23T22:00:00Z'],
		['America/Asuncion', '2026-11-25', '2026-11-26T03:00:00Z']
	])('%s, %s: over at %s', (name, date, over) => {
		expect(new Date(firstInstantAfter(date, zone(name))).toISOString()).toBe(
			over.replace('Z', '.000Z')
		);
	});

	test('for every zone the window ends when the local date changes, not a moment earlier or later', () => {
		for (const name of Intl.supportedValuesOf('timeZone')) {
			const { until } = offerWindow(bread, 'ambient', GIVEN, zone(name), POLICY);
			expect(zone(name).localDate(until - 1), name).toBe('2026-11-25');
			expect(zone(name).localDate(until), name).toBe('2026-11-26');
		}
	});
});

describe('[F2a] the slot it stands in', () => {
	const table: [Storage, Storage | undefined, string | null][] = [
		['ambient', 'ambient', null],
		['ambient', 'chilled', null],
		['chilled', 'chilled', null],
		['chilled', 'frozen', null],
		['chilled', 'ambient', 'wrong_storage'],
		['frozen', 'chilled', 'wrong_storage'],
		['ambient', undefined, 'unknown_slot']
	];
	test.each(table)('%s food in a slot of class %s: %s', (storage, slot, why) => {
		const offer = offerWindow({ ...bread, storage }, slot, GIVEN, zone('UTC'), POLICY);
		expect(offer.why).toBe(why);
		expect(isOffered(offer, GIVEN)).toBe(why === null);
	});
});

describe('[F3] past its best-before', () => {
	const lot: DatedLot = { ...bread, dateKind: 'bestBefore' };
	const offer = offerWindow(lot, 'ambient', GIVEN, zone('UTC'), POLICY);
	test.each([
		['2026-11-25T23:59:59Z', true, false],
		['2026-11-26T00:00:00Z', true, true],
		['2026-11-27T23:59:59Z', true, true],
		['2026-11-28T00:00:00Z', false, true]
	])('bread at %s: offered %s, marked %s', (text, offered, marked) => {
		expect(isOffered(offer, at(text))).toBe(offered);
		expect(isPastBestBefore(lot, at(text), zone('UTC'))).toBe(marked);
	});
	test('a use-by has no such days', () => {
		expect(
			isOffered(
				offerWindow(bread, 'ambient', GIVEN, zone('UTC'), POLICY),
				at('2026-11-26T00:00:00Z')
			)
		).toBe(false);
	});
});

describe('[F4] prepared food', () => {
	const soup = (storage: Storage): DatedLot => ({
		category: 'prepared',
		storage,
		dateKind: 'preparedAt',
		preparedAt: '2026-11-23T10:00:00Z'
	});
	test.each([
		['chilled', 24],
		['ambient', 4]
	] as const)('%s is offered for %s hours', (storage, hours) => {
		const offer = offerWindow(soup(storage), storage, GIVEN, zone('UTC'), POLICY);
		const prepared = at('2026-11-23T10:00:00Z');
		expect(isOffered(offer, prepared + hours * HOUR - 1)).toBe(true);
		expect(isOffered(offer, prepared + hours * HOUR)).toBe(false);
		expect(isOffered(offer, prepared - 1), 'not before it is made').toBe(false);
	});
});

describe('[F4] what the policy refuses', () => {
	const table: [string, Partial<DatedLot>, Profile, string | null][] = [
		['raw milk', { category: 'dairy', productKind: 'raw-milk' }, 'eu', 'refused_food'],
		['raw milk', { category: 'dairy', productKind: 'raw-milk' }, 'us', 'refused_food'],
		['raw milk called something else', { productKind: 'raw-milk' }, 'uk', 'refused_food'],
		['cooked rice', { productKind: 'cooked-rice' }, 'uk', 'refused_food'],
		['cooked rice', { productKind: 'cooked-rice' }, 'eu', null],
		['beer', { category: 'drinks', productKind: 'alcohol' }, 'eu', 'refused_food'],
		['lemonade', { category: 'drinks' }, 'eu', null],
		['what nobody called minced', { category: 'meat-fish' }, 'eu', null]
	];
	test.each(table)('%s (%j) under %s: %s', (_, lot, profile, why) => {
		const policy = policyOf(profile);
		expect(isRefused({ ...bread, ...lot }, policy)).toBe(why !== null);
		const offer = offerWindow({ ...bread, ...lot }, 'ambient', GIVEN, zone('UTC'), policy);
		expect(offer.why).toBe(why);
		expect(isOffered(offer, GIVEN)).toBe(why === null);
	});

	test('a whole category, where an operator says so', () => {
		const source = 'Our hygiene plan';
		const policy = {
			...POLICY,
			refused: { categories: [{ category: 'bakery' as const, source }], products: [] }
		};
		expect(offerWindow(bread, 'ambient', GIVEN, zone('UTC'), policy).why).toBe('refused_food');
		const tin: DatedLot = { ...bread, category: 'pantry' };
		expect(offerWindow(tin, 'ambient', GIVEN, zone('UTC'), policy).why).toBe(null);
	});
});

describe('[F4] the label of prepared food', () => {
	const soup: DatedLot = {
		...{ category: 'prepared', storage: 'chilled', dateKind: 'preparedAt' },
		preparedAt: '2026-11-23T10:00:00Z'
	};
	const table: [string, Partial<DatedLot>, Profile, string | null][] = [
		['without a label', {}, 'uk', 'no_label'],
		['without a label', {}, 'us', 'no_label'],
		['without a label', {}, 'eu', null],
		['labelled', { labelled: true }, 'uk', null],
		['with ingredients', { ingredients: 'Lentils, water, salt' }, 'uk', null],
		['with empty ingredients', { ingredients: '' }, 'uk', 'no_label'],
		['cooked at home, whatever its category', { category: 'bakery' }, 'uk', 'no_label'],
		['a ready meal with a use-by', { dateKind: 'useBy', date: '2026-11-24' }, 'uk', null]
	];
	test.each(table)('%s %j under %s: %s', (_, lot, profile, why) => {
		const policy = policyOf(profile);
		const offer = offerWindow({ ...soup, ...lot }, 'chilled', GIVEN, zone('UTC'), policy);
		expect(offer.why).toBe(why);
	});
});

test('[F4] what is unconfirmed is asked about first: nobody knows whether it is there', () => {
	const milk: DatedLot = { ...bread, productKind: 'raw-milk' };
	const offer = offerWindow({ ...milk, unconfirmed: true }, 'ambient', GIVEN, zone('UTC'), POLICY);
	expect(offer.why).toBe('unconfirmed');
});

test('[M10] unconfirmed food and dates years ahead are not offered', () => {
	expect(
		offerWindow({ ...bread, unconfirmed: true }, 'ambient', GIVEN, zone('UTC'), POLICY).why
	).toBe('unconfirmed');
	expect(
		offerWindow({ ...bread, date: '2032-01-01' }, 'ambient', GIVEN, zone('UTC'), POLICY).why
	).toBe('date_too_far');
});
