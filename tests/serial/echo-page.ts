/// <reference types="w3c-web-serial" />
// The page of usb-port.test.ts: the browser's own serial port, with none of our code between.
export type Echo = {
	/** What was read, as numbers, and the names of errors after which reading went on. */
	readonly read: number[];
	readonly errors: string[];
	readonly heard: string[];
	readonly open: () => Promise<void>;
	readonly write: (bytes: number[]) => Promise<void>;
};

declare global {
	var echo: Echo;
}

let opened: SerialPort | undefined;

globalThis.echo = {
	read: [],
	errors: [],
	heard: [],
	open: async () => {
		const [port] = await navigator.serial.getPorts();
		if (!port) throw new Error('No port.');
		await port.open({ baudRate: 115_200, bufferSize: 16_384 });
		opened = port;
		void readAll(port);
	},
	write: async (bytes) => {
		const writer = opened?.writable?.getWriter();
		if (!writer) throw new Error('The port is not open.');
		await writer.write(Uint8Array.from(bytes));
		writer.releaseLock();
	}
};

for (const kind of ['connect', 'disconnect']) {
	navigator.serial.addEventListener(kind, () => globalThis.echo.heard.push(kind));
}

async function readAll(port: SerialPort): Promise<void> {
	while (port.readable) {
		const reader = port.readable.getReader();
		try {
			for (;;) {
				const { value, done } = await reader.read();
				if (done) return;
				globalThis.echo.read.push(...value);
			}
		} catch (error) {
			globalThis.echo.errors.push(error instanceof Error ? error.name : String(error));
		} finally {
			reader.releaseLock();
		}
	}
}
