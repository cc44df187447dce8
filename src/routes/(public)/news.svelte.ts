import { MINUTE, type Millis } from '#domain/calendar.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { whenNewsMayCome } from '#platform/network.ts';
import { fetchSnapshot, SnapshotError, type SnapshotFault } from '#remote/public.ts';

/**
 * `loading`: nothing yet. `failed`: nothing, and the last question brought nothing.
 * `live`: as the server says now. `old`: what we had before, because the server does not answer.
 */
export type NewsState = 'loading' | 'failed' | 'live' | 'old';

const EVERY = MINUTE;
/** How often ages and dates are told anew while nothing else happens. */
const TICK = 15_000;
/** After an old answer we do not wait a whole turn. */
const SOON = 10_000;

let state = $state.raw<NewsState>('loading');
let fault = $state.raw<SnapshotFault | null>(null);
let machines = $state.raw<readonly SnapshotMachine[]>([]);
let sentAt = $state.raw<Millis>(0);
let now = $state.raw<Millis>(0);
/** The clocks of this device when the last live answer came, and the server's then. */
let mark: { server: Millis; device: Millis; running: Millis } | null = null;
let asking: Promise<void> | null = null;
let asked = false;

/** What the public pages know of the network, and how old it is. */
export const news = {
	get state() {
		return state;
	},
	get fault() {
		return fault;
	},
	get machines() {
		return machines;
	},
	/** When the server said so. */
	get sentAt() {
		return sentAt;
	},
	/** The server's time as far as we can tell: what freshness and dates are judged by. */
	get now() {
		return now;
	}
};

/** Asks at once and goes on asking; the result stops it. */
export function followNews(): () => void {
	void askForNews();
	const stop = whenNewsMayCome(() => void askForNews(), EVERY);
	const clock = setInterval(tell, TICK);
	return () => {
		stop();
		clearInterval(clock);
	};
}

/** Never fails: what went wrong is in `news`. Questions that overlap are one. */
export function askForNews(): Promise<void> {
	asking ??= ask().finally(() => {
		asking = null;
	});
	return asking;
}

async function ask(): Promise<void> {
	try {
		const answer = await fetchSnapshot(asked);
		asked = true;
		fault = null;
		if (answer.kept && answer.sentAt < sentAt) {
			state = 'old';
			return;
		}
		machines = answer.machines;
		sentAt = answer.sentAt;
		state = answer.kept ? 'old' : 'live';
		if (answer.kept) {
			if (navigator.onLine) setTimeout(() => void askForNews(), SOON);
		} else {
			mark = { server: answer.sentAt, device: Date.now(), running: performance.now() };
		}
	} catch (error) {
		if (!(error instanceof SnapshotError)) throw error;
		fault = error.code;
		state = state === 'loading' || state === 'failed' ? 'failed' : 'old';
	} finally {
		tell();
	}
}

/**
 * The server's clock and the time that has passed since, by whichever of this device's clocks says
 * more: the running one may sleep with the device, and news must never look younger than it is.
 * Without a live answer there is only the device's own clock.
 */
function tell(): void {
	now = mark
		? mark.server + Math.max(performance.now() - mark.running, Date.now() - mark.device)
		: Math.max(Date.now(), sentAt);
}
