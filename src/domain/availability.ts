import { HOUR, MINUTE, SECOND, type Millis } from './calendar.ts';
import { isOffered } from './offering.ts';
import { openNow } from './opening-hours.ts';
import type { SnapshotLot, SnapshotMachine } from './shapes/snapshot.ts';
import type { Category, Freshness, Reason } from './shapes/words.ts';

/** After this long the news of a machine says nothing any more [M19, M24]. */
export const NEWS_LAST = 8 * HOUR;
/** A fact that waits longer than this at the machine makes its stock old news [M19]. */
const FACTS_WAIT = 10 * MINUTE;

export type Stock = {
	portions: number;
	lots: number;
	byCategory: Partial<Record<Category, number>>;
};

/** What a person at home needs to know of a machine now. */
export type Availability = {
	readonly freshness: Freshness;
	/** null where the hours are not known. */
	readonly openNow: true | null;
	readonly canCollect: boolean;
	readonly canDonate: boolean;
	/** Why not; empty when both can be done. */
	readonly reasons: readonly Reason[];
	/** What the food rules allow to be offered, whether or not the machine can be reached. */
	readonly stock: Stock;
	readonly offered: readonly SnapshotLot[];
};

type News = Pick<SnapshotMachine, 'hardware' | 'interval' | 'lastSeenAt' | 'waitingSince'>;

/** How old the news of a machine is, in the four words of [M19] and [M24]. */
export function freshnessOf(machine: News, at: Millis): Freshness {
	if (machine.lastSeenAt === null) return 'unknown';
	const age = at - machine.lastSeenAt;
	if (age > NEWS_LAST) return 'unknown';
	if (machine.hardware === 'none') return 'reported';
	const isRecent = age <= 3 * machine.interval * SECOND;
	const isComplete = machine.waitingSince === null || at - machine.waitingSince <= FACTS_WAIT;
	return isRecent && isComplete ? 'fresh' : 'stale';
}

/** Page and server ask this one function [M18, M19, M24]. */
export function availabilityOf(machine: SnapshotMachine, at: Millis): Availability {
	const freshness = freshnessOf(machine, at);
	const reachable = freshness === 'fresh' || freshness === 'reported';
	const offered = offeredLots(machine, freshness, at);
	const open = openNow(machine.openingHours);
	const stateOf = new Map(machine.slots.map((slot) => [slot.slot, slot.state]));
	const works = (slot: number) => stateOf.get(slot) === 'ok' || stateOf.get(slot) === 'full';
	const hasFood = offered.some((lot) => works(lot.slot));
	const hasRoom = machine.slots.some(
		(slot) => slot.state === 'ok' && !(slot.kind === 'locker' && slot.occupied)
	);

	const reasons: Reason[] = [];
	if (!reachable) reasons.push('offline');
	if (machine.donationPaused) reasons.push('paused');
	if (!hasFood) reasons.push(offered.length === 0 ? 'empty' : blockedBy(machine, offered));
	if (!hasRoom) reasons.push(machine.slots.some((slot) => works(slot.slot)) ? 'full' : 'fault');
	return {
		freshness,
		openNow: open,
		canCollect: reachable && hasFood,
		// A pause is of donations (the key is donationPaused): what is inside may still be taken.
		canDonate: reachable && hasRoom && !machine.donationPaused,
		reasons: [...new Set(reasons)],
		stock: stockOf(offered),
		offered
	};
}

function offeredLots(
	machine: SnapshotMachine,
	freshness: Freshness,
	at: Millis
): readonly SnapshotLot[] {
	const lots = machine.lots.filter((lot) => lot.portions > 0 && isOffered(lot, at));
	if (machine.hardware !== 'none') return lots;
	// Nobody measures there: what people put in is news for eight hours, and what needs cold is not
	// offered without a volunteer's thermometer [M24].
	return freshness === 'reported' ? lots.filter((lot) => lot.storage === 'ambient') : [];
}

function blockedBy(machine: SnapshotMachine, offered: readonly SnapshotLot[]): Reason {
	const slots = new Set(offered.map((lot) => lot.slot));
	const isLocked = machine.slots.some((slot) => slots.has(slot.slot) && slot.state === 'locked');
	return isLocked ? 'locked' : 'fault';
}

function stockOf(lots: readonly SnapshotLot[]): Stock {
	const byCategory: Stock['byCategory'] = {};
	let portions = 0;
	for (const lot of lots) {
		portions += lot.portions;
		byCategory[lot.category] = (byCategory[lot.category] ?? 0) + lot.portions;
	}
	return { portions, lots: lots.length, byCategory };
}
