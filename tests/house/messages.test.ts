import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Catalogue } from '#lib/messages/catalogue.ts';

const ROOT = join(import.meta.dirname, '../..');
const english = globSync('src/**/{messages,words}/**/en.ts', { cwd: ROOT });

/** All that could say a message: everything but the catalogues themselves, and tests. */
const sources = globSync('src/**/*.{ts,svelte}', { cwd: ROOT })
	.filter((path) => !/\/(en|de|ar)\.ts$|\.test\.ts$/.test(path))
	.map((path) => readFileSync(join(ROOT, path), 'utf8'))
	.join('\n');

/** Whether a key stands somewhere as a string; of `allergen:milk` the part that is put together. */
function isSaid(key: string): boolean {
	const [group, word] = key.split(':');
	if (word === undefined) return sources.includes(`'${key}'`);
	return sources.includes(`'${key}'`) || sources.includes(`\`${group ?? ''}:\${`);
}

/** Keys whose last part is a word of a union: `${entry}Why`. */
const composed = [...sources.matchAll(/say\w*\(`(\w*)\$\{\w+\}(\w*)`/g)].map(
	([, start = '', end = '']) => new RegExp(`^${start}\\w+${end}$`)
);

describe('every message is said somewhere', () => {
	test('there are catalogues', () => {
		expect(english.length).toBeGreaterThan(4);
	});

	test.each(english)('%s', async (path) => {
		const { en } = (await import(join(ROOT, path))) as { en: Catalogue };
		const silent = Object.keys(en).filter(
			(key) => !isSaid(key) && !composed.some((shape) => shape.test(key))
		);
		expect(silent, `nothing in ${dirname(path)} is there for nothing`).toEqual([]);
	});
});
