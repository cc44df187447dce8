import type { Millis } from './calendar.ts';
import type { Fact, Lot } from './shapes/fact.ts';

/** A line of the ledger: portions in (above zero) or out. Stock is their sum [M11]. */
export type Movement = {
	readonly lotId: string;
	readonly kind: 'donation' | 'pickup' | 'discard' | 'moveOut' | 'moveIn' | 'adjustment';
	/** Signed. */
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

/** The place of a fact in its origin's order: (epoch number, seq), never a clock [M3a]. */
export type Place = { readonly epochNo: number; readonly seq: number; readonly origin: string };

/** Below zero when `a` comes first. Origins have no order among themselves; their names break ties. */
export function byPlace(a: Place, b: Place): number {
	if (a.epochNo !== b.epochNo) return a.epochNo - b.epochNo;
	if (a.seq !== b.seq) return a.seq - b.seq;
	return a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0;
}

/** A fact with what the ledger needs beside it. */
export type LedgerEntry = {
	readonly fact: Fact;
	readonly place: Place;
	readonly happenedAt: Millis;
};

/** What adds up of a lot at one machine. */
export type LotSum = {
	/** Physical: the sum of its movements, which may be below zero. */
	readonly portions: number;
	readonly donations: number;
	/** Closed for good by a discard with `final`. */
	readonly closed: boolean;
	/** The donation whose description holds: that with the lowest place; null without one. */
	readonly describedBy: Place | null;
};

/** A lot at one machine, as its facts tell. */
export type LotOnHand = LotSum & {
	readonly lot: Lot | null;
	readonly donatedAt: Millis;
	readonly unconfirmed: boolean;
};

const NOTHING: LotOnHand = {
	portions: 0,
	donations: 0,
	closed: false,
	describedBy: null,
	lot: null,
	donatedAt: 0,
	unconfirmed: false
};

/**
 * The sum after one more fact. It only adds and takes the lowest place, so that facts may come in
 * any order [M11]; each fact must be added once.
 */
export function sumAfter(before: LotSum = NOTHING, fact: Fact, place: Place): LotSum {
	const movement = movementOf(fact);
	if (!movement) return before;
	const isDonation = fact.type === 'donate';
	const describes =
		isDonation && (before.describedBy === null || byPlace(place, before.describedBy) < 0);
	return {
		portions: before.portions + movement.portions,
		donations: before.donations + (isDonation ? 1 : 0),
		closed: before.closed || (fact.type === 'expired' && fact.final === true),
		describedBy: describes ? place : before.describedBy
	};
}

/** The lot after one more fact; as `sumAfter`, and the description that holds then. */
export function lotAfter(before: LotOnHand = NOTHING, entry: LedgerEntry): LotOnHand {
	const { fact, place, happenedAt } = entry;
	const sum = sumAfter(before, fact, place);
	if (fact.type !== 'donate' || sum.describedBy !== place) return { ...before, ...sum };
	return { ...sum, lot: fact.lot, donatedAt: happenedAt, unconfirmed: fact.unconfirmed === true };
}

/** Stock by lot of one machine: the sum over its facts, in whatever order they are given. */
export function stockOf(entries: Iterable<LedgerEntry>): Map<string, LotOnHand> {
	const stock = new Map<string, LotOnHand>();
	for (const entry of entries) {
		const lotId = movementOf(entry.fact)?.lotId;
		if (lotId !== undefined) stock.set(lotId, lotAfter(stock.get(lotId), entry));
	}
	return stock;
}

/** What a person may be shown: never below zero, nothing of a closed lot [M11]. */
export function shownPortions(lot: Pick<LotOnHand, 'portions' | 'closed'>): number {
	return lot.closed ? 0 : Math.max(0, lot.portions);
}
