import type { Millis, Zone } from '#domain/calendar.ts';
import { shownPortions, stockOf, type LedgerEntry } from '#domain/ledger.ts';
import { isOffered } from '#domain/offer-window.ts';
import { offerWindow, type Offer } from '#domain/offering.ts';
import type { Policy } from '#domain/policy.ts';
import { isWithheldInDoubt } from '#domain/safe-clock.ts';
import type { Fact, Lot } from '#domain/shapes/fact.ts';
import { FACT_TYPES, type SlotKind, type Storage } from '#domain/shapes/words.ts';
import type { OutboxStore } from '#outbox/store.ts';

/** A compartment as the kiosk knows it, from its config or from its enrolment. */
export type Slot = {
	readonly slot: number;
	readonly storage: Storage;
	readonly kind: SlotKind;
};

/** A lot that is physically inside. */
export type LotInside = {
	readonly lot: Lot;
	readonly portions: number;
	readonly offer: Offer;
	/** Whether it may be taken now [F2 to F4, F9]; offline too. */
	readonly offered: boolean;
	/** It would be offered if only it were known what time it is [F9], or what is inside [M3a]. */
	readonly withheld: boolean;
};

/** By what a kiosk judges. */
export type Where = {
	readonly slots: readonly Slot[];
	readonly zone: Zone;
	readonly policy: Policy;
	readonly now: Millis;
	/** Whether the time is in doubt [F9]. */
	readonly inDoubt: boolean;
	/** Whether more may be inside than its facts tell [M3a]. */
	readonly isUnknown?: boolean;
};

/** What is inside, as this kiosk's own facts tell: the sum over what its outbox keeps. */
export async function lotsInside(
	outbox: OutboxStore,
	{ slots, zone, policy, now, inDoubt, isUnknown = false }: Where
): Promise<LotInside[]> {
	const storageOf = new Map(slots.map((slot) => [slot.slot, slot.storage]));
	const stock = stockOf(await entriesOf(outbox));
	return [...stock.values()].flatMap((onHand) => {
		const portions = shownPortions(onHand);
		const { donatedAt, unconfirmed, slot } = onHand;
		if (onHand.lot === null || portions === 0) return [];
		const lot = { ...onHand.lot, slot };
		const described = { ...lot, unconfirmed };
		const offer = offerWindow(described, storageOf.get(slot), donatedAt, zone, policy);
		const isInTime = isOffered(offer, now);
		const waits = (inDoubt && isWithheldInDoubt(lot)) || (isUnknown && lot.storage !== 'ambient');
		const withheld = isInTime && waits;
		return [{ lot, portions, offer, offered: isInTime && !withheld, withheld }];
	});
}

/** Every lot that this kiosk's facts speak of, and the slot that something of it is in. */
export async function lotsTold(outbox: OutboxStore): Promise<Map<string, number | null>> {
	const stock = stockOf(await entriesOf(outbox));
	return new Map(
		[...stock].map(([lotId, onHand]) => [lotId, shownPortions(onHand) > 0 ? onHand.slot : null])
	);
}

async function entriesOf(outbox: OutboxStore): Promise<LedgerEntry[]> {
	return (await outbox.kept()).flatMap(({ fact, epochNumber, seq, storedAt }) => {
		if (!FACT_TYPES.some((type) => type === fact.type)) return [];
		const place = { epochNo: epochNumber, seq, origin: '' };
		// Only this kiosk writes here, from drafts that were checked against their types.
		return [{ fact: fact as unknown as Fact, place, happenedAt: storedAt }];
	});
}
