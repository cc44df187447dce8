import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { constants, brotliCompressSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { LANGUAGES } from '#domain/shapes/words.ts';
import frameAr from '#lib/messages/ar.ts';
import frameDe from '#lib/messages/de.ts';
import signInAr from '../../src/routes/sign-in/messages/ar.ts';
import signInDe from '../../src/routes/sign-in/messages/de.ts';
import { built } from '../support/build.ts';

const APP = join(import.meta.dirname, '../../dist/app');
const KB = 1000;

beforeAll(() => built('app'), 120_000);

/** What one file costs on the wire, as the build compresses it. */
function weight(bytes: Buffer): number {
	const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
	return brotliCompressSync(bytes, { params }).length;
}

/** Every script that a page loads before it can be used: named in it, or imported by one that is. */
function scriptsOf(html: string, ...others: string[]): Set<string> {
	const found = new Set<string>();
	const named = html.matchAll(/(?:href|src)="\/?([^"]+\.m?js)"|import\("\/?([^"]+\.js)"\)/g);
	for (const [, attribute, imported] of named) visit(attribute ?? imported ?? '');
	others.forEach(visit);

	function visit(path: string): void {
		const clean = path.replace(/^\.\//, '');
		if (found.has(clean)) return;
		found.add(clean);
		const source = readFileSync(join(APP, clean), 'utf8');
		for (const [, next = ''] of source.matchAll(
			/(?:^|[;}\s])(?:import|export)(?:[\s\w{}$,*]*?from)?\s*"(\.[^"]+)"/g
		)) {
			visit(join(dirname(clean), next));
		}
	}
	return found;
}

test('the first view of the map page stays light', () => {
	const html = readFileSync(join(APP, 'index.html'));
	const text = html.toString('utf8');
	const styles = [...text.matchAll(/<link[^>]+href="\/?\.?\/?([^"]+\.css)"/g)].map(
		([, path = '']) => path
	);
	const markup = [html, ...styles.map((path) => readFileSync(join(APP, path)))].map(weight);
	const paths = [...scriptsOf(text)];
	const scripts = paths.map((path) => weight(readFileSync(join(APP, path))));
	const heaviest = paths
		.map((path, index) => `${scripts[index] ?? 0} B ${path}`)
		.sort((a, b) => parseInt(b) - parseInt(a))
		.slice(0, 6)
		.join(', ');

	expect(scripts.length, 'the page loads scripts, or this test sees none').toBeGreaterThan(3);
	expect(sum(markup), 'HTML and CSS').toBeLessThanOrEqual(14 * KB);
	expect(sum(scripts), `${scripts.length} scripts, the heaviest ${heaviest}`).toBeLessThanOrEqual(
		40 * KB
	);
	console.log(
		`first view: ${sum(markup)} B HTML and CSS, ${sum(scripts)} B in ${scripts.length} scripts`
	);
});

/** The scripts that the app's entry names for a route: its own, its section's and the frame's. */
function nodesOf(html: string, route: string): string[] {
	const entry = [...scriptsOf(html)].find((path) => path.includes('/entry/app.')) ?? '';
	const source = readFileSync(join(APP, entry), 'utf8');
	const nodes = [...source.matchAll(/"(\.\.\/nodes\/(\d+)\.[^"]+\.js)"/g)].map(
		([, path = '', n = '']) => ({ path: join(dirname(entry), path), n })
	);
	const [, rest = ''] = source.split(`"${route}":`);
	const [numbers = ''] = /^\[[\d,[\]~]*\]/.exec(rest) ?? [];
	const wanted = ['0', ...numbers.split(/\D+/)];
	return [...new Set(nodes.filter(({ n }) => wanted.includes(n)).map(({ path }) => path))];
}

/** The script that holds these words, of those that the others may bring: older builds have theirs. */
function wordsWith(text: string, others: ReadonlySet<string>): string {
	const sources = [...others].map((path) => readFileSync(join(APP, path), 'utf8')).join();
	const holding = globSync('_app/immutable/**/*.js', { cwd: APP }).filter(
		(path) =>
			sources.includes(basename(path)) && readFileSync(join(APP, path), 'utf8').includes(text)
	);
	expect(holding, `"${text}" stands in one script`).toHaveLength(1);
	return holding[0] ?? '';
}

/** What is said on the page of the way in: of the app, and of the page itself. */
const SPOKEN = {
	en: [],
	de: [frameDe.demoNote, signInDe.noCodeWhy],
	ar: [frameAr.demoNote, signInAr.noCodeWhy]
};

test.each(LANGUAGES)('the way in stays light, all that it needs in %s', (language) => {
	const html = readFileSync(join(APP, '200.html'), 'utf8');
	const nodes = nodesOf(html, '/sign-in');
	const needed = scriptsOf(html, ...nodes);
	const words = SPOKEN[language].map((text) => wordsWith(text, needed));
	const paths = scriptsOf(html, ...nodes, ...words);
	const weights = [...paths].map((path) => `${weight(readFileSync(join(APP, path)))} B ${path}`);
	const told = weights.sort((a, b) => parseInt(b) - parseInt(a)).slice(0, 8);
	expect(nodes, 'the frame and the page itself').toHaveLength(2);
	expect(paths.size).toBeGreaterThan(scriptsOf(html).size + 1 + SPOKEN[language].length);
	const total = sum(weights.map((line) => parseInt(line)));
	expect(total, told.join(', ')).toBeLessThanOrEqual(45 * KB);
	console.log(`sign-in, ${language}: ${total} B in ${paths.size} scripts`);
});

/** What brings RxDB: the replication's own notes are named in it and nowhere else. */
const RXDB = 'rx-replication-meta-';

/** Every script that pages may ask for later: named anywhere in what they load. */
function allScripts(html: string): Set<string> {
	const found = new Set<string>();
	const waiting = [...scriptsOf(html)];
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		if (found.has(path)) continue;
		found.add(path);
		const source = readFileSync(join(APP, path), 'utf8');
		for (const [, next = ''] of source.matchAll(/"(\.\.?\/[^"]+\.js)"/g)) {
			waiting.push(join(dirname(path), next));
		}
	}
	return found;
}

const DEXIE = 'DexieError';

/** What speaks serial over WebUSB: a kiosk asks for it when such a board is there. */
const WEB_USB = 'Unable to find interface with class';

const holds = (path: string, text: string) => readFileSync(join(APP, path), 'utf8').includes(text);

test('[S10] state down comes in one chunk, after the first screen, of at most 95 kB', () => {
	const html = readFileSync(join(APP, '200.html'), 'utf8');
	const chunks = [...allScripts(html)].filter((path) => holds(path, RXDB));
	expect(chunks, 'RxDB stands in one script').toHaveLength(1);
	// Dexie is counted too, though the outbox has brought it already.
	const before = [...scriptsOf(html, ...nodesOf(html, '/volunteer/[[part]]'))];
	const others = new Set(before.filter((path) => !holds(path, DEXIE)));
	const own = [...scriptsOf('', ...chunks)].filter((path) => !others.has(path));
	expect(own.filter((path) => holds(path, DEXIE))).toHaveLength(1);
	const weights = own.map((path) => `${weight(readFileSync(join(APP, path)))} B ${path}`);
	const total = sum(weights.map((line) => parseInt(line)));
	expect(total, weights.join(', ')).toBeLessThanOrEqual(95 * KB);
	expect(total, 'RxDB and Dexie are in it').toBeGreaterThan(50 * KB);
	console.log(`state down: ${total} B in ${own.length} scripts, Dexie among them`);
});

test('[S13] the public page and the way in bring nothing of it', () => {
	const home = readFileSync(join(APP, 'index.html'), 'utf8');
	const html = readFileSync(join(APP, '200.html'), 'utf8');
	const routes = ['/sign-in', '/(public)/m/[id]', '/kiosk', '/volunteer/[[part]]'];
	const paths = new Set([
		...scriptsOf(home),
		...routes.flatMap((route) => [...scriptsOf(html, ...nodesOf(html, route))])
	]);
	// Sections ask for it once they are on the screen: no page waits for it.
	expect([...paths].filter((path) => holds(path, RXDB))).toEqual([]);
	expect([...paths].filter((path) => holds(path, WEB_USB))).toEqual([]);
	const light = [...scriptsOf(home), ...scriptsOf(html, ...nodesOf(html, '/sign-in'))];
	expect(light.filter((path) => holds(path, DEXIE))).toEqual([]);
	// RxDB's dev-mode loads a page of theirs into ours.
	expect([...allScripts(html)].filter((path) => holds(path, 'dev-mode-iframe'))).toEqual([]);
});

const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
