/** Bytes between the start and the end of a frame, at most [P1]. */
export const MAX_FRAME_BYTES = 512;
export const FRAME_START = 0x1e;
export const FRAME_END = 0x0a;

/** What was on the line beside whole frames: figures for a diagnosis, nothing is done about them [P1]. */
export type LineCounts = {
	/** Bytes outside frames: the log of a starting board is normal. */
	readonly junk: number;
	/** Frames that another one began within. */
	readonly cut: number;
	/** Frames that were too long. */
	readonly overflow: number;
};

/** Finds what stands between start and end in bytes that arrive in any pieces [P1]. */
export class Deframer {
	readonly #pending = new Uint8Array(MAX_FRAME_BYTES);
	readonly #counts = { junk: 0, cut: 0, overflow: 0 };
	/** Null outside of a frame. */
	#length: number | null = null;

	get counts(): LineCounts {
		return this.#counts;
	}

	/** @returns what the bytes completed, in order; each is a copy */
	push(bytes: Uint8Array): Uint8Array[] {
		const whole: Uint8Array[] = [];
		for (const byte of bytes) {
			if (byte === FRAME_START) {
				if (this.#length !== null) this.#counts.cut += 1;
				this.#length = 0;
			} else if (this.#length === null) {
				this.#counts.junk += 1;
			} else if (byte === FRAME_END) {
				whole.push(this.#pending.slice(0, this.#length));
				this.#length = null;
			} else if (this.#length === MAX_FRAME_BYTES) {
				this.#counts.overflow += 1;
				this.#length = null;
			} else {
				this.#pending[this.#length] = byte;
				this.#length += 1;
			}
		}
		return whole;
	}
}
