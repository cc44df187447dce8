import { createHash } from 'node:crypto';
import { Chance as Seeded } from '../../demo/chance.ts';

/**
 * Chance from a seed, with what a fuzzer chooses from. By sfc32, of 128 bits: the streams of the plain
 * one are parts of one circle of 32, so that of 30,000 some overlap and make the same ids.
 */
export class Chance extends Seeded {
	readonly #words: Uint32Array;

	constructor(seed: string) {
		super(seed);
		const digest = createHash('sha256').update(seed).digest();
		this.#words = Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at));
	}

	override next(): number {
		const [a = 0, b = 0, c = 0, counter = 0] = this.#words;
		const sum = (a + b + counter) >>> 0;
		this.#words.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + sum, counter + 1]);
		return sum / 4_294_967_296;
	}

	one<T>(choices: readonly T[]): T {
		if (choices.length === 0) throw new RangeError('Nothing to choose from.');
		return this.pick(choices) as T;
	}

	text(letters: string, length: number): string {
		return Array.from({ length }, () => letters.charAt(this.integer(0, letters.length - 1))).join(
			''
		);
	}

	/** As a client makes ids. */
	id(): string {
		return this.text('abcdefghijklmnopqrstuvwxyz0123456789', 15);
	}
}
