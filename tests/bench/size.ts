// npx node tests/bench/size.ts: what a first visit to the map has to load, as the build compresses it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { short, tell, type Figure } from './figure.ts';

const APP = join(import.meta.dirname, '../../dist/app');

/** Bytes on the wire: the build's own brotli file, or the file itself where that is smaller. */
function weight(path: string): number {
	try {
		return readFileSync(join(APP, `${path}.br`)).length;
	} catch {
		return readFileSync(join(APP, path)).length;
	}
}

/** Every script that the page loads before it can be used: named in it, or imported by one that is. */
function scriptsOf(html: string): string[] {
	const found = new Set<string>();
	const visit = (path: string): void => {
		if (found.has(path)) return;
		found.add(path);
		const source = readFileSync(join(APP, path), 'utf8');
		const imports = /(?:^|[;}\s])(?:import|export)(?:[\s\w{}$,*]*?from)?\s*"(\.[^"]+)"/g;
		for (const [, next = ''] of source.matchAll(imports)) visit(join(dirname(path), next));
	};
	const named = /(?:href|src)="(?:\.\/|\/)?([^"]+\.m?js)"|import\("(?:\.\/|\/)?([^"]+\.js)"\)/g;
	for (const [, attribute, imported] of html.matchAll(named)) visit(attribute ?? imported ?? '');
	return [...found];
}

export function measure(): Figure[] {
	const html = readFileSync(join(APP, 'index.html'), 'utf8');
	const styles = [...html.matchAll(/<link[^>]+href="(?:\.\/|\/)?([^"]+\.css)"/g)].map(
		([, path = '']) => path
	);
	const scripts = scriptsOf(html);
	const sum = (paths: readonly string[]): number =>
		paths.reduce((total, path) => total + weight(path), 0);
	const markup = sum(['index.html', ...styles]);
	const code = sum(scripts);
	return [
		{
			figure: 'the first view of the map: scripts',
			limit: 'at most 40 kB',
			measured: `${short(code / 1_000)} kB in ${scripts.length} files`,
			isMet: scripts.length > 0 && code <= 40_000,
			command: 'npx node tests/bench/size.ts'
		},
		{
			figure: 'the first view of the map: HTML and CSS',
			limit: 'at most 14 kB',
			measured: `${short(markup / 1_000)} kB`,
			isMet: markup <= 14_000,
			command: 'npx node tests/bench/size.ts'
		}
	];
}

if (import.meta.main) tell(measure());
