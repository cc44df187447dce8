import { PortError, type BytePort } from './port.ts';

/** What is used of Web Serial's `SerialPort`, which WebUSB's stand-in has too. */
export type SerialLike = {
	readonly readable: ReadableStream<Uint8Array> | null;
	readonly writable: WritableStream<Uint8Array> | null;
	/** Absent where nobody knows. */
	readonly connected?: boolean;
	open(options: { baudRate: number; bufferSize: number }): Promise<void>;
	close(): Promise<void>;
};

/** Resolves after so many milliseconds, or as soon as the signal fires. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** What a controller speaks; a port of its own on USB takes any. */
export const BAUD_RATE = 115_200;
/** The browser's own default of 255 bytes loses bytes while the page is busy. */
const BUFFER_BYTES = 16_384;
const OPENS_WITHIN_MS = 10_000;
const CLOSES_WITHIN_MS = 3_000;
/** After these a port goes on, with a new stream; every other error is its end. */
const LINE_ERRORS = ['BreakError', 'BufferOverrunError', 'FramingError', 'ParityError'];

/**
 * Opens a serial port.
 *
 * @throws PortError
 */
export async function openSerial(
	port: SerialLike,
	sleep: Sleep,
	baudRate = BAUD_RATE
): Promise<OpenSerialPort> {
	const opening = port.open({ baudRate, bufferSize: BUFFER_BYTES });
	try {
		await within(OPENS_WITHIN_MS, opening, sleep);
		return new OpenSerialPort(port, sleep);
	} catch (error) {
		// Should it open after all, nobody would close it.
		void opening.then(() => port.close()).catch(() => undefined);
		throw new PortError(port.connected === false ? 'unplugged' : 'busy', error);
	}
}

/**
 * An open serial port. What its stream says is believed, not events about it: they come late, in
 * bursts, or not at all.
 */
export class OpenSerialPort implements BytePort {
	readonly incoming: AsyncIterable<Uint8Array>;
	readonly #port: SerialLike;
	readonly #sleep: Sleep;
	readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
	#reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
	#closing: Promise<void> | null = null;
	#wasGreeted = false;

	/** @throws Error where the port is lost already */
	constructor(port: SerialLike, sleep: Sleep) {
		if (!port.writable || !port.readable) throw new Error('The port has no streams.');
		this.#port = port;
		this.#sleep = sleep;
		this.#writer = port.writable.getWriter();
		// A failed write says so itself.
		this.#writer.closed.catch(() => undefined);
		this.incoming = this.#read();
	}

	/** Whether a controller was ever met here: others speak too. */
	get wasGreeted(): boolean {
		return this.#wasGreeted;
	}

	greeted(): void {
		this.#wasGreeted = true;
	}

	write(bytes: Uint8Array): Promise<void> {
		return this.#writer.write(bytes);
	}

	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async *#read(): AsyncGenerator<Uint8Array> {
		let last: ReadableStream<Uint8Array> | null = null;
		while (this.#closing === null) {
			const stream = this.#port.readable;
			// A stream that failed and stands there again would be read for ever.
			if (!stream || stream === last) throw new PortError('unplugged');
			last = stream;
			const reader = stream.getReader();
			this.#reader = reader;
			try {
				for (;;) {
					const { value, done } = await reader.read();
					if (done) return;
					yield value;
				}
			} catch (error) {
				if (this.#isClosing()) return;
				if (!isLineError(error)) throw new PortError('unplugged', error);
			} finally {
				reader.releaseLock();
			}
		}
	}

	// TypeScript takes the loop's condition to hold in its body, over every wait.
	#isClosing(): boolean {
		return this.#closing !== null;
	}

	/** A locked stream cannot be closed: reader and writer let go of theirs first. */
	async #close(): Promise<void> {
		const steps = [
			() => this.#reader?.cancel(),
			() => this.#reader?.releaseLock(),
			() => this.#writer.abort(),
			() => {
				this.#writer.releaseLock();
			},
			() => this.#port.close()
		];
		for (const step of steps) {
			try {
				await within(CLOSES_WITHIN_MS, Promise.resolve(step()), this.#sleep);
			} catch {
				// What is lost already cannot be let go; the next step may work all the same.
			}
		}
	}
}

function isLineError(error: unknown): boolean {
	return error instanceof Error && LINE_ERRORS.includes(error.name);
}

/** @throws what the task throws, or Error when it takes longer */
async function within<T>(ms: number, task: Promise<T>, sleep: Sleep): Promise<T> {
	const ended = new AbortController();
	const late = sleep(ms, ended.signal).then(() => {
		throw new Error(`It took longer than ${ms} ms.`);
	});
	try {
		return await Promise.race([task, late]);
	} finally {
		late.catch(() => undefined);
		ended.abort();
	}
}
