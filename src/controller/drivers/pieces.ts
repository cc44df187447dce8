import type { BytePort } from '../port.ts';

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
