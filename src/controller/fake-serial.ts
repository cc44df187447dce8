import type { SerialLike } from './serial-port.ts';

/** A serial port as Chromium has it, with its traps; for tests. */
export class FakeSerialPort implements SerialLike {
	connected = true;
	/** Another program has it. */
	isTaken = false;
	/** It never answers when it is opened. */
	hangs = false;
	opened = 0;
	readonly written: Uint8Array[] = [];
	readonly #info: { usbVendorId?: number; usbProductId?: number };
	#isOpen = false;
	#readable: ReadableStream<Uint8Array> | null = null;
	#writable: WritableStream<Uint8Array> | null = null;
	#out: ReadableStreamDefaultController<Uint8Array> | null = null;

	constructor(vendorId?: number, productId?: number) {
		this.#info =
			vendorId === undefined || productId === undefined
				? {}
				: { usbVendorId: vendorId, usbProductId: productId };
	}

	get readable(): ReadableStream<Uint8Array> | null {
		return this.#readable;
	}

	get writable(): WritableStream<Uint8Array> | null {
		return this.#writable;
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	getInfo(): { usbVendorId?: number; usbProductId?: number } {
		return this.#info;
	}

	async open(): Promise<void> {
		if (this.hangs) await new Promise(() => undefined);
		if (this.#isOpen) throw new DOMException('The port is already open.', 'InvalidStateError');
		if (!this.connected || this.isTaken) {
			throw new DOMException('Failed to open serial port.', 'NetworkError');
		}
		this.opened += 1;
		this.#isOpen = true;
		this.#renew();
		this.#writable = new WritableStream({ write: (bytes) => void this.written.push(bytes) });
	}

	async close(): Promise<void> {
		if (this.#readable?.locked) throw new TypeError('Cannot cancel a locked stream');
		if (this.#writable?.locked) throw new TypeError('Cannot abort a locked stream');
		if (!this.#isOpen) throw new DOMException('The port is closed.', 'InvalidStateError');
		this.#isOpen = false;
		this.#readable = null;
		this.#writable = null;
		await Promise.resolve();
	}

	/** Bytes come from the device. */
	say(bytes: Uint8Array): void {
		this.#out?.enqueue(bytes);
	}

	/** A break on the line: the stream fails, and another one stands there. */
	breakLine(name = 'BreakError'): void {
		const failed = this.#out;
		this.#renew();
		failed?.error(new DOMException('Break received', name));
	}

	/** It fails for a reason that Web Serial does not know, and nothing takes its place. */
	fail(error: unknown): void {
		this.#out?.error(error);
	}

	unplug(): void {
		this.connected = false;
		const failed = this.#out;
		this.#readable = null;
		failed?.error(new DOMException('The device has been lost.', 'NetworkError'));
	}

	#renew(): void {
		this.#readable = new ReadableStream({ start: (out) => void (this.#out = out) });
	}
}

/** `navigator.serial` with these ports. */
export class FakeSerial extends EventTarget {
	ports: FakeSerialPort[] = [];

	getPorts(): Promise<FakeSerialPort[]> {
		return Promise.resolve([...this.ports]);
	}

	/** Comes with an event, as a cable does, or without, as a policy's grant. */
	add(port: FakeSerialPort, { silently = false } = {}): FakeSerialPort {
		this.ports.push(port);
		if (!silently) this.dispatchEvent(new Event('connect'));
		return port;
	}
}
