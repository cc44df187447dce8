import type { Millis, Zone } from '#domain/calendar.ts';
import { warmSpansAt, type ColdChain } from '#domain/cold-chain-state.ts';
import { shownPortions } from '#domain/ledger.ts';
import { isOffered } from '#domain/offer-window.ts';
import { offerWindow, type Offer } from '#domain/offering.ts';
import type { Policy } from '#domain/policy.ts';
import { isWithheldInDoubt } from '#domain/safe-clock.ts';
import type { Fact, Lot } from '#domain/shapes/fact.ts';
import type { LotRecord } from '#domain/shapes/sync.ts';
import { FACT_TYPES, type SlotKind, type Storage } from '#domain/shapes/words.ts';
import { stockView, type OwnFact } from '#domain/view.ts';
import { isToDiscard } from '#domain/warm-time.ts';
import type { OutboxStore } from '#outbox/store.ts';

/** What was told here: of the outbox itself, or of what was read of it. */
export type Told = Pick<OutboxStore, 'kept'>;

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
	/**
	 * What the cold chain says of it [F5, F6]. `locked`: its door stays shut until a service. `discard`:
	 * it was warm for too long, and stays out of reach after that.
	 */
	readonly coldChain: 'fine' | 'locked' | 'discard';
};

/** The lots of this machine as the server last told them. */
export type PulledLots = {
	readonly records: readonly LotRecord[];
	/** When that was, by the server's clock; null where it never did. */
	readonly at: Millis | null;
};

/** Before the first answer: then this kiosk's own facts are all that is known. */
export const NOTHING_PULLED: PulledLots = { records: [], at: null };

/** By what a kiosk judges. */
export type Where = {
	readonly slots: readonly Slot[];
	readonly zone: Zone;
	readonly policy: Policy;
	readonly now: Millis;
	/** Whether the time is in doubt [F9]. */
	readonly inDoubt: boolean;
	/** Whether more may be inside than is known [M3a]. */
	readonly isUnknown?: boolean;
	readonly pulled?: PulledLots;
	/** Slots whose zone is locked [F6]. */
	readonly locked?: readonly number[];
	/** How cold it was here; null where nothing was measured yet. */
	readonly chain?: ColdChain | null;
};

/** What is inside: what the server told, and what was done here that it did not know then [S12]. */
export async function lotsInside(outbox: Told, where: Where): Promise<LotInside[]> {
	const { slots, zone, policy, now, inDoubt, isUnknown = false, pulled = NOTHING_PULLED } = where;
	const storageOf = new Map(slots.map((slot) => [slot.slot, slot.storage]));
	const { facts, numberOf } = await ownFacts(outbox);
	const stock = stockView(pulled.records, facts, { at: pulled.at, numberOf });
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
		const coldChain = coldChainOf(lot, { donatedAt, minutesWarm: minutesWarm(facts, lot) }, where);
		const offered = isInTime && !withheld && coldChain === 'fine';
		return [{ lot, portions, offer, offered, withheld, coldChain }];
	});
}

/** A locked door hides all that is behind it; what needs no cold is not spoilt by warmth. */
function coldChainOf(
	{ slot, storage }: Lot,
	{ donatedAt, minutesWarm }: { readonly donatedAt: Millis; readonly minutesWarm: number },
	{ locked = [], chain = null, now, policy }: Where
): LotInside['coldChain'] {
	const spans = chain === null ? [] : warmSpansAt(chain, slot);
	const kept = { from: donatedAt, to: now, minutesWarm };
	if (storage !== 'ambient' && isToDiscard(kept, spans, policy)) return 'discard';
	return locked.includes(slot) ? 'locked' : 'fine';
}

/** How long its moves to this machine were warm, as far as was told here. */
function minutesWarm(facts: readonly OwnFact[], { lotId }: Lot): number {
	return facts.reduce(
		(sum, { fact }) =>
			fact.type === 'moveIn' && fact.lotId === lotId ? sum + (fact.minutesWarm ?? 0) : sum,
		0
	);
}

/** What this kiosk has told of its machine, as far as its outbox keeps it. */
export async function ownFacts(
	outbox: Told
): Promise<{ facts: OwnFact[]; numberOf: (epoch: string) => number | null }> {
	const numbers = new Map<string, number>();
	const facts = (await outbox.kept()).flatMap((row) => {
		const { fact, epoch, epochNumber, seq, storedAt, state, answer } = row;
		numbers.set(epoch, epochNumber);
		if (!FACT_TYPES.some((type) => type === fact.type)) return [];
		const appliedAt = state === 'done' ? (answer?.at ?? null) : null;
		const wasAnswered = answer !== undefined;
		const place = { epoch, epochNo: epochNumber, seq, appliedAt, wasAnswered };
		// Only this kiosk writes here, from drafts that were checked against their types.
		return [{ ...place, fact: fact as unknown as Fact, happenedAt: storedAt }];
	});
	return { facts, numberOf: (epoch) => numbers.get(epoch) ?? null };
}
