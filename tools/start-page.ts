// node tools/start-page.ts FILE: the kiosk's start page, one file that asks for nothing [S15].
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, transform } from 'esbuild';

const out = process.argv[2] ?? 'dist/start-page.html';
const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const styles = [
	'src/lib/styles/tokens.css',
	'src/lib/styles/components.css',
	'src/lib/styles/surfaces.css',
	'src/start-page/page.css'
];
const style = await transform(styles.map(read).join('\n'), { loader: 'css', minify: true });
const bundle = await build({
	entryPoints: ['src/start-page/main.ts'],
	...{ bundle: true, minify: true, write: false, format: 'iife', charset: 'utf8' },
	target: 'es2022',
	tsconfigRaw: {}, // the checkout's own extends a file that a fresh clone does not have yet
	logLevel: 'warning'
});
const script = bundle.outputFiles[0]?.text ?? '';
const logo = /<svg[^]*<\/svg>/.exec(read('src/lib/LogoMark.svelte'))?.[0] ?? '';

// It may ask whether any server answers, and nothing else.
const policy = [
	"default-src 'none'",
	`script-src ${hashOf(script)}`,
	`style-src ${hashOf(style.code)}`,
	'connect-src http: https:',
	"base-uri 'none'",
	"form-action 'none'"
].join('; ');
const parts: Record<string, string> = {
	logo,
	policy: `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
	style: `<style>${style.code}</style>`,
	script: `<script>${script}</script>`
};
mkdirSync(dirname(out), { recursive: true });
writeFileSync(
	out,
	read('src/start-page/page.html').replace(
		/<!-- (\w+) -->/g,
		(_, name: string) => parts[name] ?? ''
	)
);

function hashOf(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
