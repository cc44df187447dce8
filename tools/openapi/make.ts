// node tools/openapi/make.ts FOLDER: what the server serves of its specification.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { openapi } from './document.ts';
import { page } from './page.ts';
import { toYaml } from './yaml.ts';

const out = process.argv[2] ?? 'dist/api';
const document = openapi();
const read = (path: string): string =>
	readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const styles = [
	'src/lib/styles/tokens.css',
	'src/lib/styles/components.css',
	'tools/openapi/docs.css'
];

mkdirSync(out, { recursive: true });
for (const [name, text] of Object.entries({
	'openapi.json': JSON.stringify(document),
	'openapi.yaml': toYaml(document),
	'docs.html': page(document),
	'docs.css': styles.map(read).join('\n')
})) {
	writeFileSync(join(out, name), text);
	writeFileSync(join(out, `${name}.br`), brotliCompressSync(text));
	writeFileSync(join(out, `${name}.gz`), gzipSync(text));
}
