import { PortError, type BytePort, type PortSource } from '../port.ts';

/** Where a port stands that is only read. `busy`: another program or another part of this page has it. */
export type PortState = 'opening' | 'open' | 'unplugged' | 'busy';

export type KeptPortOptions = {
	readonly ports: PortSource;
	/** Reads until the port is lost or closed; never rejects. */
	readonly read: (port: BytePort) => Promise<void>;
	readonly after: (ms: number, task: () => void) => () => void;
	readonly onState: (state: PortState) => void;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Keeps the port of a device open that only tells, and opens it again when it was lost [P5, P8]. */
export class KeptPort {
	readonly #with: KeptPortOptions;
	#port: BytePort | null = null;
	#isStopped = false;
	#wake: () => void = () => undefined;
	#running: Promise<void> | null = null;

	constructor(options: KeptPortOptions) {
		this.#with = options;
	}

	/** Call once. */
	start(): void {
		this.#running ??= this.#run();
	}

	/** Resolves once the port is closed. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#wake();
		await this.#port?.close();
		await this.#running;
	}

	async #run(): Promise<void> {
		const stopHints = this.#with.ports.onHint(() => {
			this.#wake();
		});
		let pause = FIRST_PAUSE_MS;
		this.#with.onState('opening');
		while (!this.#isStopped) {
			const wasOpen = await this.#once();
			if (this.#isOver()) break;
			pause = wasOpen ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
			await this.#pause(pause);
		}
		stopHints();
	}

	/** @returns whether the port could be opened */
	async #once(): Promise<boolean> {
		try {
			this.#port = await this.#with.ports.open();
		} catch (fault) {
			const isGone = fault instanceof PortError && fault.reason === 'unplugged';
			this.#with.onState(isGone ? 'unplugged' : 'busy');
			return false;
		}
		const port = this.#port;
		if (port && !this.#isOver()) {
			this.#with.onState('open');
			await this.#with.read(port);
		}
		await port?.close();
		this.#port = null;
		if (!this.#isOver()) this.#with.onState('unplugged');
		return port !== null;
	}

	// TypeScript takes the loop's condition to hold in its body, over every wait.
	#isOver(): boolean {
		return this.#isStopped;
	}

	/** Ends early when a port may have come, or when it is stopped. */
	#pause(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const cancel = this.#with.after(ms, resolve);
			this.#wake = () => {
				cancel();
				resolve();
			};
		});
	}
}
