import { PortError, type BytePort, type PortSource } from './port.ts';
import {
	BAUD_RATE,
	openSerial,
	type OpenSerialPort,
	type SerialLike,
	type Sleep
} from './serial-port.ts';

/**
 * A kind of port that a person chose for the controller. `withoutUsbIds` are those that the device was
 * built with, which may be anything: they are opened only where somebody said so.
 */
export type PortChoice =
	{ readonly vendorId: number; readonly productId?: number | undefined } | 'withoutUsbIds';

type PortInfo = { readonly usbVendorId?: number; readonly usbProductId?: number };
type GrantedPort = SerialLike & { getInfo(): PortInfo };

/** What is used of `navigator.serial`. */
export type SerialAccess = {
	getPorts(): Promise<GrantedPort[]>;
	addEventListener(type: 'connect', listener: () => void): void;
	removeEventListener(type: 'connect', listener: () => void): void;
};

/**
 * Ports of Web Serial that this page may open. They are asked for anew each time: a policy's grant
 * fires no event, and what is plugged in again is another object.
 */
export class WebSerialPorts implements PortSource {
	readonly #serial: SerialAccess;
	readonly #choices: readonly PortChoice[];
	readonly #sleep: Sleep;
	readonly #baudRate: () => number;
	readonly #turns = new Turns<GrantedPort>();

	/** @param baudRate asked at each opening */
	constructor(
		serial: SerialAccess,
		choices: readonly PortChoice[],
		sleep: Sleep,
		baudRate: () => number = () => BAUD_RATE
	) {
		this.#serial = serial;
		this.#choices = choices;
		this.#sleep = sleep;
		this.#baudRate = baudRate;
	}

	async open(): Promise<BytePort | null> {
		const granted = await this.#serial.getPorts();
		const ports = granted.filter((port) => isChosen(port.getInfo(), this.#choices));
		return this.#turns.openFirst(ports, (port) => openSerial(port, this.#sleep, this.#baudRate()));
	}

	onHint(wake: () => void): () => void {
		this.#serial.addEventListener('connect', wake);
		return () => {
			this.#serial.removeEventListener('connect', wake);
		};
	}
}

/**
 * Tries several ports, of which nobody knows the right one before it has answered: one that was open
 * and behind which no controller was greeted comes last the next time, whatever else it said.
 */
export class Turns<K> {
	#last: { readonly key: K; readonly port: OpenSerialPort } | null = null;
	#strange: K[] = [];

	/** @throws PortError where there are some and none opens */
	async openFirst(
		keys: readonly K[],
		open: (key: K) => Promise<OpenSerialPort>
	): Promise<BytePort | null> {
		this.#learn();
		const patience = (key: K) => this.#strange.lastIndexOf(key);
		let failure: PortError | null = null;
		for (const key of keys.toSorted((a, b) => patience(a) - patience(b))) {
			try {
				const port = await open(key);
				this.#last = { key, port };
				return port;
			} catch (error) {
				failure ??= error instanceof PortError ? error : new PortError('busy', error);
			}
		}
		this.#strange = this.#strange.filter((key) => keys.includes(key));
		if (failure) throw failure;
		return null;
	}

	#learn(): void {
		if (!this.#last) return;
		const { key, port } = this.#last;
		this.#strange = this.#strange.filter((other) => other !== key);
		if (!port.wasGreeted) this.#strange.push(key);
		this.#last = null;
	}
}

/**
 * Lets a person choose the controller's port; only in answer to a tap.
 *
 * @returns null where they chose none
 */
export async function choosePort(serial: {
	requestPort(): Promise<{ getInfo(): PortInfo }>;
}): Promise<PortChoice | null> {
	try {
		const { usbVendorId, usbProductId } = (await serial.requestPort()).getInfo();
		return usbVendorId === undefined
			? 'withoutUsbIds'
			: { vendorId: usbVendorId, productId: usbProductId };
	} catch (error) {
		if (error instanceof Error && error.name === 'NotFoundError') return null;
		throw error;
	}
}

/** Whether one of the choices fits. */
export function isChosen(info: PortInfo, choices: readonly PortChoice[]): boolean {
	return choices.some((choice) => {
		if (choice === 'withoutUsbIds') return info.usbVendorId === undefined;
		return (
			choice.vendorId === info.usbVendorId &&
			(choice.productId === undefined || choice.productId === info.usbProductId)
		);
	});
}
