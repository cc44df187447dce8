import type { Millis } from './calendar.ts';
import type { Fact, Lot } from './shapes/fact.ts';

/** A line of the ledger: portions in (above zero) or out. Stock is their sum [M11]. */
export type Movement = {
	readonly lotId: string;
	readonly kind: 'donation' | 'pickup' | 'discard';
	/** Signed. */
	readonly portions: number;
	/** Signed, 0 where nobody weighed. */
	readonly grams: number;
};

/** What a fact moves; an alert moves nothing. */
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
		case 'alert':
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

/** A lot at one machine, as its facts tell. */
export type LotOnHand = {
	/** By the donation with the lowest place; null where no donation is known yet. */
	readonly description: {
		readonly lot: Lot;
		readonly place: Place;
		readonly donatedAt: Millis;
		readonly unconfirmed: boolean;
	} | null;
	/** Physical: the sum, which may be below zero. */
	readonly portions: number;
	readonly donations: number;
	/** Closed for good by a discard with `final`. */
	readonly closed: boolean;
};

const NOTHING: LotOnHand = { description: null, portions: 0, donations: 0, closed: false };

/**
 * The lot after one more fact. Only adds and takes the lowest place, so that facts may come in any
 * order [M11]; each fact must be added once.
 */
export function lotAfter(lot: LotOnHand | undefined, entry: LedgerEntry): LotOnHand {
	const before = lot ?? NOTHING;
	const movement = movementOf(entry.fact);
	if (!movement) return before;
	const { fact } = entry;
	const after = { ...before, portions: before.portions + movement.portions };
	if (fact.type === 'expired' && fact.final) return { ...after, closed: true };
	if (fact.type !== 'donate') return after;
	const described =
		before.description !== null && byPlace(before.description.place, entry.place) <= 0
			? before.description
			: {
					lot: fact.lot,
					place: entry.place,
					donatedAt: entry.happenedAt,
					unconfirmed: fact.unconfirmed === true
				};
	return { ...after, donations: before.donations + 1, description: described };
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
