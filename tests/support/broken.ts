import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way, which a breakage may change. */
export type Passing = {
	readonly method: string;
	readonly path: string;
	readonly headers: Record<string, string>;
	body: Buffer;
};

/** An answer on its way back. */
export type Returning = { status: number; headers: Record<string, string>; text: string };

/** How a server is broken. What a breakage leaves out is passed on as it is. */
export type Breakage = {
	/** Before it is passed on; an answer returned here is given in its place, `hang` gives none. */
	readonly before?: (request: Passing) => Returning | 'hang' | undefined;
	/** A JSON body of the answer, to be changed in place. */
	readonly json?: (body: any, request: Passing, answer: Returning) => void;
	readonly after?: (answer: Returning, request: Passing) => void;
};

export type Proxy = { readonly url: string; [Symbol.asyncDispose](): Promise<void> };

/** A server that is ours but for one thing: every request goes through, changed as told. */
export async function broken(behind: string, breakage: Breakage): Promise<Proxy> {
	const server = createServer((incoming, outgoing) => {
		void pass(incoming)
			.then((answer) => {
				if (answer === 'hang') return;
				outgoing.writeHead(answer.status, answer.headers);
				outgoing.end(answer.text);
			})
			.catch(() => outgoing.destroy());
	});

	async function pass(incoming: IncomingMessage): Promise<Returning | 'hang'> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const kept = ['content-type', 'authorization', 'if-none-match'];
		const headers = Object.fromEntries(
			kept.flatMap((name) => {
				const value = incoming.headers[name];
				return typeof value === 'string' ? [[name, value]] : [];
			})
		);
		const { method = 'GET', url: path = '/' } = incoming;
		const request: Passing = { method, path, headers, body: Buffer.concat(chunks) };
		const instead = breakage.before?.(request);
		if (instead !== undefined) return instead;
		const answer = await forward(behind, request);
		breakage.after?.(answer, request);
		if (breakage.json && answer.text.startsWith('{')) {
			const body: unknown = JSON.parse(answer.text);
			breakage.json(body, request, answer);
			answer.text = JSON.stringify(body);
		}
		return answer;
	}

	await new Promise<void>((settle) => {
		server.listen(0, '127.0.0.1', settle);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		[Symbol.asyncDispose]: () =>
			new Promise((settle) => {
				server.close(() => {
					settle();
				});
				server.closeAllConnections();
			})
	};
}

async function forward(
	behind: string,
	{ method, path, headers, body }: Passing
): Promise<Returning> {
	const hasBody = method !== 'GET' && method !== 'HEAD';
	const response = await fetch(behind + path, {
		...{ method, headers, redirect: 'manual' },
		...(hasBody ? { body: new Uint8Array(body) } : {})
	});
	const names = ['content-type', 'etag', 'retry-after'];
	const kept = names.flatMap((name) => {
		const value = response.headers.get(name);
		return value === null ? [] : [[name, value] as const];
	});
	return {
		status: response.status,
		headers: Object.fromEntries(kept),
		text: await response.text()
	};
}
