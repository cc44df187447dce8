import type { LimitOf } from '#acts/board.ts';
import type { Hardware } from '#acts/hardware.ts';
import { keepTemperature, ownProbe } from '#acts/keep-temperature.ts';
import type { KioskStore } from '#acts/kiosk-store.ts';
import { KeptPort, type PortState } from '#controller/drivers/kept-port.ts';
import { readScanner } from '#controller/drivers/scanner.ts';
import { BAUD_RATES, readThermometer } from '#controller/drivers/thermometer.ts';
import type { BytePort } from '#controller/port.ts';
import { WebSerialPorts, type PortChoice, type SerialAccess } from '#controller/web-serial.ts';
import { after, now, sleep } from '#platform/clock.ts';
import type { Scans } from './scans.svelte.ts';

/** Null where none was chosen. */
export type DeviceState = PortState | 'unsupported' | null;

type Options = {
	readonly store: KioskStore;
	readonly scans: Pick<Scans, 'heard'>;
	readonly limitOf: LimitOf;
	readonly onFault: (fault: unknown) => void;
};

/** What hangs on serial ports of its own: a scanner, and a thermometer that sends lines [P8]. */
export class Devices {
	scanner = $state.raw<DeviceState>(null);
	sensor = $state.raw<DeviceState>(null);
	/** What the thermometer told last, in degrees Celsius, and when by this device's clock. */
	told = $state.raw<{ readonly celsius: number; readonly at: number } | null>(null);
	readonly #with: Options;

	constructor(options: Options) {
		this.#with = options;
	}

	/** Listens to what was chosen; returns how to stop. */
	start(
		{ way, scanner, sensor }: Hardware,
		serial = (navigator as { readonly serial?: SerialAccess }).serial
	): () => void {
		const stops: (() => void)[] = [];
		const listen = (
			choice: PortChoice | undefined,
			show: (state: DeviceState) => void,
			read: (port: BytePort) => Promise<void>,
			baudRate?: () => number
		): void => {
			if (choice === undefined) return;
			if (!serial) {
				show('unsupported');
				return;
			}
			const ports = new WebSerialPorts(serial, [choice], sleep, baudRate);
			const kept = new KeptPort({ ports, read, after, onState: show });
			kept.start();
			stops.push(() => void kept.stop());
		};
		listen(
			scanner,
			(state) => (this.scanner = state),
			(port) =>
				readScanner(port, ({ value }) => {
					this.#with.scans.heard(value, 'serial');
				})
		);
		let opened = 0;
		const probe = ownProbe(way !== 'none');
		listen(
			sensor,
			(state) => (this.sensor = state),
			(port) => readThermometer(port, this.#heard(probe)),
			() => BAUD_RATES[opened++ % BAUD_RATES.length] ?? BAUD_RATES[0]
		);
		return () => {
			for (const stop of stops) stop();
		};
	}

	#heard(probe: number): Parameters<typeof readThermometer>[1] {
		const { store, limitOf, onFault } = this.#with;
		return {
			after,
			onTemperature: (celsius) => {
				this.told = { celsius, at: now() };
			},
			onSample: (celsius) => {
				keepTemperature(store, { probe, celsius, at: now() }, limitOf).catch(onFault);
			}
		};
	}
}
