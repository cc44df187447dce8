// node tools/hooks.mjs [FOLDER]: TypeScript hooks to what PocketBase's runtime loads.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const outdir = process.argv[2] ?? 'dist/hooks';
const source = 'pocketbase/hooks';

/** @type {import('esbuild').BuildOptions} */
const common = {
	outdir,
	target: 'es2022',
	platform: 'neutral',
	tsconfigRaw: {}, // the checkout's own extends a file that a fresh clone does not have yet
	logLevel: 'warning'
};

try {
	// Stripped of its types and nothing more: each handler is compiled from its own source text.
	await build({ ...common, entryPoints: [`${source}/main.pb.ts`] });

	// What the handlers require. The runtime knows no async generators, so none may be left in.
	await build({
		...common,
		entryPoints: ['lib', 'commands'].map((name) => `${source}/${name}.ts`).filter(existsSync),
		bundle: true,
		format: 'cjs',
		conditions: ['import', 'default'],
		mainFields: ['module', 'main'],
		supported: { 'async-generator': false, 'for-await': false }
	});
} catch {
	process.exitCode = 1; // esbuild has said why
}
