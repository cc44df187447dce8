import type { BytePort } from '../port.ts';
import { LineSensor } from './line-sensor.ts';

/** Speeds at which such sensors talk: a UART's usual two; a port of its own on USB takes any. */
export const BAUD_RATES = [115_200, 9_600] as const;
/** Of which nothing was understood for so long is heard at another speed. */
const UNDERSTOOD_WITHIN_MS = 30_000;
/** One sample is the mean of so much time. */
const SAMPLE_MS = 60_000;

type Options = {
	readonly after: (ms: number, task: () => void) => () => void;
	/** Each temperature as it is told, in degrees Celsius. */
	readonly onTemperature: (celsius: number) => void;
	/** The mean of what was told in a minute, once a minute; nothing where nothing was told. */
	readonly onSample: (celsius: number) => void;
};

/**
 * Reads a thermometer that sends lines [P8] until its port is lost, or until nothing of it was
 * understood for half a minute.
 */
export async function readThermometer(port: BytePort, options: Options): Promise<void> {
	const { after, onTemperature, onSample } = options;
	let told: number[] = [];
	let cancelSample: () => void = () => undefined;
	let cancelWait: () => void = () => undefined;
	const sensor = new LineSensor(port, {
		onReading: ({ temperature }) => {
			if (temperature === null) return;
			told.push(temperature);
			wait();
			onTemperature(temperature);
		},
		onDoor: () => undefined
	});
	const wait = (): void => {
		cancelWait();
		cancelWait = after(UNDERSTOOD_WITHIN_MS, () => void sensor.stop());
	};
	const sample = (): void => {
		cancelSample = after(SAMPLE_MS, () => {
			if (told.length > 0) onSample(told.reduce((sum, one) => sum + one, 0) / told.length);
			told = [];
			sample();
		});
	};
	wait();
	sample();
	await sensor.run();
	cancelWait();
	cancelSample();
}
