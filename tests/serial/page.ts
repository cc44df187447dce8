import { build } from 'esbuild';
import { createServer } from 'node:http';
import { join } from 'node:path';

export type Served = { readonly origin: string; readonly close: () => void };

/** Serves an empty page with one script of this folder in it, which may be any of the app's sources. */
export async function served(script: string): Promise<Served> {
	const { outputFiles } = await build({
		entryPoints: [join(import.meta.dirname, script)],
		bundle: true,
		format: 'esm',
		write: false
	});
	const code = outputFiles[0]?.text ?? '';
	const server = createServer((request, reply) => {
		const isScript = request.url === '/page.js';
		reply.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
		reply.end(isScript ? code : '<!doctype html><script type="module" src="/page.js"></script>');
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port.');
	return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}
