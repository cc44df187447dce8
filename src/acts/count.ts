import type { FactBody } from '#domain/shapes/fact.ts';
import type { DiscardReason } from '#domain/shapes/words.ts';
import type { Draft } from '#outbox/row.ts';
import type { KioskStore } from './kiosk-store.ts';
import type { LotInside } from './stock.ts';

/** What somebody saw of one lot. */
export type Counted = {
	readonly lotId: string;
	/** How many portions the ledger had when they looked. */
	readonly known: number;
	/** How many stay inside. */
	readonly left: number;
	/** How many they took out as waste. */
	readonly thrown: number;
	readonly reason: DiscardReason;
};

/** Why food is thrown away that nobody says more about: its time is over, or it is spoilt before that. */
export function reasonToDiscard({ offer }: Pick<LotInside, 'offer'>, now: number): DiscardReason {
	return offer.why === null && now >= offer.until ? 'expired' : 'spoiled';
}

/**
 * The facts of a count, two of a lot at most: the difference to what was there, which says too that it
 * was seen [S1a], and what went out as waste. In this order the sum is never below what was seen.
 */
export function factsOf(counted: readonly Counted[]): Draft[] {
	return counted.flatMap(({ lotId, known, left, thrown, reason }) => {
		const portions = left + thrown - known;
		const count: FactBody<'adjust'> = { type: 'adjust', lotId, portions, reason: 'counted' };
		const waste: FactBody<'expired'> = { type: 'expired', lotId, portions: thrown, reason };
		return thrown > 0 ? [count, waste] : [count];
	});
}

/** Resolves once all of it is on the disk, or none [S1]. */
export async function saveCount(
	store: Pick<KioskStore, 'transact'>,
	counted: readonly Counted[]
): Promise<void> {
	await store.transact(() => Promise.resolve(factsOf(counted)));
}
