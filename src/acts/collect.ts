import type { Millis } from '#domain/calendar.ts';
import { isOffered } from '#domain/offer-window.ts';
import { newId } from '#platform/ids.ts';
import type { CollectAct } from '#domain/act.ts';
import type { LotInside } from './stock.ts';

/** What may be taken now, what runs out first first. Doors that do not work hide what is behind them. */
export function collectable(inside: readonly LotInside[], faults: readonly number[]): LotInside[] {
	return inside
		.filter(({ offered, lot }) => offered && !faults.includes(lot.slot))
		.toSorted((a, b) => a.offer.until - b.offer.until || a.lot.slot - b.lot.slot);
}

/** How many one person is asked to take at most. */
export function mostPortions({ portions }: LotInside, fairUse: number | null): number {
	return Math.min(portions, fairUse ?? portions);
}

/** Whether it may still be taken, of what was shown a while ago. */
export function mayBeTaken({ withheld, coldChain, offer }: LotInside, now: Millis): boolean {
	return !withheld && coldChain === 'fine' && isOffered(offer, now);
}

/**
 * The act of taking, or null where the lot may not be taken any more: its time may have run out
 * while somebody read about it [F2], nobody knows what time it is [F9], or its zone has locked [F6].
 */
export function pickup(inside: LotInside, portions: number, now: Millis): CollectAct | null {
	if (!mayBeTaken(inside, now)) return null;
	const { lotId, slot } = inside.lot;
	const actId = newId();
	return { kind: 'collect', actId, slot, lotId, portions, requestedAt: now, state: 'requested' };
}
