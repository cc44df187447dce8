/** A line of a device that is longer is noise. */
const MAX_LINE_BYTES = 256;
const CR = 0x0d;
const LF = 0x0a;

/** Finds lines that end with CR, LF or both in bytes that arrive in any pieces; empty ones are none. */
export class LineReader {
	readonly #decoder = new TextDecoder();
	#pending: number[] = [];
	#isTooLong = false;

	/** @returns what the bytes completed, in order; bytes that are no UTF-8 become U+FFFD */
	push(bytes: Uint8Array): string[] {
		const lines: string[] = [];
		for (const byte of bytes) {
			if (byte === CR || byte === LF) {
				if (this.#pending.length > 0 && !this.#isTooLong) {
					lines.push(this.#decoder.decode(Uint8Array.from(this.#pending)));
				}
				this.#pending = [];
				this.#isTooLong = false;
			} else if (this.#pending.length < MAX_LINE_BYTES) {
				this.#pending.push(byte);
			} else {
				this.#isTooLong = true;
			}
		}
		return lines;
	}
}
