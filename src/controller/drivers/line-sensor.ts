import type { BytePort } from '../port.ts';
import { LineReader } from './lines.ts';

/** What a line says; what it leaves out, or says in a way that is not known here, is null. */
export type Reading = {
	/** In degrees Celsius. */
	readonly temperature: number | null;
	readonly average: number | null;
	readonly isOpen: boolean | null;
	/** As the sensor words it. */
	readonly status: string | null;
};

/** Beyond these no thermometer of a fridge is believed, in degrees Celsius. */
const COLDEST = -60;
const HOTTEST = 100;
const CELSIUS = /^([+-]?\d{1,3}(?:\.\d{1,3})?)\s*°?C$/i;
const STATUS = /^[\w .-]{1,32}$/;

/**
 * Reads a line as hobby fridge sensors send it [P8]: `t=4.3C, avg=4.1C, door=closed, status=OK`. The
 * order does not matter, and what is not known here is passed over.
 *
 * @returns null where it says nothing that is known
 */
export function parseLine(line: string): Reading | null {
	const fields = new Map(
		line.split(',').flatMap((field) => {
			const [name = '', value, ...more] = field.split('=').map((part) => part.trim());
			return value === undefined || more.length > 0 ? [] : [[name.toLowerCase(), value]];
		})
	);
	const reading: Reading = {
		temperature: celsius(fields.get('t')),
		average: celsius(fields.get('avg')),
		isOpen: door(fields.get('door')),
		status: STATUS.exec(fields.get('status') ?? '')?.[0] ?? null
	};
	return Object.values(reading).every((value) => value === null) ? null : reading;
}

function celsius(value: string | undefined): number | null {
	const [, digits] = CELSIUS.exec(value ?? '') ?? [];
	if (digits === undefined) return null;
	const degrees = Number(digits);
	return degrees >= COLDEST && degrees <= HOTTEST ? degrees : null;
}

function door(value: string | undefined): boolean | null {
	switch (value?.toLowerCase()) {
		case 'open':
			return true;
		case 'closed':
			return false;
		default:
			return null;
	}
}

export type LineSensorOptions = {
	readonly onReading: (reading: Reading) => void;
	/** The door was told to be otherwise than before; the first word about it is no change. */
	readonly onDoor: (isOpen: boolean) => void;
};

/** A sensor that only tells: it has no lock, and nothing is ever written to it [P8]. */
export class LineSensor {
	readonly #port: BytePort;
	readonly #with: LineSensorOptions;
	#last: Reading | null = null;
	#isOpen: boolean | null = null;

	constructor(port: BytePort, options: LineSensorOptions) {
		this.#port = port;
		this.#with = options;
	}

	/** The last that was told; null before the first. */
	get last(): Reading | null {
		return this.#last;
	}

	/** Null while it has not said. */
	get isOpen(): boolean | null {
		return this.#isOpen;
	}

	/** Reads until the port is lost or closed; never rejects. */
	async run(): Promise<void> {
		const reader = new LineReader();
		try {
			for await (const bytes of this.#port.incoming) {
				for (const line of reader.push(bytes)) this.#take(parseLine(line));
			}
		} catch {
			// Why it was lost is the port's business: whoever opened it opens it again.
		}
	}

	stop(): Promise<void> {
		return this.#port.close();
	}

	#take(reading: Reading | null): void {
		if (!reading) return;
		this.#last = reading;
		this.#with.onReading(reading);
		const { isOpen } = reading;
		if (isOpen === null || isOpen === this.#isOpen) return;
		const isFirst = this.#isOpen === null;
		this.#isOpen = isOpen;
		if (!isFirst) this.#with.onDoor(isOpen);
	}
}
