import { HOUR, MINUTE, SECOND, type Millis } from './calendar.ts';
import { isOffered } from './offer-window.ts';
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
export type Availability<Lot = SnapshotLot> = {
	readonly freshness: Freshness;
	/** null where the hours are not known. */
	readonly openNow: true | null;
	readonly canCollect: boolean;
	readonly canDonate: boolean;
	/** Why not; empty when both can be done. */
	readonly reasons: readonly Reason[];
	/** What the food rules allow to be offered, whether or not the machine can be reached. */
	readonly stock: Stock;
	readonly offered: readonly Lot[];
};

type News = Pick<SnapshotMachine, 'hardware' | 'interval' | 'lastSeenAt' | 'waitingSince'>;

/** What is asked of a lot. */
export type HeldLot = Pick<
	SnapshotLot,
	'slot' | 'category' | 'storage' | 'portions' | 'from' | 'until'
>;
/** What is asked of a slot. */
export type HeldSlot = Pick<SnapshotMachine['slots'][number], 'slot' | 'kind' | 'state'> & {
	/** Asked of a locker only. */
	readonly occupied: boolean;
};
/** What is asked of a machine. */
export type Holding<Lot extends HeldLot = HeldLot> = News &
	Pick<SnapshotMachine, 'openingHours' | 'donationPaused'> & {
		readonly slots: readonly HeldSlot[];
		readonly lots: readonly Lot[];
	};

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
export function availabilityOf<Lot extends HeldLot>(
	machine: Holding<Lot>,
	at: Millis
): Availability<Lot> {
	const { slots } = machine;
	const freshness = freshnessOf(machine, at);
	const reachable = freshness === 'fresh' || freshness === 'reported';
	const inside = lotsInWindow(machine, freshness, at);
	const offered = inside.filter((lot) => !isLockedIn(lot, slots));
	const hasFood = offered.some((lot) =>
		slots.some((slot) => slot.slot === lot.slot && works(slot))
	);
	const hasRoom = slots.some(
		(slot) => slot.state === 'ok' && !(slot.kind === 'locker' && slot.occupied)
	);

	const reasons: Reason[] = [];
	if (!reachable) reasons.push('offline');
	if (machine.donationPaused) reasons.push('paused');
	if (!hasFood) reasons.push(inside.length === 0 ? 'empty' : blockedBy(slots, inside));
	if (!hasRoom) {
		const why = slots.some(works) ? 'full' : slots.some(isLocked) ? 'locked' : 'fault';
		if (!reasons.includes(why)) reasons.push(why);
	}
	return {
		freshness,
		openNow: openNow(machine.openingHours),
		canCollect: reachable && hasFood,
		// A pause is of donations (the key is donationPaused): what is inside may still be taken.
		canDonate: reachable && hasRoom && !machine.donationPaused,
		reasons,
		stock: stockOf(offered),
		offered
	};
}

const works = ({ state }: HeldSlot): boolean => state === 'ok' || state === 'full';
const isLocked = ({ state }: HeldSlot): boolean => state === 'locked';

/** What needs cold is not offered out of a locked slot; the rest goes on [F6]. */
const isLockedIn = ({ slot, storage }: HeldLot, slots: readonly HeldSlot[]): boolean =>
	storage !== 'ambient' && slots.some((one) => one.slot === slot && isLocked(one));

function lotsInWindow<Lot extends HeldLot>(
	{ hardware, lots }: Holding<Lot>,
	freshness: Freshness,
	at: Millis
): readonly Lot[] {
	// Without hardware nobody measures: what people put in is news for eight hours, and what needs
	// cold is not offered without a volunteer's thermometer [M24].
	const isOnStreet = hardware === 'none';
	if (isOnStreet && freshness !== 'reported') return [];
	return lots.filter(
		(lot) => lot.portions > 0 && isOffered(lot, at) && (!isOnStreet || lot.storage === 'ambient')
	);
}

function blockedBy(slots: readonly HeldSlot[], inside: readonly HeldLot[]): Reason {
	const hasLocked = inside.some((lot) =>
		slots.some((one) => one.slot === lot.slot && isLocked(one))
	);
	return hasLocked ? 'locked' : 'fault';
}

function stockOf(lots: readonly HeldLot[]): Stock {
	const byCategory: Stock['byCategory'] = {};
	let portions = 0;
	lots.forEach((lot) => {
		portions += lot.portions;
		byCategory[lot.category] = (byCategory[lot.category] ?? 0) + lot.portions;
	});
	return { portions, lots: lots.length, byCategory };
}
