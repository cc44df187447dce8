import type { Millis } from '#domain/calendar.ts';
import {
	confirmed,
	lookedAt,
	startClock,
	type Doubt,
	type Reading,
	type SafeClock
} from '#domain/safe-clock.ts';
import type { KioskStore } from './kiosk-store.ts';

type Clocks = {
	/** By the device's clock, which a person may have set wrong. */
	readonly now: () => Millis;
	/** Milliseconds on a clock that nobody can set. */
	readonly uptime: () => Millis;
};

/** The time by which a kiosk judges food [F9]; what it has known of it outlives a power cut. */
export class KeptTime {
	readonly #store: KioskStore;
	readonly #clocks: Clocks;
	#clock: SafeClock;

	private constructor(store: KioskStore, clocks: Clocks, clock: SafeClock) {
		this.#store = store;
		this.#clocks = clocks;
		this.#clock = clock;
	}

	/** Once for each start: a clock that is behind what is stored is in doubt from here on. */
	static async start(store: KioskStore, clocks: Clocks): Promise<KeptTime> {
		const stored = (await store.recall('highestTime')) ?? null;
		return new KeptTime(store, clocks, startClock(read(clocks), stored));
	}

	/** Never earlier than what it was before, unless the server has said so. */
	now(): Millis {
		this.#clock = lookedAt(this.#clock, read(this.#clocks));
		return this.#clock.highest.at;
	}

	/** Why what spoils is withheld; null where the time is known. */
	get doubt(): Doubt | null {
		return this.#clock.doubt;
	}

	/** Stores the highest time; to be called every minute. Resolves once it is on the disk. */
	async keep(): Promise<void> {
		await this.#store.remember('highestTime', this.now());
	}

	/**
	 * The server, or a volunteer, has said what time it is.
	 *
	 * @param askedAt the uptime before the question
	 */
	async confirm(at: Millis, askedAt: Millis): Promise<void> {
		const before = this.now();
		this.#clock = confirmed(this.#clock, at, askedAt, read(this.#clocks));
		// A time that was too high must not come back with the next start.
		if (this.now() < before) await this.keep();
	}
}

function read({ now, uptime }: Clocks): Reading {
	return { device: now(), uptimeMs: uptime() };
}
