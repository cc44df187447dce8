import { MINUTE, type Millis } from './calendar.ts';

/** What a sensor has measured since its last reading. */
export type ReadingWindow = {
	readonly from: Millis;
	readonly to: Millis;
	readonly minC: number;
	readonly maxC: number;
	readonly sumC: number;
	readonly samples: number;
};

/** A reading is made once per sensor in so much time; above the limit once a minute [contract]. */
const COOL_EVERY = 10 * MINUTE;
const WARM_EVERY = MINUTE;

/**
 * Adds a sample: `done` is the reading that it completes, because it belongs to the next stretch of
 * time, or because it is above the limit and waits no longer.
 *
 * @param limitC above it a sample is told within the minute; null where there is no limit
 */
export function withSample(
	before: ReadingWindow | undefined,
	{ at, celsius }: { readonly at: Millis; readonly celsius: number },
	limitC: number | null
): { readonly window: ReadingWindow | undefined; readonly done: readonly ReadingWindow[] } {
	const isWarm = limitC !== null && celsius > limitC;
	const every = isWarm ? WARM_EVERY : COOL_EVERY;
	// A clock that was set back begins a new stretch too.
	const isSame = before && at >= before.to && stretch(at, every) === stretch(before.from, every);
	const window = isSame ? joined(before, at, celsius) : alone(at, celsius);
	const over = before && !isSame ? [before] : [];
	return isWarm ? { window: undefined, done: [...over, window] } : { window, done: over };
}

const stretch = (at: Millis, every: number): number => Math.floor(at / every);

function alone(at: Millis, celsius: number): ReadingWindow {
	return { from: at, to: at, minC: celsius, maxC: celsius, sumC: celsius, samples: 1 };
}

function joined(before: ReadingWindow, at: Millis, celsius: number): ReadingWindow {
	return {
		from: before.from,
		to: at,
		minC: Math.min(before.minC, celsius),
		maxC: Math.max(before.maxC, celsius),
		sumC: before.sumC + celsius,
		samples: before.samples + 1
	};
}
