import { ESLint, type Linter } from 'eslint';
import ts from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

/** The real configuration; without types, for the files do not exist. */
const eslint = new ESLint({
	overrideConfig: [
		{
			...(ts.configs.disableTypeChecked as Linter.Config),
			languageOptions: { parserOptions: { projectService: false, program: null } }
		}
	]
});

async function faults(path: string, code: string): Promise<string[]> {
	const [result] = await eslint.lintText(code, { filePath: path });
	return (result?.messages ?? [])
		.filter(({ fatal, ruleId }) => fatal === true || ruleId?.startsWith('no-restricted') === true)
		.map(({ message }) => message);
}

describe('an arrow points inward', () => {
	const doors: [from: string, to: string][] = [
		['src/outbox/a.ts', '#domain/b.ts'],
		['src/acts/a.ts', '#outbox/b.ts'],
		['src/acts/a.ts', './b.ts'],
		['src/lib/map/a.ts', '../list/b.ts'],
		['src/lib/a.svelte.ts', '#acts/b.ts'],
		['src/routes/kiosk/+page.ts', '#lib/b.ts'],
		['src/service-worker/a.ts', '#platform/b.ts'],
		['src/start-page/a.ts', '#platform/b.ts'],
		['pocketbase/hooks/lib.ts', '#domain/b.ts'],
		['demo/fleet.ts', '#remote/b.ts'],
		['demo/fleet.ts', '#outbox/b.ts'],
		['src/domain/b.ts', 'valibot'],
		['src/domain/b.test.ts', '#outbox/a.ts']
	];
	test.each(doors)('%s may import %s', async (from, to) => {
		expect(await faults(from, `import { a } from '${to}';\na();\n`)).toEqual([]);
	});

	const walls: [from: string, to: string, why: RegExp][] = [
		['src/domain/a.ts', '#outbox/b.ts', /src\/domain may import from no other room/],
		['src/domain/a.ts', '#lib/b.ts', /no other room/],
		['src/domain/a.ts', 'node:fs', /lacks it/],
		['src/domain/shapes/a.ts', '../../platform/b.ts', /Name the room/],
		['src/outbox/a.ts', '#remote/b.ts', /src\/outbox may import from #domain/],
		['src/feed/a.ts', '#outbox/b.ts', /src\/feed may import from #domain/],
		['src/controller/a.ts', '#platform/b.ts', /src\/controller may import/],
		['src/remote/a.ts', '#feed/b.ts', /src\/remote may import/],
		['src/platform/a.ts', '#controller/b.ts', /src\/platform may import/],
		['src/platform/a.ts', '../controller/b.ts', /Name the room/],
		['src/outbox/a.ts', '#acts/b.ts', /src\/outbox may import/],
		['src/acts/a.ts', '#lib/b.ts', /src\/acts may import/],
		['src/acts/a.ts', '../routes/b.ts', /Name the room/],
		['src/lib/a.ts', '../routes/b.ts', /Name the room/],
		['src/lib/a.ts', '$lib/b.ts', /Name the room/],
		['src/service-worker/a.ts', '#lib/b.ts', /src\/service-worker may import/],
		['src/start-page/a.ts', '#remote/b.ts', /src\/start-page may import/],
		['src/routes/+page.ts', '../start-page/b.ts', /Name the room/],
		['src/routes/+page.ts', '../lib/b.ts', /Name the room/],
		['src/routes/+page.ts', '../../demo/b.ts', /Name the room/],
		['pocketbase/hooks/a.ts', '#remote/b.ts', /pocketbase\/hooks may import from #domain/],
		['pocketbase/hooks/a.ts', '../../src/domain/b.ts', /Name the room/],
		['pocketbase/hooks/a.ts', 'node:fs', /lacks it/],
		['demo/fleet.ts', '#lib/b.ts', /demo may import/],
		['demo/fleet.ts', '../src/remote/b.ts', /Name the room/],
		['conformance/run.ts', '#domain/b.ts', /conformance may import from no other room/],
		['conformance/rules/facts.ts', '../../tests/support/api.ts', /Name the room/]
	];
	test.each(walls)('%s may not import %s', async (from, to, why) => {
		const outcome = [expect.stringMatching(why)];
		expect(await faults(from, `import { a } from '${to}';\na();\n`)).toEqual(outcome);
		expect(await faults(from, `void import('${to}');\n`)).toEqual(outcome);
		expect(await faults(from, `export { a } from '${to}';\n`)).toEqual(outcome);
		if (!from.startsWith('src/lib')) return;
		const component = `<script lang="ts">\n\timport { a } from '${to}';\n\ta();\n</script>\n`;
		expect(await faults('src/lib/A.svelte', component)).toEqual(outcome);
	});
});

describe('the domain is pure', () => {
	test.each([
		'export const now = () => Date.now();',
		'export const now = () => new Date();',
		'export const now = () => Date();',
		'export const chance = () => Math.random();',
		'export const ask = () => fetch("/");',
		'export const name = new Intl.NumberFormat();',
		'export const copy = (value: object): object => structuredClone(value);',
		'export const bytes = new TextEncoder();',
		'export const url = new URL("https://exes.example");',
		'export const id = crypto.randomUUID();',
		'setTimeout(() => undefined, 1);',
		'export const all = globalThis;',
		'export const words = /\\p{L}+/u;',
		'export const text = (1).toLocaleString("de");',
		'export async function* each() { await 0; yield 1; }',
		'export const parts = (list: number[]) => Object.groupBy(list, String);'
	])('%s', async (code) => {
		expect(await faults('src/domain/a.ts', `${code}\n`)).toHaveLength(1);
	});

	test('time as an argument is fine', async () => {
		const code = 'export const later = (now: number) => new Date(now + 1000).getTime();\n';
		expect(await faults('src/domain/a.ts', code)).toEqual([]);
	});
});

describe('hooks keep PocketBase’s traps shut', () => {
	const traps: [path: string, code: string, why: RegExp][] = [
		['lib.ts', '$app.runInTransaction((tx) => { $app.save(tx); });', /outer \$app/],
		['lib.ts', 'inTransaction((tx) => { if (tx) { $app.db(); } });', /outer \$app/],
		[
			'lib.ts',
			'inTransaction(function (tx) { [1].forEach(() => $app.save(tx)); });',
			/outer \$app/
		],
		['lib.ts', 'routerUse((e) => e.next());', /write it in Go/],
		['lib.ts', 'setTimeout(() => undefined, 1);', /lacks it/],
		['lib.ts', 'const words = /\\p{L}/u; words.test("a");', /never matches/],
		[
			'main.pb.ts',
			'routerAdd("GET", "/", async (e) => { await e.next(); });',
			/wait for a promise/
		],
		['main.pb.ts', 'import { a } from "./lib.ts";\na();', /sees nothing around it/],
		['main.pb.ts', 'routerUse((e) => e.next());', /write it in Go/],
		['main.pb.ts', 'import { a } from "#acts/b.ts";\na();', /may import from #domain/]
	];
	test.each(traps)('%s: %s', async (path, code, why) => {
		const found = await faults(`pocketbase/hooks/${path}`, `${code}\n`);
		expect(found).toContainEqual(expect.stringMatching(why));
	});

	test.each([
		'$app.runInTransaction((tx) => { tx.save(record); });',
		'inTransaction((tx) => { tx.save(record); });\n$app.db();',
		'export const ready = (e) => { $app.db(); return e.json(200, {}); };',
		'outer.runInTransaction((tx) => { globals.$app = tx; });'
	])('%s is fine', async (code) => {
		expect(await faults('pocketbase/hooks/lib.ts', `${code}\n`)).toEqual([]);
	});
});
