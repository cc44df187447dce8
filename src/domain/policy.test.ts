import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { POLICIES, policyIn, policyKey, policyOf } from './policy.ts';
import { PolicyDocument } from './shapes/policy.ts';
import { PROFILES } from './shapes/words.ts';

describe('the policies that come with Exes', () => {
	test.each(PROFILES)(
		'[F10] %s is within the bounds of its own shape, under its own name',
		(name) => {
			const policy = POLICIES[name];
			expect(v.parse(PolicyDocument, policy)).toEqual(policy);
			expect(policy.profile).toBe(name);
		}
	);

	test('[F10] no two have one version', () => {
		const versions = PROFILES.map((name) => POLICIES[name].version);
		expect(new Set(versions).size).toBe(PROFILES.length);
	});

	test.each(PROFILES)('[F3] %s gives babies, meat and prepared food no days', (name) => {
		const { graceDays } = POLICIES[name];
		for (const category of ['baby', 'meat-fish', 'prepared'] as const) {
			expect(graceDays[category].value, category).toBe(0);
		}
	});

	test.each(PROFILES)('[F4] %s refuses raw milk, minced meat and alcohol', (name) => {
		const refused = POLICIES[name].refused.products.map(({ product }) => product);
		expect(refused).toEqual(expect.arrayContaining(['raw-milk', 'minced-meat', 'alcohol']));
		expect(new Set(refused).size, 'each once').toBe(refused.length);
	});

	test.each([
		['eu', 7, 60],
		['uk', 8, 60],
		['us', 5, 30]
	] as const)('[F5] %s: chilled to %s °C, locked after %s minutes', (name, limit, minutes) => {
		const { cold } = POLICIES[name];
		expect(cold.chilledLimitC.value).toBe(limit);
		expect(cold.lockedMinutes.value).toBe(minutes);
	});
});

describe("[M16] an operator's own document", () => {
	const sourced = (value: unknown) => ({ value, source: 'Our hygiene plan' });
	const table: [string, object, boolean][] = [
		['more days for bread', { graceDays: { bakery: sourced(7) } }, true],
		['as many days as WRAP gives', { graceDays: { produce: sourced(14) } }, true],
		['bread for two months', { graceDays: { bakery: sourced(60) } }, false],
		['a day for baby food', { graceDays: { baby: sourced(1) } }, false],
		['a day for meat and fish', { graceDays: { 'meat-fish': sourced(1) } }, false],
		['days below zero', { graceDays: { pantry: sourced(-1) } }, false],
		['half a day', { graceDays: { pantry: sourced(1.5) } }, false],
		['a number without its source', { graceDays: { pantry: { value: 5 } } }, false],
		['a number with an empty source', { graceDays: { pantry: { value: 5, source: ' ' } } }, false],
		['the Food Code’s seven days', { preparedHours: { chilled: sourced(168) } }, true],
		['more than seven days', { preparedHours: { chilled: sourced(169) } }, false],
		['a day unchilled', { preparedHours: { ambient: sourced(24) } }, false],
		['a label that is a number', { preparedNeedsLabel: sourced(1) }, false],
		['warmer than any law', { cold: { chilledLimitC: sourced(8.5) } }, false],
		['colder than the law', { cold: { chilledLimitC: sourced(4) } }, true],
		['a machine that never locks', { cold: { lockedMinutes: sourced(10_000) } }, false],
		['a profile that is none', { profile: 'mars' }, false],
		['no version', { version: '' }, false],
		[
			'no eggs at all',
			{ refused: { categories: [{ category: 'eggs', source: 'Our hygiene plan' }], products: [] } },
			true
		],
		[
			'a product that no donor could name',
			{ refused: { categories: [], products: [{ product: 'poison', source: 'Common sense' }] } },
			false
		]
	];
	test.each(table)('%s: %j, taken: %s', (_, change, taken) => {
		const base = structuredClone(policyOf('eu')) as Record<string, unknown>;
		for (const [key, value] of Object.entries(change)) {
			const nested = typeof value === 'object' ? { ...(base[key] as object), ...value } : value;
			base[key] = nested;
		}
		expect(v.safeParse(PolicyDocument, base).success).toBe(taken);
	});

	test('what is missing is no rule', () => {
		for (const key of Object.keys(PolicyDocument.entries)) {
			const { [key]: _, ...rest } = policyOf('eu') as Record<string, unknown>;
			expect(v.safeParse(PolicyDocument, rest).success, key).toBe(false);
		}
	});
});

describe('[M16] the policy of a configuration', () => {
	test('is its document', () => {
		const own = { ...policyOf('uk'), version: 'our-plan-3' };
		expect(policyIn(policyKey(own))).toEqual(own);
	});
	test.each<[string, string, unknown, string]>([
		['from before there were profiles', 'eu', { profile: 'eu', graceDays: { produce: 3 } }, 'eu'],
		['of another planet', 'mars', {}, 'eu'],
		['that is broken', 'us', null, 'us'],
		['that is out of bounds', 'uk', { ...policyOf('uk'), version: '' }, 'uk']
	])(
		'where it has a document %s: the one that comes with Exes',
		(_, profile, document, expected) => {
			expect(policyIn({ profile, document })).toEqual(POLICIES[expected as 'eu']);
		}
	);
});
