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

/** A device clock further off than this is not trusted [M3]. */
const TOLERANCE = 5 * MINUTE;

/**
 * When a fact happened, by the server's clock. Within a boot the monotonic clock tells, whatever
 * the device believed; a fact of another boot is taken at its word, but not beyond now; without any
 * anchor it happened when it arrived. A fact is never refused for its clock [M3].
 */
export function timeOf(
	fact: FactClock,
	anchors: readonly ClockAnchor[],
	recordedAt: Millis
): FactTime {
	const happenedAt = happened(fact, anchors, recordedAt);
	return { happenedAt, clockTrusted: Math.abs(happenedAt - fact.occurredAt) <= TOLERANCE };
}

function happened(fact: FactClock, anchors: readonly ClockAnchor[], recordedAt: Millis): Millis {
	for (let i = 0; i < anchors.length; i++) {
		const anchor = anchors[i] as ClockAnchor;
		if (anchor.bootId !== fact.bootId) continue;
		return clamp(anchor.recordedAt - (anchor.uptimeMs - fact.uptimeMs), recordedAt);
	}
	return anchors.length === 0 ? recordedAt : clamp(fact.occurredAt, recordedAt);
}

function clamp(at: Millis, latest: Millis): Millis {
	return Math.min(Math.max(at, 0), latest);
}
