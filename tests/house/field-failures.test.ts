import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const text = (path: string): string =>
	readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

/** The threads that a test is named by: `[libocpp #1137]`. */
function named(path: string): Set<string> {
	const titles = [...text(path).matchAll(/^test\('((?:\[[^\]]+\] )+)/gm)].map(
		([, tags = '']) => tags
	);
	return new Set(titles.flatMap((tags) => [...tags.matchAll(/\[([^\]]+)\]/g)].flatMap(threads)));
}

/** `libocpp #1130, #357` are two, `libocpp #478, monta #85` as well. */
function threads([, tag = '']: RegExpMatchArray | string[]): string[] {
	let project = '';
	return tag.split(', ').map((part) => {
		const [name, number] = part.startsWith('#') ? [project, part] : part.split(' ');
		project = name ?? '';
		return `${project} ${number ?? ''}`;
	});
}

const server = named('tests/integration/field-failures.test.ts');
const machine = named('src/acts/field-failures.test.ts');
const table = [
	...text('docs/field-failures.md').matchAll(/^\| ([^|]+#[^|]+?) +\|.*\| ([a-z, ]+?) +\|$/gm)
];

test('every failure of the table has the tests that it names, and every test its line', () => {
	expect(table.length).toBeGreaterThanOrEqual(18);
	const listed = { server: new Set<string>(), machine: new Set<string>() };
	for (const [, tag = '', where = ''] of table) {
		for (const thread of threads(['', tag])) {
			if (where.includes('server')) listed.server.add(thread);
			if (where.includes('machine')) listed.machine.add(thread);
		}
	}
	expect([...listed.server].sort()).toEqual([...server].sort());
	expect([...listed.machine].sort()).toEqual([...machine].sort());
});
