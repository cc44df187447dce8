import { Chance as Seeded } from '../../demo/chance.ts';

/** Chance from a seed, with what a fuzzer chooses from. */
export class Chance extends Seeded {
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
