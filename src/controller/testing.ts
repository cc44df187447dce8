import type { BytePort, PortSource } from './port.ts';

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Ends with its signal: no time goes by. */
export const sleep = (_ms: number, signal: AbortSignal): Promise<void> =>
	new Promise((done) => {
		signal.addEventListener('abort', () => {
			done();
		});
	});

/** Ends at once, as if all that time had gone by. */
export const sleepShort = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

export async function opened(source: PortSource): Promise<BytePort> {
	const port = await source.open();
	if (!port) throw new Error('There is no port.');
	return port;
}

/** Reads to the end, or to what ended it. */
export function readAll(port: BytePort) {
	const read: number[] = [];
	const end = (async () => {
		for await (const chunk of port.incoming) read.push(...chunk);
	})().catch((error: unknown) => error);
	return { read, end };
}

/** A port out of which these pieces come, before it ends or fails; for tests. */
export function portOf(
	pieces: readonly (string | Uint8Array)[],
	failure?: Error
): BytePort & { readonly written: Uint8Array[] } {
	const encoder = new TextEncoder();
	const written: Uint8Array[] = [];
	let isClosed = false;
	async function* read() {
		for (const piece of pieces) {
			await Promise.resolve();
			if (isClosed) return;
			yield typeof piece === 'string' ? encoder.encode(piece) : piece;
		}
		if (failure) throw failure;
	}
	return {
		incoming: read(),
		written,
		write: (bytes) => Promise.resolve(void written.push(bytes)),
		close: () => {
			isClosed = true;
			return Promise.resolve();
		}
	};
}
