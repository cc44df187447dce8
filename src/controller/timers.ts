import type { LinkClock } from './clock.ts';

/** Tasks that wait, by name: what is set again is waited for anew, once. */
export class Timers {
	readonly #after: LinkClock['after'];
	readonly #waiting = new Map<string, () => void>();

	constructor({ after }: Pick<LinkClock, 'after'>) {
		this.#after = after;
	}

	set(name: string, ms: number, task: () => void): void {
		this.cancel(name);
		this.#waiting.set(name, this.#after(ms, task));
	}

	cancel(...names: readonly string[]): void {
		for (const name of names) {
			this.#waiting.get(name)?.();
			this.#waiting.delete(name);
		}
	}

	cancelAll(): void {
		this.cancel(...this.#waiting.keys());
	}
}
