const PACKET_BYTES = 64;

type InResult = Pick<USBInTransferResult, 'status' | 'data'>;
type OutResult = Pick<USBOutTransferResult, 'status' | 'bytesWritten'>;

/** A serial board (CDC-ACM) as WebUSB shows it, with an interface of its maker's beside it or without. */
export class FakeUsbDevice {
	readonly vendorId: number;
	readonly productId: number;
	readonly configurations: USBDevice['configurations'];
	configuration: USBDevice['configuration'] | null = null;
	opened = false;
	/** Classes of interfaces that the system's own driver has taken. */
	taken: readonly number[] = [];
	readonly written: Uint8Array[] = [];
	/** Requests of the serial class, by number. */
	readonly asked: number[] = [];
	#isHere = true;
	#waiting: PromiseWithResolvers<InResult>[] = [];
	#said: Uint8Array[] = [];

	constructor(vendorId: number, productId: number, classes: readonly number[]) {
		this.vendorId = vendorId;
		this.productId = productId;
		const interfaces = classes.map((interfaceClass, interfaceNumber) => ({
			interfaceNumber,
			alternates: [{ interfaceClass, endpoints: interfaceClass === 2 ? [] : endpoints() }]
		}));
		this.configurations = [{ interfaces }] as unknown as USBDevice['configurations'];
	}

	/** As WebUSB's own type. */
	get device(): USBDevice {
		return this as unknown as USBDevice;
	}

	open(): Promise<void> {
		if (!this.#isHere) return gone();
		this.opened = true;
		return Promise.resolve();
	}

	/** What waits for bytes is told that nothing comes any more. */
	close(): Promise<void> {
		this.opened = false;
		this.#end('AbortError');
		return Promise.resolve();
	}

	selectConfiguration(): Promise<void> {
		this.configuration = this.configurations[0] ?? null;
		return Promise.resolve();
	}

	claimInterface(number: number): Promise<void> {
		const [alternate] = this.configurations[0]?.interfaces[number]?.alternates ?? [];
		if (!alternate || !this.taken.includes(alternate.interfaceClass)) return Promise.resolve();
		return Promise.reject(new DOMException('Unable to claim interface.', 'NetworkError'));
	}

	controlTransferOut({ request }: USBControlTransferParameters): Promise<OutResult> {
		if (!this.#isHere) return gone();
		this.asked.push(request);
		return Promise.resolve({ status: 'ok', bytesWritten: 0 });
	}

	transferIn(): Promise<InResult> {
		if (!this.#isHere) return gone();
		const said = this.#said.shift();
		if (said) return Promise.resolve(received(said));
		const waiting = Promise.withResolvers<InResult>();
		this.#waiting.push(waiting);
		return waiting.promise;
	}

	transferOut(_endpoint: number, bytes: Uint8Array): Promise<OutResult> {
		if (!this.#isHere) return gone();
		this.written.push(bytes);
		return Promise.resolve({ status: 'ok', bytesWritten: bytes.length });
	}

	/** Bytes come from the board; none at all are an empty packet. */
	say(bytes: Uint8Array): void {
		const waiting = this.#waiting.shift();
		if (waiting) waiting.resolve(received(bytes));
		else this.#said.push(bytes);
	}

	unplug(): void {
		this.#isHere = false;
		this.opened = false;
		this.#end('NetworkError');
	}

	#end(name: string): void {
		for (const { reject } of this.#waiting) reject(new DOMException('', name));
		this.#waiting = [];
	}
}

/** `navigator.usb` with these devices. */
export class FakeUsb extends EventTarget {
	devices: FakeUsbDevice[] = [];

	getDevices(): Promise<USBDevice[]> {
		return Promise.resolve(this.devices.map(({ device }) => device));
	}

	plug(device: FakeUsbDevice): FakeUsbDevice {
		this.devices.push(device);
		this.dispatchEvent(new Event('connect'));
		return device;
	}

	unplug(device: FakeUsbDevice): void {
		this.devices = this.devices.filter((other) => other !== device);
		device.unplug();
	}
}

function endpoints() {
	return (['in', 'out'] as const).map((direction, index) => ({
		direction,
		endpointNumber: index + 1,
		packetSize: PACKET_BYTES
	}));
}

function received(bytes: Uint8Array): InResult {
	return { status: 'ok', data: new DataView(Uint8Array.from(bytes).buffer) };
}

function gone(): Promise<never> {
	return Promise.reject(new DOMException('The device was disconnected.', 'NotFoundError'));
}
