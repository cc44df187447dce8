import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { MAY, MAY_TELL, type Reach, type Row } from '../../src/domain/access-table.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import { LEVELS, SINGLE_FACT_TYPES } from '../../src/domain/shapes/words.ts';

// One table of role x route (src/domain/access-table.ts) is what the server asks, and what docs/people.md
// says.

const PEOPLE = join(import.meta.dirname, '../../docs/people.md');

const WORDS: Record<Reach, string> = {
	none: '-',
	own: 'their own',
	area: 'own areas',
	everywhere: 'everywhere'
};
const cells = (row: Row): string[] => LEVELS.map((level) => WORDS[row[level]]);
const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const forPeople = ROUTES.filter(({ caller }) => caller === 'person' || caller === 'either');

/** What is sent there is judged by the second table. */
const BY_FACT = new Set(['sendPersonFacts', ...SINGLE_FACT_TYPES] as string[]);

async function tables(): Promise<string> {
	const routes = tableOf(
		['route', ...LEVELS],
		forPeople.map(({ id, method, path }) => [
			`\`${method} ${path}\``,
			...(BY_FACT.has(id) ? LEVELS.map(() => 'by each fact') : cells(MAY[id as keyof typeof MAY]))
		])
	);
	const facts = tableOf(
		['fact', 'a machine', ...LEVELS.slice(1), 'training'],
		Object.entries(MAY_TELL).map(([type, row]) => [
			...[`\`${type}\``, row.machine ? 'itself' : '-', ...cells(row).slice(1)],
			row.training ?? '-'
		])
	);
	const style = await resolveConfig(PEOPLE);
	return format(`${routes}\n\n${facts}\n`, { ...style, parser: 'markdown' });
}

describe('the table of who may what', () => {
	test('has a row for every route for people, and none for a route that there is not', () => {
		expect(Object.keys(MAY).sort()).toEqual(forPeople.map(({ id }) => id).sort());
	});

	test('is the one of docs/people.md: UPDATE_DOCS=1 writes it', async () => {
		const [start, end] = ['<!-- who may what -->\n\n', '\n<!-- end -->'];
		const text = readFileSync(PEOPLE, 'utf8');
		const [before = '', rest = ''] = text.split(start);
		const [written = '', after = ''] = rest.split(end);
		const made = await tables();
		if (process.env['UPDATE_DOCS'] === undefined) expect(written).toBe(made);
		else writeFileSync(PEOPLE, `${before}${start}${made}${end}${after}`);
		expect(readFileSync(PEOPLE, 'utf8')).toContain(made);
	});
});
