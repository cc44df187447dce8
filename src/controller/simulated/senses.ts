import type { Hardware } from './hardware.ts';
import type { Happening, ToldBefore } from './journal.ts';

const SAMPLE_MS = 15_000;
const TELL_TEMPERATURE_MS = 5 * 60_000;
/** Food law's limit, and so long above it until it is an alarm; in tenths of a degree. */
const TOO_WARM = 80;
const COLD_AGAIN = 70;
const WARM_FOR_MS = 10 * 60_000;
const SETTLES_MS = 2_000;
const LEAST_GRAMS = 20;
const PROBE = 1;
const PROBE_DEAD = 1;

/** What the board remembers of its sensors until it is reset; times are on its clock. */
export type Sensed = {
	sampledAt: number;
	toldAt: number;
	warmSince: number | null;
	/** Null where the journal does not say any more whether one stands. */
	isAlarm: boolean | null;
	isProbeDead: boolean;
	hasMains: boolean | null;
	/** By slot: the weight that was told last, and one that has not settled yet. */
	told: Record<number, number>;
	moving: Record<number, { grams: number; since: number } | null>;
};

/** After a start, which knows what was told. */
export const unsensed = (told: Pick<ToldBefore, 'isTooWarm' | 'hasMains' | 'grams'>): Sensed => ({
	sampledAt: Number.MIN_SAFE_INTEGER,
	toldAt: Number.MIN_SAFE_INTEGER,
	warmSince: null,
	isAlarm: told.isTooWarm,
	isProbeDead: false,
	hasMains: told.hasMains,
	told: { ...told.grams },
	moving: {}
});

/** A board's thermometer, scales and supply: what of it becomes an event. */
export class Senses {
	readonly sensed: Sensed;
	readonly #hardware: Hardware;
	readonly #tell: (event: Happening) => void;

	constructor(hardware: Hardware, tell: (event: Happening) => void, sensed: Sensed) {
		this.#hardware = hardware;
		this.#tell = tell;
		this.sensed = sensed;
	}

	/** When something is to be looked at next. */
	get due(): number {
		const settle = Object.values(this.sensed.moving).map((moving) =>
			moving === null ? Infinity : moving.since + SETTLES_MS
		);
		return Math.min(this.sensed.sampledAt + SAMPLE_MS, ...settle);
	}

	/** What lies on a scale, in grams; null where there is none, and while that has not settled. */
	restsAt(slot: number): number | null {
		const grams = this.#hardware.grams(slot);
		const told = this.sensed.told[slot];
		if (grams === null || told === undefined) return null;
		return Math.abs(grams - told) < LEAST_GRAMS ? grams : null;
	}

	/** A host has missed what was told: what may have told of an end is told again. */
	forget(): void {
		this.sensed.isAlarm = null;
		this.sensed.hasMains = null;
	}

	run(at: number): void {
		const { sensed } = this;
		this.#watchSupply();
		this.#weigh(at);
		if (at < sensed.sampledAt + SAMPLE_MS) return;
		sensed.sampledAt = at;
		this.#measure(at);
	}

	#watchSupply(): void {
		const { hasMains, milliVolts } = this.#hardware;
		if (hasMains === this.sensed.hasMains) return;
		this.sensed.hasMains = hasMains;
		this.#tell({ k: 'power', src: hasMains ? 0 : 1, mV: milliVolts });
	}

	#measure(at: number): void {
		const { sensed } = this;
		const dC = this.#hardware.deciCelsius(PROBE);
		if (dC === null) {
			if (!sensed.isProbeDead) this.#tell({ k: 'fault', dev: 'probe', c: PROBE, code: PROBE_DEAD });
			sensed.isProbeDead = true;
			return;
		}
		sensed.isProbeDead = false;
		if (at >= sensed.toldAt + TELL_TEMPERATURE_MS) {
			sensed.toldAt = at;
			this.#tell({ k: 'temp', p: PROBE, dC });
		}
		sensed.warmSince = dC > TOO_WARM ? (sensed.warmSince ?? at) : null;
		const isTooLong = sensed.warmSince !== null && at - sensed.warmSince >= WARM_FOR_MS;
		if (sensed.isAlarm !== true && isTooLong) this.#alarm(true, dC);
		if (sensed.isAlarm !== false && dC < COLD_AGAIN) this.#alarm(false, dC);
	}

	#alarm(isOn: boolean, dC: number): void {
		this.sensed.isAlarm = isOn;
		this.#tell({ k: 'talarm', p: PROBE, on: isOn ? 1 : 0, dC });
	}

	/** A weight is told once it lies still, and is another than was told. */
	#weigh(at: number): void {
		const { told, moving } = this.sensed;
		for (const slot of this.#hardware.slots) {
			const grams = this.#hardware.grams(slot);
			if (grams === null) continue;
			const before = (told[slot] ??= grams);
			const last = moving[slot] ?? null;
			if (Math.abs(grams - before) < LEAST_GRAMS) {
				moving[slot] = null;
			} else if (last === null || Math.abs(last.grams - grams) >= LEAST_GRAMS) {
				moving[slot] = { grams, since: at };
			} else if (at >= last.since + SETTLES_MS) {
				told[slot] = grams;
				moving[slot] = null;
				this.#tell({ k: 'wt', c: slot, g: grams });
			}
		}
	}
}
