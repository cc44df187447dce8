import {
	addDays,
	DAY,
	firstInstantAfter,
	HOUR,
	MINUTE,
	parseInstant,
	startOfUtcDay,
	type Millis,
	type Zone
} from './calendar.ts';
import type { Policy } from './policy.ts';
import {
	STORAGES,
	type Category,
	type DateKind,
	type ProductKind,
	type Storage
} from './shapes/words.ts';

/** A date further ahead than five years is more likely a slip than a date [M10]. */
export const FURTHEST_DATE_AHEAD = 5 * 365.25 * DAY;
/** How far a clock may be ahead of the truth before `preparedAt` is called future [M3]. */
export const CLOCK_TOLERANCE = 5 * MINUTE;

/** What the food rules need to know of a lot. */
export type DatedLot = {
	readonly category: Category;
	readonly storage: Storage;
	readonly dateKind: DateKind;
	readonly date?: string | undefined;
	/** RFC 3339 in UTC. */
	readonly preparedAt?: string | undefined;
	readonly productKind?: ProductKind | undefined;
	/** The two ways to say that a label with the ingredients is on it. */
	readonly labelled?: boolean | undefined;
	readonly ingredients?: string | undefined;
};

/** Why a lot is never offered, as the wire's warning code [M10]. */
export type NotOffered =
	'refused_food' | 'no_label' | 'wrong_storage' | 'unknown_slot' | 'date_too_far' | 'unconfirmed';

export type Offer =
	| { readonly from: Millis; readonly until: Millis; readonly why: null }
	| { readonly from: 0; readonly until: 0; readonly why: NotOffered };

const never = (why: NotOffered): Offer => ({ from: 0, until: 0, why });

/**
 * The window in which a lot may be offered, whoever asks and whenever: page, kiosk and server call
 * this one function [F1 to F4, F2a].
 *
 * @param slotStorage the class of the slot it stands in; undefined for a slot nobody knows
 * @param donatedAt when it was put in
 */
export function offerWindow(
	lot: DatedLot & { readonly unconfirmed?: boolean | undefined },
	slotStorage: Storage | undefined,
	donatedAt: Millis,
	zone: Zone,
	policy: Policy
): Offer {
	if (lot.unconfirmed) return never('unconfirmed');
	if (isRefused(lot, policy)) return never('refused_food');
	if (lacksLabel(lot, policy)) return never('no_label');
	if (slotStorage === undefined) return never('unknown_slot');
	if (isTooWarm(lot.storage, slotStorage)) return never('wrong_storage');
	if (lot.dateKind === 'preparedAt') {
		const preparedAt = parseInstant(lot.preparedAt ?? '') ?? 0;
		if (preparedAt > donatedAt + FURTHEST_DATE_AHEAD) return never('date_too_far');
		const hours = policy.preparedHours[lot.storage].value;
		return { from: preparedAt, until: preparedAt + hours * HOUR, why: null };
	}
	const date = lot.date ?? '';
	if (startOfUtcDay(date) > donatedAt + FURTHEST_DATE_AHEAD) return never('date_too_far');
	const grace = lot.dateKind === 'bestBefore' ? policy.graceDays[lot.category].value : 0;
	return { from: 0, until: firstInstantAfter(addDays(date, grace), zone), why: null };
}

/** Whether the policy takes no such food, by its category or by the kind that the donor named [F4]. */
export function isRefused(
	{ category, productKind }: Pick<DatedLot, 'category' | 'productKind'>,
	{ refused }: Policy
): boolean {
	return (
		refused.categories.some((one) => one.category === category) ||
		(productKind !== undefined && refused.products.some((one) => one.product === productKind))
	);
}

/** Whether it is home or kitchen made and has no label with ingredients where it must have one [F4]. */
export function lacksLabel(lot: DatedLot, policy: Policy): boolean {
	if (lot.dateKind !== 'preparedAt' || !policy.preparedNeedsLabel.value) return false;
	return !lot.labelled && (lot.ingredients ?? '') === '';
}

/** Whether its best-before is over, so that it is shown marked while it is still offered [F3]. */
export function isPastBestBefore(lot: DatedLot, at: Millis, zone: Zone): boolean {
	return lot.dateKind === 'bestBefore' && lot.date !== undefined && zone.localDate(at) > lot.date;
}

/** Whether its use-by is over: then it is not offered anywhere and cannot be collected [F2]. */
export function isPastUseBy(lot: DatedLot, at: Millis, zone: Zone): boolean {
	return lot.dateKind === 'useBy' && lot.date !== undefined && zone.localDate(at) > lot.date;
}

/** Whether a slot of that class is warmer than the food needs [F2a]. */
export function isTooWarm(needs: Storage, slot: Storage): boolean {
	return STORAGES.indexOf(slot) < STORAGES.indexOf(needs);
}
