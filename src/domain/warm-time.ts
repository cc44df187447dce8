import { HOUR, MINUTE, type Millis } from './calendar.ts';
import type { Policy } from './policy.ts';

/** A stretch of time, its beginning within and its end not. */
export type Span = readonly [from: Millis, to: Millis];

/** So many are kept: of more, the oldest are joined, and what lay between them counts as warm. */
const KEPT = 200;

/** Spans in order, none of which touches another: no time in them counts twice. */
export function withSpan(spans: readonly Span[], [from, to]: Span): readonly Span[] {
	if (to <= from) return spans;
	const touches = ([start, end]: Span): boolean => start <= to && end >= from;
	const touched = spans.filter(touches);
	const joined: Span = [
		Math.min(from, ...touched.map(([start]) => start)),
		Math.max(to, ...touched.map(([, end]) => end))
	];
	const all = [...spans.filter((span) => !touches(span)), joined].sort((a, b) => a[0] - b[0]);
	const [first, second, ...rest] = all;
	if (all.length <= KEPT || !first || !second) return all;
	return [[first[0], second[1]], ...rest];
}

/** How much of the time from `from` to `to` lies within the spans, in milliseconds. */
export function warmMs(spans: readonly Span[], from: Millis, to: Millis): number {
	return spans.reduce(
		(sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
		0
	);
}

/** What is asked of a lot to know how warm it was. */
export type KeptCold = {
	/** Since when it is in its zone, and until when. */
	readonly from: Millis;
	readonly to: Millis;
	/** How long its moves from machine to machine were warm. */
	readonly minutesWarm: number;
};

/**
 * Whether a lot was warm for too long, all in all, to be given to anybody [F5].
 *
 * @param spans when its zone was above the limit
 */
export function isToDiscard(
	{ from, to, minutesWarm }: KeptCold,
	spans: readonly Span[],
	{ cold }: Pick<Policy, 'cold'>
): boolean {
	// A lot from after now was given under a clock that was ahead: it has seen all of it, for all we know.
	const since = from > to ? 0 : from;
	return warmMs(spans, since, to) + minutesWarm * MINUTE >= cold.discardHours.value * HOUR;
}
