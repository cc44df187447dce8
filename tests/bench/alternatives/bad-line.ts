import { build } from 'esbuild';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const QUIET_MS = 4_000;

/** What becomes of one request. */
export type Fate = 'fine' | 'requestLost' | 'replyLost' | 'busy';

/** How each ten requests fare where the line is bad, one after the other. */
const BAD: readonly Fate[] = [
	...(['replyLost', 'fine', 'busy', 'fine', 'requestLost'] as const),
	...(['fine', 'replyLost', 'fine', 'busy', 'fine'] as const)
];

/**
 * Gives the page, and stands between it and its server. A connection is used once: a browser sends again
 * by itself what it sent on one that was used before and broke.
 */
export class BadLine {
	/** `held`: the next request reaches the server, and its reply nobody, until the line is another. */
	state: 'fine' | 'bad' | 'down' | 'held' = 'fine';
	readonly #server = createServer((asked, reply) => void this.#serve(asked, reply));
	readonly #waiting: (() => void)[] = [];
	readonly #upstream: () => string;
	#script = '';
	#requests = 0;

	private constructor(upstream: () => string) {
		this.#upstream = upstream;
	}

	static async to(upstream: () => string): Promise<BadLine> {
		const line = new BadLine(upstream);
		const { outputFiles } = await build({
			entryPoints: [join(import.meta.dirname, 'page.ts')],
			...{ bundle: true, format: 'esm', write: false, target: 'es2022' }
		});
		line.#script = outputFiles[0]?.text ?? '';
		await new Promise<void>((done) => line.#server.listen(0, '127.0.0.1', done));
		return line;
	}

	get url(): string {
		const address = this.#server.address();
		if (address === null || typeof address === 'string') throw new Error('No port.');
		return `http://127.0.0.1:${address.port}/`;
	}

	/** Begins the ten again: every way meets the same. */
	begin(state: BadLine['state']): void {
		this.#requests = 0;
		this.state = state;
	}

	/** Resolves when so many more requests have come, or none has for a while: all is told. */
	async requests(count: number): Promise<void> {
		for (let i = 0; i < count; i++) {
			await Promise.race([new Promise<void>((come) => this.#waiting.push(come)), pause(QUIET_MS)]);
		}
	}

	close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	async #serve(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
		reply.setHeader('connection', 'close');
		const path = asked.url ?? '/';
		if (!path.startsWith('/api/')) {
			reply.setHeader('content-type', path === '/page.js' ? 'text/javascript' : 'text/html');
			reply.end(
				path === '/page.js' ? this.#script : '<script type="module" src="/page.js"></script>'
			);
			return;
		}
		const body: Buffer[] = [];
		for await (const part of asked) body.push(part as Buffer);
		const state = this.state;
		const fate = state === 'bad' ? (BAD[this.#requests++ % BAD.length] ?? 'fine') : 'fine';
		if (state === 'down' || fate === 'requestLost') reply.destroy();
		else if (fate === 'busy') reply.writeHead(503).end('{}');
		else
			await this.#pass(asked, Buffer.concat(body), reply, state === 'held' || fate === 'replyLost');
		for (const come of this.#waiting.splice(0)) come();
	}

	#pass(asked: IncomingMessage, body: Buffer, reply: ServerResponse, isLost: boolean) {
		return new Promise<void>((done) => {
			const { method = 'GET', url = '/' } = asked;
			const headers = { ...asked.headers, connection: 'close' };
			const passed = request(this.#upstream() + url, { method, headers }, (answer) => {
				const parts: Buffer[] = [];
				answer.on('data', (part: Buffer) => parts.push(part));
				answer.on('error', cut);
				answer.on('end', () => {
					if (isLost) {
						cut();
						return;
					}
					const type = answer.headers['content-type'] ?? 'application/json';
					reply.writeHead(answer.statusCode ?? 502, { 'content-type': type });
					reply.end(Buffer.concat(parts));
					done();
				});
			});
			passed.on('error', cut);
			passed.end(body);
			function cut(): void {
				reply.destroy();
				done();
			}
		});
	}
}
