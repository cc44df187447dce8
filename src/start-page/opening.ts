/** Why the kiosk does not come up. */
export type Trouble = 'clock' | 'noNetwork' | 'noAnswer' | 'noKiosk' | 'blocked';

/** What the start page has to say. `since`: when it began to try, by the device's clock. */
export type State =
	| { readonly kind: 'starting' | 'here' }
	| {
			readonly kind: 'trouble';
			readonly why: Trouble;
			readonly since: number;
			readonly tries: number;
	  };

/** The kiosk's window, and the words in front of it. */
export type KioskWindow = {
	/** Loads the kiosk, anew where its window is open; false where the browser opens none. */
	load(): boolean;
	readonly isClosed: boolean;
	close(): void;
	/** Puts the start page's words before it; false where the browser refuses. */
	cover(): boolean;
	/** Takes them away. */
	reveal(): void;
};

export type OpeningPorts = {
	readonly kiosk: KioskWindow;
	/** Whether anything answers at the kiosk's address: what it is nobody can see from here. */
	readonly answers: () => Promise<boolean>;
	/** Whether the device is in any network. */
	readonly hasNetwork: () => boolean;
	/** The device's clock. */
	readonly now: () => number;
	/** Milliseconds that nobody can set. */
	readonly uptime: () => number;
	/** From 0 up to 1. */
	readonly random: () => number;
	/** Resolves after so many milliseconds, or as soon as the signal fires. */
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly onState: (state: State) => void;
};

/** So long the kiosk's window stands in front before it has said a word. */
const COVERS_AFTER_MS = 1_000;
/** Nobody is told of trouble before a slow device had the time to start from what it keeps. */
const TELLS_AFTER_MS = 15_000;
/** So often it is loaded anew where nothing has changed: a slow device is not cut short. */
const ANEW_MS = 60_000;
const SHORTEST_LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 15_000;
/** A kiosk that leaves, to start in a new version, is back within this. */
const BACK_WITHIN_MS = 15_000;
/** How often the window of a kiosk that is up is looked for. */
const WATCH_MS = 10_000;

/** No clock was right before this was written, and no certificate lives as long. */
const WRITTEN = Date.UTC(2026, 10, 26);
const LIFETIME_MS = 20 * 365 * 86_400_000;
const isPlausible = (now: number): boolean => now >= WRITTEN && now < WRITTEN + LIFETIME_MS;

/**
 * Brings the kiosk up, and again whenever it is gone [S15]. Whether it can start from what the browser
 * keeps no other page can know: it is loaded at once, whatever the network says, and is up when it says
 * so itself. Its window stays open behind the words, so that a slow device is never cut short.
 */
export class Opening {
	readonly #with: OpeningPorts;
	#sleeping = new AbortController();
	#wakes = 0;
	#isUp = false;

	constructor(ports: OpeningPorts) {
		this.#with = ports;
	}

	/** Goes on for as long as the page lives. */
	async run(): Promise<never> {
		for (;;) {
			await this.#bringUp();
			this.#with.onState({ kind: 'here' });
			this.#with.kiosk.reveal();
			await this.#whileUp();
		}
	}

	/** The kiosk has said that it is up, or that it leaves. */
	heard(isUp: boolean): void {
		this.#isUp = isUp;
		this.#sleeping.abort();
	}

	/** The network is back, or somebody tapped: look now, and load it anew. */
	wake(): void {
		this.#wakes += 1;
		this.#sleeping.abort();
	}

	/** Resolves once the kiosk is up. */
	async #bringUp(): Promise<void> {
		const { kiosk, answers, now, uptime, onState } = this.#with;
		const [since, begunAt] = [now(), uptime()];
		let [tries, wakes, loadedAt] = [0, this.#wakes, -Infinity];
		let isOpen = false;
		let hasAnswered = false;
		onState({ kind: 'starting' });
		for (let looks = 0; !this.#hasCome(); looks += 1) {
			const answering = answers();
			// What the browser keeps needs no network: the first time nothing is waited for.
			const isAnswered = looks === 0 ? false : await answering;
			if (this.#hasCome()) return;
			const isDue = uptime() - loadedAt >= ANEW_MS || wakes !== this.#wakes;
			if (isDue || (isAnswered && !hasAnswered) || !isOpen || kiosk.isClosed) {
				[tries, wakes, loadedAt] = [tries + 1, this.#wakes, uptime()];
				isOpen = kiosk.load();
				if (isOpen) {
					await this.#rest(COVERS_AFTER_MS);
					if (this.#hasCome()) return;
					isOpen = kiosk.cover();
					if (!isOpen) kiosk.close();
				}
			}
			hasAnswered = await answering;
			if (this.#hasCome()) return;
			const isSlow = uptime() - begunAt >= TELLS_AFTER_MS;
			if (!isOpen || isSlow) {
				onState({ kind: 'trouble', why: this.#why(isOpen, hasAnswered), since, tries });
			}
			if (wakes === this.#wakes) await this.#rest(isSlow ? this.#backoff(looks) : SHORTEST_LOOK_MS);
		}
	}

	/** Resolves once it is gone and does not come back by itself. */
	async #whileUp(): Promise<void> {
		const { kiosk, uptime } = this.#with;
		let leftAt = Infinity;
		while (!kiosk.isClosed) {
			if (this.#isUp) leftAt = Infinity;
			else if (leftAt === Infinity) leftAt = uptime();
			const left = uptime() - leftAt;
			if (left >= BACK_WITHIN_MS) return;
			await this.#rest(this.#isUp ? WATCH_MS : BACK_WITHIN_MS - left);
		}
		this.#isUp = false;
	}

	#hasCome(): boolean {
		return this.#isUp;
	}

	#why(isOpen: boolean, hasAnswered: boolean): Trouble {
		const { now, hasNetwork } = this.#with;
		if (!isOpen) return 'blocked';
		if (hasAnswered) return 'noKiosk';
		if (!hasNetwork()) return 'noNetwork';
		return isPlausible(now()) ? 'noAnswer' : 'clock';
	}

	/** Exponential with full jitter: a whole city comes back from a power cut at once. */
	#backoff(looks: number): number {
		const ceiling = Math.min(LONGEST_LOOK_MS, SHORTEST_LOOK_MS * 2 ** Math.min(looks, 10));
		return SHORTEST_LOOK_MS + this.#with.random() * (ceiling - SHORTEST_LOOK_MS);
	}

	async #rest(ms: number): Promise<void> {
		this.#sleeping = new AbortController();
		await this.#with.sleep(ms, this.#sleeping.signal);
	}
}
