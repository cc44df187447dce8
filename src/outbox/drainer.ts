import { Drain, type DrainOptions } from './drain.ts';

export type DrainerOptions = DrainOptions & {
	/** Runs a task while no other tab runs one: a Web Lock in the page [S3]. */
	readonly exclusive: <T>(task: () => Promise<T>) => Promise<T>;
	/** Resolves after so many milliseconds, or as soon as the signal fires. */
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
	/** A step threw: the store is full or broken. Nothing is lost; the next step comes in a minute. */
	readonly onFault: (fault: unknown) => void;
};

const FAULT_PAUSE_MS = 60_000;
const NEVER_MS = 2 ** 31 - 1;

/** Drains for as long as the page lives, woken by new facts and by whoever calls `wake` [S4]. */
export class Drainer {
	readonly #with: DrainerOptions;
	readonly #drain: Drain;
	readonly #stopped = new AbortController();
	#sleeping = new AbortController();
	#wakes = 0;

	constructor(options: DrainerOptions) {
		this.#with = options;
		this.#drain = new Drain(options);
	}

	/** Begins; call once. */
	start(): void {
		const stopListening = this.#with.store.onAppend(() => {
			this.#interrupt();
		});
		this.#stopped.signal.addEventListener('abort', stopListening);
		void this.#run();
	}

	/** A sign that sending may work now: the network is back, the page is visible, signed in. */
	wake(): void {
		this.#drain.hurry();
		this.#interrupt();
	}

	/** A request of the same origin that must not cross a batch [S4]. */
	exclusive<T>(task: () => Promise<T>): Promise<T> {
		return this.#with.exclusive(task);
	}

	stop(): void {
		this.#stopped.abort();
		this.#interrupt();
	}

	async #run(): Promise<void> {
		while (!this.#stopped.signal.aborted) {
			const wakes = this.#wakes;
			const pause = await this.#step();
			if (pause > 0 && wakes === this.#wakes) await this.#sleep(pause);
		}
	}

	/** @returns milliseconds until the next step */
	async #step(): Promise<number> {
		try {
			const step = await this.#with.exclusive(() => this.#drain.step());
			switch (step.kind) {
				case 'sent':
					return 0;
				case 'wait':
					return step.ms;
				case 'idle':
					return step.until === null ? NEVER_MS : Math.max(1_000, step.until - this.#with.now());
			}
		} catch (fault) {
			this.#with.onFault(fault);
			return FAULT_PAUSE_MS;
		}
	}

	async #sleep(ms: number): Promise<void> {
		this.#sleeping = new AbortController();
		await this.#with.sleep(ms, this.#sleeping.signal);
	}

	#interrupt(): void {
		this.#wakes += 1;
		this.#sleeping.abort();
	}
}
