/** What the crash tests put between the page and what it writes and says. */
export type Through = <T>(step: string, work: () => Promise<T>) => Promise<T>;

/** At which step something happens, counted from 1. */
export type At = { readonly step: number; readonly when: 'before' | 'after' };

/** Each write to the store and each message to the board is a step; the page dies before or after one. */
export class Steps {
	count = 0;
	isDead = false;
	readonly died: Promise<void>;
	readonly #dies: At;
	#begun = false;
	#die: () => void = () => undefined;

	constructor(dies: At) {
		this.#dies = dies;
		this.died = new Promise((done) => (this.#die = done));
	}

	/** What else happens at a step. */
	around: <T>(work: () => Promise<T>) => Promise<T> = (work) => work();

	begin(): void {
		this.#begun = true;
	}

	/** Nothing more is written or said. */
	kill(): void {
		this.isDead = true;
		this.#die();
	}

	readonly through: Through = async (_, work) => {
		if (this.isDead) throw new Error('dead');
		const isLast = this.#begun && (this.count += 1) === this.#dies.step;
		if (isLast && this.#dies.when === 'before') this.#kill();
		const result = await this.around(work);
		if (isLast) this.#kill();
		return result;
	};

	#kill(): never {
		this.kill();
		throw new Error('killed');
	}
}
