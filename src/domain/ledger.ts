import type { Millis } from './calendar.ts';
import { byPlace, isAfter, laterOf, type Mark, type Place } from './place.ts';
import type { Fact, Lot } from './shapes/fact.ts';

export { byPlace, type Mark, type Place } from './place.ts';

/** A line of the ledger: portions in (above zero) or out. Stock is their sum [M11]. */
export type Movement = {
	readonly lotId: string;
	readonly kind: 'donation' | 'pickup' | 'discard' | 'moveOut' | 'moveIn' | 'adjustment';
	/** Signed; 0 where somebody counted and the ledger was right. */
	readonly portions: number;
	/** Signed, 0 where nobody weighed. */
	readonly grams: number;
};

/** What a fact moves; null for one that tells of the machine, or of the outbox. */
export function movementOf(fact: Fact): Movement | null {
	switch (fact.type) {
		case 'donate':
			return {
				lotId: fact.lot.lotId,
				kind: 'donation',
				portions: fact.lot.portions,
				grams: fact.weighedGrams ?? fact.lot.grams ?? 0
			};
		case 'collect':
			return {
				lotId: fact.lotId,
				kind: 'pickup',
				portions: -fact.portions,
				grams: -(fact.grams ?? 0)
			};
		case 'expired':
			return {
				lotId: fact.lotId,
				kind: 'discard',
				portions: -fact.portions,
				grams: -(fact.grams ?? 0)
			};
		case 'moveOut':
			return { lotId: fact.lotId, kind: 'moveOut', portions: -fact.portions, grams: 0 };
		case 'moveIn':
			return { lotId: fact.lotId, kind: 'moveIn', portions: fact.portions, grams: 0 };
		case 'adjust':
			return { lotId: fact.lotId, kind: 'adjustment', portions: fact.portions, grams: 0 };
		default:
			return null;
	}
}

/** A fact with what the ledger needs beside it. */
export type LedgerEntry = {
	readonly fact: Fact;
	readonly place: Place;
	readonly happenedAt: Millis;
};

/** What the facts about a lot at one machine come to, in whatever order they came. */
export type LotSum = {
	/** Physical: the sum of its movements, which may be below zero. */
	readonly portions: number;
	readonly donations: number;
	/** How often it came from another machine. */
	readonly arrivals: number;
	/** Closed for good by a discard with `final`. */
	readonly closed: boolean;
	/** The donation whose description holds: that with the lowest place; null without one. */
	readonly describedBy: Mark | null;
	/** Where the last `moveIn` that named a slot put it. */
	readonly moved: (Mark & { readonly slot: number }) | null;
	/** The last donation that was booked without anybody having seen it [S1a]. */
	readonly doubted: Mark | null;
	/** The last time somebody counted. */
	readonly counted: Mark | null;
};

export const NO_LOT: LotSum = {
	portions: 0,
	donations: 0,
	arrivals: 0,
	closed: false,
	describedBy: null,
	moved: null,
	doubted: null,
	counted: null
};

/**
 * The sum after one more fact. It only adds, takes the lowest place or the latest mark, so that facts
 * may come in any order [M11]; each fact must be added once.
 */
export function sumAfter(before: LotSum = NO_LOT, fact: Fact, mark: Mark): LotSum {
	const movement = movementOf(fact);
	if (!movement) return before;
	let { donations, arrivals, closed, describedBy, moved, doubted, counted } = before;
	switch (fact.type) {
		case 'donate':
			donations++;
			if (describedBy === null || byPlace(mark, describedBy) < 0) describedBy = mark;
			if (fact.unconfirmed) doubted = laterOf(doubted, mark);
			break;
		case 'moveIn':
			arrivals++;
			if (fact.slot !== undefined) moved = laterOf(moved, { ...mark, slot: fact.slot });
			break;
		case 'expired':
			closed ||= fact.final === true;
			break;
		case 'adjust':
			if (fact.reason === 'counted') counted = laterOf(counted, mark);
			break;
		default: // collect and moveOut only take
			break;
	}
	const portions = before.portions + movement.portions;
	// Field by field: the server's runtime is slow at copying objects, and this is a hot path.
	return { portions, donations, arrivals, closed, describedBy, moved, doubted, counted };
}

/** Where a lot stands, and whether it is there at all. */
export type Standing = {
	/** 0 where nobody said. */
	readonly slot: number;
	/** Nobody has seen what is there: not offered until somebody counts [S1a]. */
	readonly unconfirmed: boolean;
};

/**
 * How a lot stands after all that is known of it.
 *
 * @param donatedTo the slot that its description names; 0 for a lot that came from another machine
 * @param accesses the last time each slot's door opened without an act
 */
export function standingOf(
	sum: Pick<LotSum, 'moved' | 'doubted' | 'counted' | 'describedBy'>,
	donatedTo: number,
	accesses: ReadonlyMap<number, Mark>
): Standing {
	const { moved, doubted, counted } = sum;
	const slot = moved?.slot ?? donatedTo;
	const put = moved ?? sum.describedBy;
	const opened = accesses.get(slot);
	const isOpen = (doubt: Mark | null): boolean =>
		doubt !== null && !(counted !== null && isAfter(counted, doubt));
	const wasOpened = opened !== undefined && put !== null && isAfter(opened, put);
	return { slot, unconfirmed: isOpen(doubted) || (wasOpened && isOpen(opened)) };
}

/** A lot at one machine, as the facts of that machine tell. */
export type LotOnHand = LotSum &
	Standing & {
		/** As it was donated here; null for one that came from elsewhere, or that nobody brought. */
		readonly lot: Lot | null;
		readonly donatedAt: Millis;
	};

/** Stock by lot of one machine: the sum over its facts, in whatever order they are given. */
export function stockOf(entries: Iterable<LedgerEntry>): Map<string, LotOnHand> {
	return stockAfter([], entries);
}

/**
 * Stock by lot: what is known to be there, and the facts after that. Of what is known each lot comes
 * once, and the facts that are in it must not be given again.
 */
export function stockAfter(
	known: Iterable<readonly [lotId: string, LotOnHand]>,
	entries: Iterable<LedgerEntry>
): Map<string, LotOnHand> {
	const before = new Map(known);
	const sums = new Map<string, LotSum>(before);
	const donations = new Map<string, Lot>();
	const accesses = new Map<number, Mark>();
	for (const { fact, place, happenedAt } of entries) {
		const mark = { ...place, at: happenedAt };
		if (fact.type === 'access') noteAccess(accesses, fact.slot, mark);
		const lotId = movementOf(fact)?.lotId;
		if (lotId === undefined) continue;
		const sum = sumAfter(sums.get(lotId), fact, mark);
		sums.set(lotId, sum);
		if (fact.type === 'donate' && sum.describedBy === mark) donations.set(lotId, fact.lot);
	}
	const stock = new Map<string, LotOnHand>();
	for (const [lotId, sum] of sums) {
		const was = before.get(lotId);
		const donation = donations.get(lotId);
		const lot = donation ?? was?.lot ?? null;
		const standing = standingOf(sum, donation?.slot ?? was?.slot ?? 0, accesses);
		const donatedAt = sum.describedBy?.at ?? was?.donatedAt ?? 0;
		stock.set(lotId, { ...sum, ...standing, lot, donatedAt });
	}
	return stock;
}

/** Notes that a door opened without an act, if that is the last time. */
export function noteAccess(accesses: Map<number, Mark>, slot: number, mark: Mark): void {
	accesses.set(slot, laterOf(accesses.get(slot) ?? null, mark) ?? mark);
}

/** What a person may be shown: never below zero, nothing of a closed lot [M11]. */
export function shownPortions(lot: Pick<LotSum, 'portions' | 'closed'>): number {
	return lot.closed ? 0 : Math.max(0, lot.portions);
}
