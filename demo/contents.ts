import type { Millis, Zone } from '#domain/calendar.ts';
import type { OfferWindow } from '#domain/offer-window.ts';
import { isTooWarm, offerWindow } from '#domain/offering.ts';
import { policyOf } from '#domain/policy.ts';
import type { Lot } from '#domain/shapes/fact.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';

/** A lot inside the machine; `portions` is what is left of it. */
export type Held = {
	readonly lot: Lot;
	readonly portions: number;
	/** When it may be given out, by the same rules as everywhere [F1 to F4]. */
	readonly window: OfferWindow;
};

/** So many lots a shelf takes; a locker takes one. */
const SHELF_LOTS = 6;

/** The lot as it stands in the machine from now on. */
export function hold(lot: Lot, slots: readonly HardwareSlot[], at: Millis, zone: Zone): Held {
	const storage = slots.find(({ slot }) => slot === lot.slot)?.storage;
	const { from, until } = offerWindow(lot, storage, at, zone, policyOf('eu'));
	return { lot, portions: lot.portions, window: { from, until } };
}

/** Slots with room that are cold enough; the least cold of them first, so that the cold ones stay free. */
export function slotsFor(
	storage: Lot['storage'],
	slots: readonly HardwareSlot[],
	contents: readonly Held[],
	broken: ReadonlySet<number>
): HardwareSlot[] {
	const fits = slots.filter(
		(slot) => !isTooWarm(storage, slot.storage) && !broken.has(slot.slot) && hasRoom(slot, contents)
	);
	return fits.sort(
		(a, b) => Number(isTooWarm(b.storage, a.storage)) - Number(isTooWarm(a.storage, b.storage))
	);
}

/** Takes portions of a lot away; a lot of which nothing is left is gone. */
export function without(contents: readonly Held[], lotId: string, portions: number): Held[] {
	return contents.flatMap((held) => {
		if (held.lot.lotId !== lotId) return [held];
		const left = held.portions - portions;
		return left > 0 ? [{ ...held, portions: left }] : [];
	});
}

function hasRoom({ slot, kind }: HardwareSlot, contents: readonly Held[]): boolean {
	const inside = contents.filter(({ lot }) => lot.slot === slot).length;
	return inside < (kind === 'locker' ? 1 : SHELF_LOTS);
}
