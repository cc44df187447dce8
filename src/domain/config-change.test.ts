import { describe, expect, test } from 'vitest';
import { newConfig, SLOTS } from './config.fixture.ts';
import {
	differences,
	HIDDEN,
	readChange,
	refusalsOf,
	valueTyped,
	withoutSecret
} from './config-change.ts';
import type { ConfigKey } from './shapes/config.ts';

const isZone = (name: string) => name === 'Europe/Berlin';

describe('[M16] a change', () => {
	test('within its ranges is read, trimmed as the schemas say', () => {
		const asked = { interval: 30, notice: '  Closed today ', timeZone: 'Europe/Berlin' };
		expect(readChange(asked, isZone)).toEqual({
			change: { interval: 30, notice: 'Closed today', timeZone: 'Europe/Berlin' },
			refused: []
		});
	});

	const refused: [string, unknown, string, RegExp][] = [
		['interval', 5, 'invalid', /^interval is 5; it takes a whole number from 10 to 3600 \(s\)\.$/],
		['interval', 'soon', 'invalid', /^interval is "soon"; it takes a whole number/],
		['notice', '', 'invalid', /^notice is ""; it takes a text of 1 to 500 characters, or null\.$/],
		['notice', 'x'.repeat(501), 'invalid', /^notice is "x{79}\.\.\.; it takes/],
		['languages', ['en', 'fr'], 'invalid', /^languages\.1 is "fr"; it takes/],
		[
			'zones',
			[{ zone: 'left', storage: 'cold', slots: [], sensors: [] }],
			'invalid',
			/^zones\.0\.storage is "cold"; it takes one of ambient, chilled, frozen/
		],
		['policy', { profile: 'eu', document: {} }, 'invalid', /^policy\.version is missing; it takes/],
		[
			'servicePin',
			'12',
			'invalid',
			/^servicePin is something else; it takes 4 to 12 digits, or null\.$/
		],
		[
			'timeZone',
			'Europe/Bonn',
			'unknown_time_zone',
			/^timeZone is "Europe\/Bonn", which this server does not know; it takes an IANA/
		],
		['openingHours', 'always', 'invalid', /^openingHours is "always"; it takes OSM opening_hours/],
		[
			'intervall',
			60,
			'unknown_key',
			/^intervall is no key of the configuration; did you mean interval\?$/
		],
		['__proto__', 1, 'unknown_key', /no key/],
		['toString', 1, 'unknown_key', /no key/]
	];
	test.each(refused)('%s of %j is refused as %s', (key, value, code, says) => {
		const { change, refused } = readChange(Object.fromEntries([[key, value]]), isZone);
		expect(change).toEqual({});
		expect(new Set(refused.map((one) => `${one.key} ${one.code}`))).toEqual(
			new Set([`${key} ${code}`])
		);
		expect(refused[0]?.message).toMatch(says);
	});

	test('every refused value is named at once [M21]', () => {
		const { change, refused } = readChange(
			{ interval: 1, sessionSeconds: 1, notice: 'Fine', colour: 1 },
			isZone
		);
		expect(refused.map(({ key }) => key)).toEqual(['interval', 'sessionSeconds', 'colour']);
		expect(change).toEqual({ notice: 'Fine' });
	});

	test('of one key five faults are told, and how many more there are', () => {
		const { refused } = readChange({ languages: Array.from({ length: 9 }, () => 'fr') }, isZone);
		expect(refused.map(({ message }) => message).slice(4)).toEqual([
			expect.stringMatching(/^languages\.4 is "fr"/),
			'languages has 4 more faults.'
		]);
	});

	test('a secret that is refused is in no sentence', () => {
		const { refused } = readChange({ servicePin: 'mysecretpin' }, isZone);
		expect(JSON.stringify(refused)).not.toContain('mysecretpin');
	});
});

test.each([
	['notice', 'Closed today', 'Closed today'],
	['notice', '"Closed today"', 'Closed today'],
	['notice', '42', '42'],
	['notice', 'null', null],
	['servicePin', '0123', '0123'],
	['servicePin', '1234', '1234'],
	['interval', '30', 30],
	['interval', 'soon', 'soon'],
	['interval', '5', 5],
	['donationPaused', 'true', true],
	['donationPaused', 'yes', 'yes'],
	['languages', '["de","en"]', ['de', 'en']],
	['openingHours', '24/7', '24/7'],
	['unknown', '7', 7]
])('%s=%s is typed', (key, typed, value) => {
	expect(valueTyped(key, typed)).toEqual(value);
});

describe('[M16] the whole', () => {
	test('only what a change touches is looked at', () => {
		const broken = newConfig({ zones: [] }); // chilled slots in no zone, as hardware may say
		expect(refusalsOf({ ...broken, notice: 'x' }, { notice: 'x' }, { slots: SLOTS })).toEqual([]);
		const { slots } = broken;
		const found = refusalsOf(broken, { slots }, { slots: SLOTS });
		expect(found.map(({ key, code }) => [key, code])).toEqual([
			['zones', 'slot_without_zone'],
			['zones', 'slot_without_zone']
		]);
		expect(found[0]?.message).toMatch(/^zones: slot 1 is chilled and stands in no zone/);
	});

	test('what differs is told in the order of the keys; the same differs in nothing', () => {
		const before = newConfig();
		const after = newConfig({ notice: 'x', interval: 30 });
		expect(differences(before, after)).toEqual([
			{ key: 'interval', before: 60, after: 30 },
			{ key: 'notice', before: null, after: 'x' }
		]);
		expect(differences(before, newConfig())).toEqual([]);
		expect(differences(null, before)).toHaveLength(13);
	});
});

test.each<[ConfigKey, unknown, unknown]>([
	['servicePin', '1234', HIDDEN],
	['servicePin', null, null],
	['notice', '1234', '1234']
])('%s of %j is shown as %j', (key, value, shown) => {
	expect(withoutSecret(key, value)).toBe(shown);
});
