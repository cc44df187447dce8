import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { NAME, PRODUCT, VENDOR } from './usb-ids.ts';
import { serialDeviceNumber, tellUdev, udevMessage, virtualPort } from './udev.ts';

const hex = (id: number): string => id.toString(16).padStart(4, '0');

let made = 0;

/**
 * A serial port on USB that real programs open, with a cable that can be pulled: a pseudo-terminal that
 * forged messages of udev call a device. What a program writes comes to `onBytes`. Start the browser
 * and let its page ask for ports once before the first plug: it hears no message of before.
 */
export class UsbPort {
	/** A board with its own number, so that test runs beside each other do not see each other's. */
	readonly serialNumber = `T${randomBytes(6).toString('hex')}`;
	readonly #baud: number | undefined;
	readonly #device = `/devices/pci0000:00/usb1/1-${process.pid}/tty/ttyACM${made++}`;
	readonly #folder = mkdtempSync(join(tmpdir(), 'exes-usb-'));
	#bridge: ChildProcessByStdio<Writable, Readable, null> | null = null;
	#terminal: string | null = null;
	onBytes: (bytes: Buffer) => void = () => undefined;

	/** @param baud paced like a line of that speed; without it as fast as it goes */
	constructor(baud?: number) {
		this.#baud = baud;
	}

	get isPlugged(): boolean {
		return this.#bridge !== null;
	}

	/** The terminal device, for programs that open it by its name. @throws while it is unplugged */
	get terminal(): string {
		if (this.#terminal === null) throw new Error('The port is not plugged in.');
		return this.#terminal;
	}

	async plug(): Promise<void> {
		await this.power();
		this.announce();
	}

	/** The cable is pulled: the terminal is gone, then udev says so. */
	async unplug(): Promise<void> {
		await this.cut();
		this.retract();
	}

	/** Makes the terminal, without telling anybody. */
	async power(): Promise<void> {
		if (this.#bridge) return;
		const link = join(this.#folder, 'tty');
		rmSync(link, { force: true });
		const pace = this.#baud === undefined ? [] : [String(this.#baud)];
		const bridge = spawn(virtualPort(), ['bridge', link, ...pace], {
			stdio: ['pipe', 'pipe', 'inherit']
		});
		bridge.stdin.on('error', () => undefined); // its end says enough
		bridge.stdout.on('data', (bytes: Buffer) => {
			if (this.#bridge === bridge) this.onBytes(bytes);
		});
		this.#bridge = bridge;
		while (!existsSync(link)) {
			if (bridge.exitCode !== null) throw new Error('No pseudo-terminal could be made.');
			await pause(2);
		}
		this.#terminal = realpathSync(link);
	}

	/** Ends the terminal, without telling anybody. */
	async cut(): Promise<void> {
		const bridge = this.#bridge;
		this.#bridge = null;
		if (!bridge) return;
		const ended = once(bridge, 'exit');
		bridge.kill('SIGKILL');
		await ended;
	}

	announce(): void {
		tellUdev(udevMessage('add', this.#device, this.#properties()));
	}

	retract(): void {
		tellUdev(udevMessage('remove', this.#device, this.#properties()));
		this.#terminal = null;
	}

	/** Bytes for whoever has the port open; while it is unplugged they go nowhere. */
	write(bytes: Uint8Array): void {
		this.#bridge?.stdin.write(bytes);
	}

	/** A real break condition on the line, as a bad cable makes it. The port must be open. */
	sendBreak(): void {
		const { status } = spawnSync('stty', ['-F', this.terminal, '-parmrk']);
		if (status !== 0) throw new Error('The terminal cannot be set.');
		this.write(Uint8Array.of(0xff, 0, 0));
	}

	async close(): Promise<void> {
		if (this.isPlugged) await this.unplug();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#properties(): Record<string, string> {
		const number = serialDeviceNumber();
		if (!number) throw new Error('This kernel has no serial driver.');
		return {
			...number,
			DEVNAME: this.terminal,
			ID_BUS: 'usb',
			ID_VENDOR_ID: hex(VENDOR),
			ID_MODEL_ID: hex(PRODUCT),
			ID_MODEL_ENC: NAME.replaceAll(' ', '\\x20'),
			ID_SERIAL_SHORT: this.serialNumber
		};
	}
}
