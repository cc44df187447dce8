import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { collect, discard, donate, raise, reading } from './facts.fixture.ts';
import { canonicalJson } from './canonical.ts';
import { quickContent, quickFact, type FrequentType } from './quick-fact.ts';
import { contentOf as receivedContent, parseFact, quickly, split } from './received.ts';
import { FACTS } from './shapes/fact.ts';

const full = {
	contains: ['milk'],
	mayContain: [],
	freeOf: ['egg', 'fish']
};
const SEEDS: Record<string, unknown>[] = [
	donate(1, { allergens: full, diets: ['vegan'], gtin: '12345678', grams: 10, brand: 'B' }),
	donate(2, { dateKind: 'preparedAt', preparedAt: '2026-11-23T10:00:00Z', ingredients: 'Oats' }),
	donate(8, { labelled: true, productKind: 'raw-milk' }),
	donate(3, {}, { unconfirmed: true, donorCode: 'x', weighedGrams: 9, machineId: 7, v: 1 }),
	collect(4, { grams: 7 }),
	discard(5, { final: true, note: 'Sour.', grams: 3 }),
	raise(6, { value: 9.5, threshold: 5, unit: '°C', sensor: 't1', message: 'Warm.' }),
	reading(7, { samples: 2 })
];

/** What stands in for a field: right for some, wrong for most. */
const anything = fc.oneof(
	fc.constantFrom<unknown>(
		...[
			undefined,
			null,
			true,
			false,
			0,
			1,
			-1,
			1.5,
			4.2,
			4.09,
			999,
			1_000,
			2 ** 53,
			NaN,
			Infinity,
			'',
			' '
		],
		...['x', ' x ', 'a\0b', 'y'.repeat(121), '7', 7, '0', 'milk', 'vegan', 'useBy', 'preparedAt'],
		...['2026-02-28', '2026-02-29', '2028-02-29', '2026-02-30', '2026-13-01', '2026-11-31'],
		...['2026-11-30T23:59:59Z', '2026-11-31T00:00:00Z', '2026-11-23T24:00:00Z'],
		...[
			'2026-11-23T10:00:00+00:00',
			'2026-11-23T10:00:00.1234567891Z',
			'2026-11-23T10:00:00+01:00'
		],
		...[
			'123456789012',
			'123456789',
			'abcdefghijklmno',
			'ABCDEFGHIJKLMNO',
			[],
			['milk'],
			['rust'],
			'alcohol',
			'poison'
		],
		...[{}, { contains: [], mayContain: [], freeOf: [] }, { contains: [] }, full]
	),
	fc.string(),
	fc.double(),
	fc.integer()
);

const FIELDS = [
	...['eventId', 'epoch', 'seq', 'occurredAt', 'bootId', 'uptimeMs', 'v', 'machineId', 'lot'],
	...['evidence', 'unconfirmed', 'donorCode', 'weighedGrams', 'lotId', 'portions', 'grams'],
	...['reason', 'final', 'note', 'kind', 'severity', 'cleared', 'value', 'threshold', 'unit'],
	...['slot', 'sensor', 'message', 'lot.lotId', 'lot.slot', 'lot.name', 'lot.category'],
	...['lot.storage', 'lot.dateKind', 'lot.date', 'lot.preparedAt', 'lot.portions', 'lot.grams'],
	...['lot.allergens', 'lot.diets', 'lot.gtin', 'lot.ingredients', 'lot.brand', 'lot.batch'],
	...[
		'from',
		'to',
		'minC',
		'maxC',
		'meanC',
		'samples',
		'lot.allergens.contains',
		'lot.allergens.freeOf',
		'surprise',
		'lot.surprise',
		'lot.labelled',
		'lot.productKind'
	]
];

function change(fact: unknown, path: string, value: unknown): Record<string, unknown> {
	const copy = { ...(fact as Record<string, unknown>) };
	const [first = '', ...rest] = path.split('.');
	const inner = copy[first];
	if (rest.length === 0) copy[first] = value;
	else if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
		copy[first] = change(inner, rest.join('.'), value);
	}
	return copy;
}

/** What makes two deliveries the same [M9], by the definition. */
function contentOf(fact: Record<string, unknown>): string {
	const { epoch: _, seq: __, ...content } = fact;
	return canonicalJson(content);
}

/** What is kept of a fact, and what stands aside, does not depend on the way it went [M9, M23]. */
function expectSameKept(received: Record<string, unknown>): void {
	const quick = quickly(received, OWN);
	const parsed = parseFact(received);
	if (!quick || !parsed.success) throw new Error('It was plainly right a moment ago.');
	const content = receivedContent(received, OWN);
	expect(quick.content).toBe(content);
	expect(split(quick.fact, content, OWN, quick.isWhole)).toEqual(
		split(parsed.fact, content, OWN, null)
	);
}

const OWN = 7;

test('what is plainly right passes without its schema', () => {
	for (const { type, ...fact } of SEEDS)
		expect(quickFact(type as FrequentType, fact)).not.toBeNull();
});

test('it never says yes where the schema says no, nor anything else than the schema', () => {
	let yes = 0;
	fc.assert(
		fc.property(
			fc.constantFrom(...SEEDS),
			fc.array(fc.tuple(fc.constantFrom(...FIELDS), anything), { maxLength: 2 }),
			(seed, changes) => {
				const type = seed['type'] as FrequentType;
				const fact = changes.reduce((before, [path, value]) => change(before, path, value), seed);
				const quick = quickFact(type, fact);
				if (quick === null) return;
				yes++;
				const parsed = v.safeParse(FACTS[type], fact);
				expect(parsed.issues).toBeUndefined();
				const defined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
				expect(defined(quick.fact)).toEqual(defined(parsed.output));
				if (yes % 4 === 0) expectSameKept({ ...fact, type });
				if (quick.hasMore) return;
				expect(quickContent(type, { ...quick.fact, type })).toBe(contentOf(fact));
			}
		),
		{ numRuns: 6_000 }
	);
	expect(yes).toBeGreaterThan(1_000);
});

test('fields that nobody knows are content too, at every level', () => {
	const surprises: [FrequentType, Record<string, unknown>][] = [
		['collect', collect(1, { mood: 'good' })],
		['donate', donate(1, { mood: 'good' })],
		['donate', donate(1, { allergens: { ...full, mood: [] } })]
	];
	for (const [type, fact] of surprises) expect(quickFact(type, fact)?.hasMore).toBe(true);
	expect(quickFact('donate', donate(1, { allergens: full }))?.hasMore).toBe(false);
});

test.each([
	['a text that has to be trimmed', donate(1, { name: ' Rye bread ' })],
	['a number written as text', collect(1, { machineId: '7' })]
])('%s is left to the schema', (_, { type, ...fact }) => {
	expect(quickFact(type as FrequentType, fact)).toBeNull();
	expect(v.safeParse(FACTS[type as FrequentType], fact).success).toBe(true);
});
