import { parseInstant, type Millis, type Zone } from './calendar.ts';
import type { JudgeContext, Known } from './judged.ts';
import { movementOf } from './ledger.ts';
import { CLOCK_TOLERANCE, isPastUseBy, isTooWarm, offerWindow, type Offer } from './offering.ts';
import type { Policy } from './policy.ts';
import type { DonateFact, Fact, FactOf } from './shapes/fact.ts';
import type { WarningCode } from './shapes/fact-codes.ts';

/**
 * All that makes no sense about a fact; it is stored all the same [M10]. The first is the one that is
 * answered. Which there are may depend on what came before, as an answer may [M11].
 *
 * @param offer of a donation, by what it says itself (see `offerOf`)
 */
export function warningsOf(
	fact: Fact,
	offer: Offer | null,
	happenedAt: Millis,
	known: Known,
	context: JudgeContext
): WarningCode[] {
	const movement = movementOf(fact);
	if (movement === null) return [];
	if (fact.type === 'donate') return ofDonation(fact, offer, happenedAt, known, context);
	const lot = known.lots.get(movement.lotId);
	const isDescribed = (lot?.donations ?? 0) > 0;
	if (fact.type === 'moveIn') return ofArrival(fact, known);
	// What came from another machine is described there.
	if (!isDescribed && !((lot?.arrivals ?? 0) > 0 && known.storages.has(movement.lotId))) {
		return ['unknown_lot'];
	}
	return (lot?.portions ?? 0) + movement.portions < 0 ? ['stock_negative'] : [];
}

function ofDonation(
	fact: DonateFact,
	offer: Offer | null,
	happenedAt: Millis,
	known: Known,
	{ zone, recordedAt }: JudgeContext
): WarningCode[] {
	const warnings: WarningCode[] = [];
	if ((known.lots.get(fact.lot.lotId)?.donations ?? 0) > 0) warnings.push('lot_exists');
	const why = offer?.why ?? null;
	if (why !== null && why !== 'unconfirmed') warnings.push(why);
	else if (isPastUseBy(fact.lot, happenedAt, zone)) warnings.push('use_by_past');
	else if (fact.lot.dateKind === 'preparedAt') {
		const preparedAt = parseInstant(fact.lot.preparedAt ?? '') ?? 0;
		if (preparedAt > recordedAt + CLOCK_TOLERANCE) warnings.push('prepared_in_future');
	}
	return warnings;
}

function ofArrival({ lotId, slot }: FactOf<'moveIn'>, { slots, storages }: Known): WarningCode[] {
	const needs = storages.get(lotId);
	if (needs === undefined) return ['unknown_lot'];
	const storage = slot === undefined ? undefined : slots.get(slot);
	if (storage === undefined) return ['unknown_slot'];
	return isTooWarm(needs, storage) ? ['wrong_storage'] : [];
}

/** When the lot of a donation may be offered, by the slot it stands in [F1 to F4, F2a]. */
export function offerOf(
	{ lot, unconfirmed }: DonateFact,
	donatedAt: Millis,
	slots: Known['slots'],
	zone: Zone,
	policy: Policy
): Offer {
	return offerWindow({ ...lot, unconfirmed }, slots.get(lot.slot), donatedAt, zone, policy);
}
