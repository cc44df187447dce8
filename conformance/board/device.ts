import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** An open terminal device with a board behind it. */
export type Device = {
	readonly send: (bytes: Uint8Array) => void;
	onBytes: (bytes: Uint8Array) => void;
	/** Whether it has gone, as when its cable is pulled. */
	readonly isGone: boolean;
	readonly close: () => void;
};

/**
 * Opens a terminal device as the browser does: 8 bits, no parity, no flow control, nothing translated.
 *
 * @throws Error with a sentence for people
 */
export async function openDevice(path: string, baud: number): Promise<Device> {
	const settings = [
		String(baud),
		'raw',
		'-echo',
		'clocal',
		'cs8',
		'-cstopb',
		'-parenb',
		'-crtscts'
	];
	const program = process.platform === 'darwin' ? '-f' : '-F';
	const said = await new Promise<string | null>((done) => {
		execFile('stty', [program, path, ...settings], (error, _out, complaint) => {
			done(error ? complaint.trim() || error.message : null);
		});
	});
	if (said !== null) throw new Error(inWords(path, said));
	let fd: number;
	try {
		fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
	} catch (error) {
		throw new Error(inWords(path, String(error)), { cause: error });
	}
	const stream = new ReadStream(fd);
	const device = {
		isGone: false,
		onBytes: (_bytes: Uint8Array): void => undefined,
		send: (bytes: Uint8Array): void => {
			if (!device.isGone) write(fd, bytes);
		},
		close: (): void => {
			device.isGone = true;
			stream.destroy();
			closeSync(fd);
		}
	};
	const gone = (): void => {
		device.isGone = true;
	};
	stream.on('data', (bytes: Buffer) => {
		device.onBytes(bytes);
	});
	stream.on('error', gone);
	stream.on('end', gone);
	return device;
}

/** The device takes a few bytes at a time: it is asked again until it has all of them. */
function write(fd: number, bytes: Uint8Array): void {
	const until = Date.now() + 2_000;
	for (let at = 0; at < bytes.length && Date.now() < until;) {
		try {
			at += writeSync(fd, bytes, at);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return; // gone: nothing will answer
		}
	}
}

function inWords(path: string, said: string): string {
	if (/ENOENT|No such file/.test(said)) {
		return `There is no ${path}. Boards are usually /dev/ttyACM0 or /dev/ttyUSB0: \`ls /dev/tty[AU]*\`.`;
	}
	if (/EACCES|denied/.test(said)) {
		return `You may not open ${path}: \`sudo usermod -aG dialout $USER\`, then sign in again.`;
	}
	if (/EBUSY|busy/.test(said)) {
		return `Another program has ${path}: close the kiosk's browser, and remove modemmanager and brltty.`;
	}
	return `${path} does not open: ${said}`;
}
