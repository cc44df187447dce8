import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, brotliCompressSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
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

/** The scripts that the app's entry names for a route: its own and the frame's. */
function nodesOf(html: string, route: string): string[] {
	const entry = [...scriptsOf(html)].find((path) => path.includes('/entry/app.')) ?? '';
	const source = readFileSync(join(APP, entry), 'utf8');
	const nodes = [...source.matchAll(/"(\.\.\/nodes\/(\d+)\.[^"]+\.js)"/g)].map(
		([, path = '', n = '']) => ({ path: join(dirname(entry), path), n })
	);
	const [, own = ''] = new RegExp(`"${route}":\\[(\\d+)`).exec(source) ?? [];
	const wanted = ['0', own];
	return [...new Set(nodes.filter(({ n }) => wanted.includes(n)).map(({ path }) => path))];
}

test('the way in stays light: all of its page before it can be used, on a cheap phone', () => {
	const html = readFileSync(join(APP, '200.html'), 'utf8');
	const nodes = nodesOf(html, '/sign-in');
	const paths = [...scriptsOf(html, ...nodes)];
	const weights = paths.map((path) => `${weight(readFileSync(join(APP, path)))} B ${path}`);
	const told = weights.sort((a, b) => parseInt(b) - parseInt(a)).slice(0, 8);
	expect(nodes, 'the frame and the page itself').toHaveLength(2);
	expect(paths.length).toBeGreaterThan(scriptsOf(html).size + 1);
	const total = sum(weights.map((line) => parseInt(line)));
	expect(total, told.join(', ')).toBeLessThanOrEqual(45 * KB);
	console.log(`sign-in: ${total} B in ${paths.length} scripts`);
});

const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
