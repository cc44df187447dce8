import type { Frame } from '../frame.ts';

const KEPT = 16;

/** The last answers of one session: a request that comes again is answered again and not done [P4]. */
export class Answers {
	readonly #byId = new Map<number, Frame>();

	recall(id: number): Frame | null {
		return this.#byId.get(id) ?? null;
	}

	keep(answer: Frame): void {
		this.#byId.set(answer.id, answer);
		const [oldest] = this.#byId.keys();
		if (oldest !== undefined && this.#byId.size > KEPT) this.#byId.delete(oldest);
	}
}
