/** Who wants to be told. One that throws keeps neither the others nor the teller from going on. */
export class Listeners<T> {
	readonly #listeners = new Set<(told: T) => void>();
	readonly #onFault: (fault: unknown) => void;

	constructor(onFault: (fault: unknown) => void) {
		this.#onFault = onFault;
	}

	/** Returns how to stop. */
	add(listener: (told: T) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	tell(told: T): void {
		for (const listener of this.#listeners) {
			try {
				listener(told);
			} catch (fault) {
				this.#onFault(fault);
			}
		}
	}
}
