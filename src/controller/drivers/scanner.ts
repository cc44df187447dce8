import type { BytePort } from '../port.ts';
import { LineReader } from './lines.ts';

/** A code as it was read: text of a stranger, to be looked up or shown, and never obeyed. */
export type Scan = { readonly value: string };

/** Longer than any code that we read; what is longer is no code. */
const MAX_CODE_LENGTH = 128;
// eslint-disable-next-line no-control-regex -- they are what is taken out
const CONTROL = /[\0-\x1f\x7f-\x9f]/g;

/** Text of a scanner as a code; null where nothing is left of it, or too much. */
export function scanOf(text: string): Scan | null {
	const value = text.replace(CONTROL, '').trim();
	return value === '' || value.length > MAX_CODE_LENGTH ? null : { value };
}

/**
 * Tells each code that a scanner on a serial port reads, a line each; resolves once the port is lost
 * or closed, and never rejects.
 */
export async function readScanner(port: BytePort, onScan: (scan: Scan) => void): Promise<void> {
	const reader = new LineReader();
	try {
		for await (const bytes of port.incoming) {
			for (const line of reader.push(bytes)) {
				const scan = scanOf(line);
				if (scan) onScan(scan);
			}
		}
	} catch {
		// Why it was lost is the port's business: whoever opened it opens it again.
	}
}
