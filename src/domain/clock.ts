import { MINUTE, type Millis } from './calendar.ts';

/** What a fact says of its own time [M3]. */
export type FactClock = {
	readonly occurredAt: Millis;
	readonly bootId: string;
	readonly uptimeMs: number;
};

/** A moment known on both clocks: the server's, and the monotonic one of a boot. */
export type ClockAnchor = {
	readonly bootId: string;
	readonly uptimeMs: number;
	readonly recordedAt: Millis;
};

export type FactTime = { readonly happenedAt: Millis; readonly clockTrusted: boolean };

/** When the fact at a place of the epoch happened. */
export type KnownTime = { readonly seq: number; readonly at: Millis };

/** What is known before and after. */
export type Bounds = { readonly from: Millis; readonly until: Millis };

/** A device clock further off than this is not trusted [M3]. */
const TOLERANCE = 5 * MINUTE;

/**
 * When a fact happened, by the server's clock. Within a boot of which the server knows one moment the
 * monotonic clock tells, whatever the device believed; a fact of any other boot is taken at its word,
 * but not beyond what is known before and after it, nor beyond now; without any anchor it happened
 * when it arrived. A fact is never refused for its clock [M3].
 *
 * @param anchors the surest of a boot first
 * @param bounds asked only where they are needed
 */
export function timeOf(
	fact: FactClock,
	anchors: readonly ClockAnchor[],
	recordedAt: Millis,
	bounds: () => Bounds = () => UNBOUNDED
): FactTime {
	const happenedAt = happened(fact, anchors, recordedAt, bounds);
	return { happenedAt, clockTrusted: Math.abs(happenedAt - fact.occurredAt) <= TOLERANCE };
}

const UNBOUNDED: Bounds = { from: 0, until: Infinity };

function happened(
	fact: FactClock,
	anchors: readonly ClockAnchor[],
	recordedAt: Millis,
	bounds: () => Bounds
): Millis {
	for (let i = 0; i < anchors.length; i++) {
		const anchor = anchors[i] as ClockAnchor;
		if (anchor.bootId !== fact.bootId) continue;
		return clamp(anchor.recordedAt - (anchor.uptimeMs - fact.uptimeMs), 0, recordedAt);
	}
	if (anchors.length === 0) return recordedAt;
	const { from, until } = bounds();
	return clamp(fact.occurredAt, from, Math.min(until, recordedAt));
}

/** The upper end wins where the two contradict each other. */
function clamp(at: Millis, from: Millis, until: Millis): Millis {
	return Math.min(Math.max(at, from), until);
}

/**
 * What is known before and after a place: the times of its nearest neighbours, as facts of an epoch
 * happened in the order of their seqs, and the end of all earlier boots.
 *
 * @param bootedAt when the boot began that tells of an earlier one
 */
export function boundsOf(seq: number, times: readonly KnownTime[], bootedAt: Millis): Bounds {
	let before: KnownTime | undefined;
	let after: KnownTime | undefined;
	times.forEach((time) => {
		if (time.seq < seq && (!before || time.seq > before.seq)) before = time;
		if (time.seq > seq && (!after || time.seq < after.seq)) after = time;
	});
	return { from: before?.at ?? UNBOUNDED.from, until: Math.min(after?.at ?? bootedAt, bootedAt) };
}
