import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { POLICIES } from '../../src/domain/policy.ts';
import { PROFILES } from '../../src/domain/shapes/words.ts';

// docs/food-safety.md tells every number of the policies with its source. The data is right; where
// the docs differ, the failed test prints the table as it should stand there.

type Row = { what: string; value: string; source: string; profiles: string[] };

function rowsOf(): Row[] {
	const rows = new Map<string, Row>();
	for (const profile of PROFILES) {
		const { refused, preparedNeedsLabel, graceDays, preparedHours, cold } = POLICIES[profile];
		const numbers: Record<string, { value: unknown; source: string }> = {
			...named('graceDays', graceDays),
			...named('preparedHours', preparedHours),
			preparedNeedsLabel,
			...named('refused', Object.fromEntries(refused.categories.map(refusal))),
			...named('refused', Object.fromEntries(refused.products.map(refusal))),
			...named('cold', cold)
		};
		for (const [what, { value, source }] of Object.entries(numbers)) {
			const key = `${what}|${String(value)}|${source}`;
			const row = rows.get(key) ?? { what, value: String(value), source, profiles: [] };
			row.profiles.push(profile);
			rows.set(key, row);
		}
	}
	const order = [...new Set([...rows.values()].map(({ what }) => what))];
	return [...rows.values()].sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what));
}

const named = <T>(prefix: string, numbers: Record<string, T>): Record<string, T> =>
	Object.fromEntries(Object.entries(numbers).map(([name, it]) => [`${prefix}.${name}`, it]));

type Refusal = { source: string } & ({ category: string } | { product: string });
function refusal(one: Refusal): [string, { value: string; source: string }] {
	const what = 'category' in one ? one.category : one.product;
	return [what, { value: 'refused', source: one.source }];
}

const tableOf = (rows: readonly Row[]): string[] => [
	'| number | profiles | value | source |',
	'| - | - | - | - |',
	...rows.map(
		({ what, profiles, value, source }) =>
			`| \`${what}\` | ${profiles.join(', ')} | ${value} | ${source} |`
	)
];

/** As the formatter of the docs may pad it. */
const plain = (line: string): string => line.replace(/\s+/g, ' ').replace(/-{2,}/g, '-').trim();

test('[F10] docs/food-safety.md has every number of the policies, and its source', () => {
	const docs = readFileSync(join(import.meta.dirname, '../../docs/food-safety.md'), 'utf8');
	const start = docs.indexOf('| number');
	const lines = docs.slice(Math.max(0, start)).split('\n');
	const told = lines
		.slice(
			0,
			lines.findIndex((line) => !line.startsWith('|'))
		)
		.map(plain);
	expect(told).toEqual(tableOf(rowsOf()).map(plain));
});

test.each(PROFILES)('[F10] docs/food-safety.md names the version of %s', (profile) => {
	const docs = readFileSync(join(import.meta.dirname, '../../docs/food-safety.md'), 'utf8');
	expect(docs).toContain(`\`${POLICIES[profile].version}\``);
});
