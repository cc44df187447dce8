import { request, type Agent } from 'node:http';
import type { Input } from './input.ts';

export type Answer = {
	readonly status: number;
	readonly type: string;
	readonly text: string;
	/** The parsed body; undefined where it is no JSON. */
	readonly body: any;
	readonly ms: number;
};

/** Longer than the server lets anything take; whoever waits longer waits for ever. */
const PATIENCE = 20_000;

/**
 * Sends bytes as they are, whatever a browser would say to them.
 *
 * @throws where no answer came
 */
export function exchange(
	url: string,
	agent: Agent,
	{ method, path, headers, body }: Pick<Input, 'method' | 'path' | 'headers' | 'body'>
): Promise<Answer> {
	return new Promise((settle, fail) => {
		const begun = performance.now();
		const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
		const { hostname, port } = new URL(url);
		let isAnswered = false;
		const sent = request(
			{
				hostname,
				port,
				agent,
				method,
				path,
				headers: { ...headers, ...length },
				timeout: PATIENCE
			},
			(answer) => {
				isAnswered = true;
				let text = '';
				answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
				answer.on('error', fail);
				answer.on('end', () => {
					const ms = performance.now() - begun;
					const type = answer.headers['content-type'] ?? '';
					settle({ status: answer.statusCode ?? 0, type, text, body: parsed(text), ms });
				});
			}
		);
		sent.on('timeout', () => sent.destroy(new Error(`No answer within ${PATIENCE} ms.`)));
		// A body that is refused half-way may not be sent whole.
		sent.on('error', (error) => {
			if (!isAnswered) fail(error);
		});
		sent.end(body ?? undefined);
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
