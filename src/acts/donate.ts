import * as v from 'valibot';
import { parseInstant, type Millis, type Zone } from '#domain/calendar.ts';
import { isOffered } from '#domain/offer-window.ts';
import {
	CLOCK_TOLERANCE,
	isPastUseBy,
	isRefused,
	isTooWarm,
	lacksLabel,
	offerWindow
} from '#domain/offering.ts';
import type { Policy } from '#domain/policy.ts';
import { Lot } from '#domain/shapes/fact.ts';
import { STORAGES, type Storage } from '#domain/shapes/words.ts';
import { newId } from '#platform/ids.ts';
import type { DonateAct } from '#domain/act.ts';
import type { LotInside, Slot } from './stock.ts';

/** A lot before it has a place. */
export type Gift = Omit<Lot, 'lotId' | 'slot'>;

/** Why a gift cannot be taken, judged before a door is chosen [F2 to F4]. */
export type DateVerdict =
	| { readonly kind: 'fine'; readonly until: Millis }
	/** Its use-by is over: it is refused here, with words [F2]. */
	| { readonly kind: 'useByOver' }
	/** Its best-before, or the hours since it was cooked, are over by more than the rules allow. */
	| { readonly kind: 'tooOld' }
	| { readonly kind: 'future' }
	/** The rules of this machine take no such food, or want a label on it [F4]. */
	| { readonly kind: 'refused' }
	| { readonly kind: 'noLabel' }
	| { readonly kind: 'tooFarAhead' };

type Dated = Pick<
	Gift,
	| 'category'
	| 'storage'
	| 'dateKind'
	| 'date'
	| 'preparedAt'
	| 'productKind'
	| 'labelled'
	| 'ingredients'
>;

/** What the rules say of the date, as if it stood in a slot of its own class. */
export function judgeDate(gift: Dated, now: Millis, zone: Zone, policy: Policy): DateVerdict {
	if (isRefused(gift, policy)) return { kind: 'refused' };
	if (lacksLabel(gift, policy)) return { kind: 'noLabel' };
	if (isPastUseBy(gift, now, zone)) return { kind: 'useByOver' };
	const preparedAt = parseInstant(gift.preparedAt ?? '');
	if (preparedAt !== null && preparedAt > now + CLOCK_TOLERANCE) return { kind: 'future' };
	const offer = offerWindow(gift, gift.storage, now, zone, policy);
	if (offer.why !== null) return { kind: 'tooFarAhead' };
	if (preparedAt === null && !isOffered(offer, now)) return { kind: 'tooOld' };
	return now < offer.until ? { kind: 'fine', until: offer.until } : { kind: 'tooOld' };
}

/**
 * The door for food that needs this storage: an empty locker or a shelf that works, of its own class
 * before a colder one, the lowest number first. Null when there is none.
 */
export function chooseSlot(
	needs: Storage,
	{
		slots,
		inside,
		faults,
		not = []
	}: {
		slots: readonly Slot[];
		inside: readonly LotInside[];
		faults: readonly number[];
		/** Doors that the person does not want. */
		not?: readonly number[];
	}
): Slot | null {
	const taken = new Set(inside.map(({ lot }) => lot.slot));
	const fits = slots.filter(
		({ slot, storage, kind }) =>
			!isTooWarm(needs, storage) &&
			(kind === 'shelf' || !taken.has(slot)) &&
			!faults.includes(slot) &&
			!not.includes(slot)
	);
	const coldness = ({ storage }: Slot) => STORAGES.indexOf(storage);
	return fits.toSorted((a, b) => coldness(a) - coldness(b) || a.slot - b.slot)[0] ?? null;
}

/** The act of giving; nothing is stored before the door is asked for. */
export function donation(gift: Gift, slot: number, now: Millis): DonateAct {
	const lot = v.parse(Lot, { ...gift, lotId: newId(), slot });
	const { portions } = lot;
	const actId = newId();
	return { kind: 'donate', actId, slot, portions, lot, requestedAt: now, state: 'requested' };
}
