import type { BytePort, PortSource } from '#controller/port.ts';
import { Chance } from '../../fuzz/chance.ts';
import type { Board } from '../board.ts';
import { FaultyLine } from './line.ts';

/** A cable between the production link and a board's process, that loses, spoils and can be pulled. */
export class Cable implements PortSource {
	readonly #toBoard: FaultyLine;
	readonly #toHost: FaultyLine;
	readonly #wakes = new Set<() => void>();
	#port: CablePort | null = null;
	#isPlugged = true;

	constructor(board: Board, seed: string) {
		this.#toBoard = new FaultyLine(new Chance(`${seed} to board`), (bytes) => {
			board.write(bytes);
		});
		this.#toHost = new FaultyLine(new Chance(`${seed} to host`), (bytes) => {
			this.#port?.receive(bytes);
		});
		board.onBytes = (bytes) => {
			if (this.#isPlugged) this.#toHost.carry(bytes);
		};
	}

	get faults(): number {
		return this.#toBoard.faults + this.#toHost.faults;
	}

	set isFaulty(isFaulty: boolean) {
		this.#toBoard.isFaulty = isFaulty;
		this.#toHost.isFaulty = isFaulty;
	}

	unplug(): void {
		this.#isPlugged = false;
		this.#port?.lose();
		this.#port = null;
	}

	plug(): void {
		this.#isPlugged = true;
		for (const wake of this.#wakes) wake();
	}

	open(): Promise<BytePort | null> {
		if (!this.#isPlugged) return Promise.resolve(null);
		this.#port?.lose();
		const port = new CablePort((bytes) => {
			if (this.#port === port) this.#toBoard.carry(bytes);
		});
		this.#port = port;
		return Promise.resolve(port);
	}

	onHint(wake: () => void): () => void {
		this.#wakes.add(wake);
		return () => this.#wakes.delete(wake);
	}
}

/** One opening of the port. */
class CablePort implements BytePort {
	readonly #send: (bytes: Uint8Array) => void;
	#received: Uint8Array[] = [];
	#end: 'open' | 'closed' | 'lost' = 'open';
	#wake: () => void = () => undefined;

	constructor(send: (bytes: Uint8Array) => void) {
		this.#send = send;
	}

	receive(bytes: Uint8Array): void {
		this.#received.push(bytes);
		this.#wake();
	}

	lose(): void {
		if (this.#end === 'open') this.#end = 'lost';
		this.#wake();
	}

	get incoming(): AsyncIterable<Uint8Array> {
		return this.#read();
	}

	write(bytes: Uint8Array): Promise<void> {
		if (this.#end !== 'open') return Promise.reject(new Error('The device has been lost.'));
		this.#send(Uint8Array.from(bytes));
		return Promise.resolve();
	}

	close(): Promise<void> {
		this.#end = 'closed';
		this.#wake();
		return Promise.resolve();
	}

	async *#read(): AsyncGenerator<Uint8Array> {
		while (this.#end === 'open') {
			const bytes = this.#received.shift();
			if (bytes) {
				yield bytes;
			} else {
				await new Promise<void>((done) => (this.#wake = done));
			}
		}
		if (this.#end === 'lost') throw new Error('The device has been lost.');
	}
}
