import { PortError, type BytePort, type PortSource } from '../port.ts';

export type LineOptions = {
	readonly random: () => number;
	/** Bytes from the host arrived at the board. */
	readonly onBytes: (bytes: Uint8Array) => void;
};

/** The cable between a host and a simulated board, with what can happen to it. */
export class Line implements PortSource {
	/** The chance of each byte to be changed, lost, or followed by one that nobody sent. */
	noise = 0;
	readonly #with: LineOptions;
	readonly #wakes = new Set<() => void>();
	#isPlugged = true;
	#hasPower = true;
	#port: LinePort | null = null;

	constructor(options: LineOptions) {
		this.#with = options;
	}

	get isPlugged(): boolean {
		return this.#isPlugged;
	}

	open(): Promise<BytePort | null> {
		if (!this.#isPlugged || !this.#hasPower) return Promise.resolve(null);
		if (this.#port?.isOpen) return Promise.reject(new PortError('busy'));
		this.#port = new LinePort((bytes) => {
			this.#with.onBytes(this.#worn(bytes));
		});
		return Promise.resolve(this.#port);
	}

	onHint(wake: () => void): () => void {
		this.#wakes.add(wake);
		return () => this.#wakes.delete(wake);
	}

	/** Bytes from the board; nobody reads them while the port is closed. */
	send(bytes: Uint8Array): void {
		this.#port?.push(this.#worn(bytes));
	}

	/** Pulls the cable, or puts it back. */
	plug(isPlugged: boolean): void {
		this.#isPlugged = isPlugged;
		this.#change();
	}

	/** A board without power is no port. */
	power(hasPower: boolean): void {
		if (hasPower === this.#hasPower) return;
		this.#hasPower = hasPower;
		this.#change();
	}

	#change(): void {
		if (this.#isPlugged && this.#hasPower) for (const wake of this.#wakes) wake();
		else this.#port?.lose();
	}

	#worn(bytes: Uint8Array): Uint8Array {
		if (this.noise === 0) return bytes;
		const chance = (): number => Math.floor(this.#with.random() * 256);
		const worn: number[] = [];
		for (const byte of bytes) {
			const what = this.#with.random() / this.noise;
			if (what >= 1) worn.push(byte);
			else if (what < 0.4) worn.push(byte ^ (1 << (chance() % 8)));
			else if (what >= 0.8) worn.push(byte, chance());
		}
		return Uint8Array.from(worn);
	}
}

class LinePort implements BytePort {
	isOpen = true;
	readonly incoming: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => this.#read() };
	readonly #onWrite: (bytes: Uint8Array) => void;
	readonly #arrived: Uint8Array[] = [];
	#wake: () => void = () => undefined;

	constructor(onWrite: (bytes: Uint8Array) => void) {
		this.#onWrite = onWrite;
	}

	write(bytes: Uint8Array): Promise<void> {
		if (!this.isOpen) return Promise.reject(new Error('The port is lost.'));
		this.#onWrite(bytes);
		return Promise.resolve();
	}

	close(): Promise<void> {
		this.lose();
		return Promise.resolve();
	}

	lose(): void {
		this.isOpen = false;
		this.#wake();
	}

	push(bytes: Uint8Array): void {
		if (!this.isOpen) return;
		this.#arrived.push(bytes);
		this.#wake();
	}

	/** What arrived before the port was lost is still read. */
	async *#read(): AsyncGenerator<Uint8Array> {
		for (;;) {
			const next = this.#arrived.shift();
			if (next) yield next;
			else if (!this.isOpen) return;
			else await new Promise<void>((wake) => (this.#wake = wake));
		}
	}
}
