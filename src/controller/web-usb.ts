import type { SerialPolyfillOptions, SerialPort as UsbSerialPort } from 'web-serial-polyfill';
import { PortError, type BytePort, type PortSource } from './port.ts';
import { openSerial, type OpenSerialPort, type Sleep } from './serial-port.ts';
import { isChosen, Turns, type PortChoice } from './web-serial.ts';

/** What is used of `navigator.usb`. */
export type UsbAccess = {
	getDevices(): Promise<USBDevice[]>;
	addEventListener(type: 'connect', listener: () => void): void;
	removeEventListener(type: 'connect', listener: () => void): void;
};

const CDC_CONTROL = 2;
const VENDOR_SPECIFIC = 255;
/** Android's own driver often has taken the serial interface: a board may offer another beside it. */
const WAYS: readonly SerialPolyfillOptions[] = [
	{},
	{ usbControlInterfaceClass: VENDOR_SPECIFIC, usbTransferInterfaceClass: VENDOR_SPECIFIC }
];

/**
 * Serial boards by WebUSB, where Web Serial has no port for them, as on most Android. The code for it
 * is loaded when such a device is there.
 */
export class WebUsbPorts implements PortSource {
	readonly #usb: UsbAccess;
	readonly #choices: readonly PortChoice[];
	readonly #sleep: Sleep;
	readonly #turns = new Turns<USBDevice>();

	constructor(usb: UsbAccess, choices: readonly PortChoice[], sleep: Sleep) {
		this.#usb = usb;
		this.#choices = choices;
		this.#sleep = sleep;
	}

	async open(): Promise<BytePort | null> {
		const granted = await this.#usb.getDevices();
		const devices = granted.filter(({ vendorId, productId }) =>
			isChosen({ usbVendorId: vendorId, usbProductId: productId }, this.#choices)
		);
		return this.#turns.openFirst(devices, (device) => this.#open(device));
	}

	/** Web Serial's stand-in tells no plugs, WebUSB does. */
	onHint(wake: () => void): () => void {
		this.#usb.addEventListener('connect', wake);
		return () => {
			this.#usb.removeEventListener('connect', wake);
		};
	}

	async #open(device: USBDevice): Promise<OpenSerialPort> {
		let failure: unknown = null;
		for (const port of await waysTo(device)) {
			try {
				return await openSerial(port, this.#sleep);
			} catch (error) {
				failure ??= error;
			}
		}
		throw failure instanceof PortError ? failure : new PortError('busy', failure);
	}
}

/** A port for each way that the device offers; made anew, for one keeps what it was opened with. */
async function waysTo(device: USBDevice): Promise<UsbSerialPort[]> {
	const { SerialPort } = await import('web-serial-polyfill');
	return WAYS.flatMap((way) => {
		try {
			return [new SerialPort(device, way)];
		} catch {
			// It has no such interface.
			return [];
		}
	});
}

/**
 * Lets a person choose the controller's USB device; only in answer to a tap.
 *
 * @returns null where they chose none
 */
export async function chooseDevice(usb: {
	requestDevice(options: { filters: { classCode: number }[] }): Promise<USBDevice>;
}): Promise<PortChoice | null> {
	try {
		const filters = [CDC_CONTROL, VENDOR_SPECIFIC].map((classCode) => ({ classCode }));
		const { vendorId, productId } = await usb.requestDevice({ filters });
		return { vendorId, productId };
	} catch (error) {
		if (error instanceof Error && error.name === 'NotFoundError') return null;
		throw error;
	}
}
