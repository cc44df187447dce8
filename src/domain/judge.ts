import * as v from 'valibot';
import { alertAfter, placeOf, type Alert } from './alert.ts';
import { parseInstant, type Millis, type Zone } from './calendar.ts';
import { canonicalJson, utf8Length } from './canonical.ts';
import { timeOf, type ClockAnchor, type FactTime } from './clock.ts';
import { movementOf, sumAfter, type LotSum, type Movement, type Place } from './ledger.ts';
import { CLOCK_TOLERANCE, isPastUseBy, offerWindow, type Offer } from './offering.ts';
import type { Policy } from './policy.ts';
import type { FactResult } from './shapes/batch.ts';
import { fieldErrors } from './shapes/error.ts';
import {
	FACT_VERSION,
	FACTS,
	MAX_FACT_BYTES,
	maySend,
	SIDE_FIELDS,
	type DonateFact,
	type Fact,
	type Sender
} from './shapes/fact.ts';
import { isClientId, isFrequent, isSeq, quickContent, quickFact } from './quick-fact.ts';
import { ClientId, MachineId, Seq } from './shapes/values.ts';
import type { QuarantineCode, WarningCode } from './shapes/fact-codes.ts';
import type { FactType, Storage } from './shapes/words.ts';

/** A seq this far above the highest seen is a broken counter, not a gap [M12]. */
export const SEQ_WINDOW = 100_000;

/** What the server knows before a batch; the judge keeps it up to date while it works. */
export type Known = {
	/** Content hash of each stored fact among those of the batch. */
	readonly facts: Map<string, string>;
	/** Which event took a seq of this origin and epoch. */
	readonly seqs: Map<number, string>;
	/** Of this origin and epoch, 0 before the first. */
	highestSeq: number;
	readonly lots: Map<string, LotSum>;
	/** The donation of this batch that describes a lot, where one does. */
	readonly described: Map<string, Applied>;
	readonly alerts: Map<string, Alert>;
	readonly slots: ReadonlyMap<number, Storage>;
};

export type JudgeContext = {
	readonly origin: string;
	readonly epochNo: number;
	/** Who sends: not everyone may tell everything. */
	readonly sender: Sender;
	/** The machine that the facts are about: its own may leave the number out [M2]. */
	readonly machineId: number;
	readonly recordedAt: Millis;
	readonly anchors: readonly ClockAnchor[];
	readonly zone: Zone;
	readonly policy: Policy;
	readonly hash: (text: string) => string;
};

/** A fact to store, with all that follows from it. */
export type Applied = {
	readonly fact: Fact;
	readonly place: Place;
	/** As the fact itself says; `time` is what the server makes of it. */
	readonly occurredAt: Millis;
	readonly time: FactTime;
	readonly contentHash: string;
	/** Canonical JSON of the fact as received, less its side texts [M23]. */
	readonly body: string;
	readonly sideTexts: readonly { readonly field: string; readonly value: string }[];
	readonly movement: Movement | null;
	readonly warning: string;
};

/** A fact that could not be stored as one, kept with its raw body [M10]. */
export type Quarantined = {
	readonly eventId: string;
	readonly epoch: string;
	/** 0 where the element had no valid place. */
	readonly seq: number;
	readonly code: QuarantineCode;
	readonly reason: string;
	readonly contentHash: string;
	readonly body: string;
	/** Whether its seq counts as seen [M10, M12]. */
	readonly marksSeq: boolean;
};

export type Verdict =
	| { readonly kind: 'applied'; readonly applied: Applied; readonly result: FactResult }
	| {
			readonly kind: 'duplicate';
			readonly eventId: string;
			readonly seq: number;
			readonly result: FactResult;
	  }
	| {
			readonly kind: 'quarantined';
			readonly quarantined: Quarantined;
			readonly result: FactResult;
	  };

/** An element's own account of who it is; null where that is not valid [M12]. */
export type Identity = { readonly eventId: string; readonly epoch: string; readonly seq: number };

const IdentityShape = v.object({ eventId: ClientId, epoch: ClientId, seq: Seq });

export function identityOf(element: unknown): Identity | null {
	if (typeof element !== 'object' || element === null) return null;
	const { eventId, epoch, seq } = element as Record<string, unknown>;
	return isClientId(eventId) && isClientId(epoch) && isSeq(seq) ? { eventId, epoch, seq } : null;
}

/**
 * Judges one element of a batch, in memory and before any write. Never throws for what a client
 * sent. What it decides is noted in `known`, so that the next element sees it [M9 to M12].
 */
export function judge(element: unknown, known: Known, context: JudgeContext): Verdict {
	const identity = identityOf(element);
	if (identity === null) return withoutIdentity(element, context);
	const { eventId, seq } = identity;
	const received = element as Record<string, unknown>;
	const quick = quickly(received, context.machineId);
	const content = quick?.content ?? canonicalJson(contentOf(received, context.machineId));
	const contentHash = context.hash(content);

	const refuse = (code: QuarantineCode, reason: string, data?: FactResult['data']): Verdict => {
		const marksSeq = code !== 'seq_out_of_range';
		if (marksSeq) see(known, seq, eventId);
		return {
			kind: 'quarantined',
			quarantined: { ...identity, code, reason, contentHash, body: content, marksSeq },
			result: { eventId, result: 'quarantined', code, ...(data && { data }) }
		};
	};

	if (seq > known.highestSeq + SEQ_WINDOW) {
		return refuse('seq_out_of_range', `More than ${SEQ_WINDOW} above ${known.highestSeq}.`);
	}
	const stored = known.facts.get(eventId);
	if (stored === contentHash) {
		see(known, seq, eventId);
		return {
			kind: 'duplicate',
			eventId,
			seq,
			result: { eventId, result: 'duplicate', code: 'duplicate' }
		};
	}
	if (stored !== undefined) return refuse('event_conflict', 'Other content under a known eventId.');
	const holder = known.seqs.get(seq);
	if (holder !== undefined && holder !== eventId) {
		return refuse('seq_conflict', `The seq belongs to ${holder}.`);
	}
	if (content.length * 3 > MAX_FACT_BYTES && utf8Length(content) > MAX_FACT_BYTES) {
		return refuse('too_large', `More than ${MAX_FACT_BYTES} bytes.`);
	}
	const type = received['type'];
	if (typeof type === 'string' && !Object.hasOwn(FACTS, type)) {
		return refuse('version_unknown', 'A type of fact that this server does not know.');
	}
	if (Number(received['v']) > FACT_VERSION) {
		return refuse('version_unknown', `A form newer than ${FACT_VERSION}.`);
	}
	const parsed = quick ?? parseFact(received);
	if (!parsed.success) {
		return refuse('malformed', Object.keys(parsed.errors).join(', '), parsed.errors);
	}
	const { fact } = parsed;
	if (fact.machineId !== undefined && fact.machineId !== context.machineId) {
		return refuse('other_machine', `It names machine ${fact.machineId}.`);
	}
	if (!maySend(context.sender, fact.type)) {
		return refuse('role_may_not', `Not from a sender of the kind ${context.sender}.`);
	}
	return apply(fact, contentHash, content, known, context);
}

/** A fact that is plainly right, and its content; null for every other, which goes the long way. */
function quickly(
	received: Record<string, unknown>,
	own: number
): { success: true; fact: Fact; content: string } | null {
	const type = received['type'];
	if (!isFrequent(type)) return null;
	const quick = quickFact(type, received);
	if (!quick || quick.hasMore) return null;
	const { fact } = quick;
	fact['type'] = type;
	fact['machineId'] ??= own;
	return {
		success: true,
		fact: fact as unknown as Fact,
		content: quickContent(type, fact)
	};
}

function see(known: Known, seq: number, eventId: string): void {
	if (!known.seqs.has(seq)) known.seqs.set(seq, eventId);
	known.highestSeq = Math.max(known.highestSeq, seq);
}

function withoutIdentity(element: unknown, { hash }: JudgeContext): Verdict {
	const isObject = typeof element === 'object' && element !== null && !Array.isArray(element);
	const parsed = isObject ? parseFact(element as Record<string, unknown>) : NOT_AN_OBJECT;
	const data = parsed.success ? {} : parsed.errors;
	const body = canonicalJson(element ?? null);
	return {
		kind: 'quarantined',
		quarantined: {
			eventId: '',
			epoch: '',
			seq: 0,
			code: 'malformed',
			reason: Object.keys(data).join(', '),
			contentHash: hash(body),
			body,
			marksSeq: false
		},
		result: { eventId: null, result: 'quarantined', code: 'malformed', data }
	};
}

/** What makes two deliveries the same fact: all fields as sent but its place in the outbox [M9]. */
function contentOf(received: Record<string, unknown>, own: number): Record<string, unknown> {
	const content: Record<string, unknown> = { ...received, machineId: received['machineId'] ?? own };
	Reflect.deleteProperty(content, 'epoch');
	Reflect.deleteProperty(content, 'seq');
	if (typeof content['machineId'] === 'string') {
		const machineId = v.safeParse(MachineId, content['machineId']);
		if (machineId.success) content['machineId'] = machineId.output;
	}
	return content;
}

type Parsed =
	{ success: true; fact: Fact } | { success: false; errors: ReturnType<typeof fieldErrors> };

const NOT_AN_OBJECT: Parsed = {
	success: false,
	errors: { event: { code: 'invalid_event', message: 'A fact is an object.' } }
};

/** A fact from what travelled, or every field that is wrong. */
export function parseFact(received: Record<string, unknown>): Parsed {
	const type = received['type'];
	if (typeof type !== 'string' || !Object.hasOwn(FACTS, type)) {
		return {
			success: false,
			errors: {
				type: { code: 'invalid_type', message: `One of ${Object.keys(FACTS).join(', ')}.` },
				...identityErrors(received)
			}
		};
	}
	const parsed = v.safeParse(FACTS[type as FactType], received);
	if (!parsed.success) return { success: false, errors: fieldErrors(parsed.issues) };
	return { success: true, fact: { ...parsed.output, type } as Fact };
}

function identityErrors(received: unknown): ReturnType<typeof fieldErrors> {
	const parsed = v.safeParse(IdentityShape, received);
	return parsed.success ? {} : fieldErrors(parsed.issues);
}

function apply(
	fact: Fact,
	contentHash: string,
	content: string,
	known: Known,
	context: JudgeContext
): Verdict {
	const place: Place = { origin: context.origin, epochNo: context.epochNo, seq: fact.seq };
	const { bootId, uptimeMs } = fact;
	const occurredAt = millisOf(fact.occurredAt);
	const time = timeOf({ bootId, uptimeMs, occurredAt }, context.anchors, context.recordedAt);
	const warning = warningOf(fact, time.happenedAt, known, context);
	const movement = movementOf(fact);
	if (fact.type === 'alert') {
		const key = alertKey(fact.kind, placeOf(fact));
		const before = known.alerts.get(key) ?? null;
		known.alerts.set(key, alertAfter(before, fact, place, time.happenedAt));
	}
	known.facts.set(fact.eventId, contentHash);
	see(known, fact.seq, fact.eventId);
	const sideTexts: { field: string; value: string }[] = [];
	SIDE_FIELDS[fact.type]?.forEach((field) => {
		const value = (fact as unknown as Record<string, unknown>)[field];
		if (typeof value === 'string') sideTexts.push({ field, value });
	});
	const body =
		sideTexts.length === 0 ? content : canonicalJson(withoutSideTexts(fact.type, content));
	const applied: Applied = {
		fact,
		place,
		occurredAt,
		time,
		contentHash,
		body,
		sideTexts,
		movement,
		warning
	};
	if (movement) {
		const sum = sumAfter(known.lots.get(movement.lotId), fact, place);
		known.lots.set(movement.lotId, sum);
		if (sum.describedBy === place) known.described.set(movement.lotId, applied);
	}
	return {
		kind: 'applied',
		applied,
		result:
			warning === ''
				? { eventId: fact.eventId, result: 'accepted' }
				: { eventId: fact.eventId, result: 'acceptedWithWarning', code: warning }
	};
}

/** A fact's instant, which was checked: the usual `2026-11-23T18:00:00.000Z` takes the quick way. */
function millisOf(instant: string): Millis {
	return instant.length === 24 ? Date.parse(instant) : (parseInstant(instant) ?? 0);
}

function withoutSideTexts(type: FactType, content: string): unknown {
	const kept = JSON.parse(content) as Record<string, unknown>;
	for (const field of SIDE_FIELDS[type] ?? []) Reflect.deleteProperty(kept, field);
	return kept;
}

export function alertKey(kind: string, place: string): string {
	return `${kind}/${place}`;
}

/** The first thing about a fact that makes no sense, as a code; empty where all is well [M10]. */
function warningOf(
	fact: Fact,
	happenedAt: Millis,
	known: Known,
	{ zone, policy, recordedAt }: JudgeContext
): WarningCode | '' {
	const movement = movementOf(fact);
	if (movement === null) return '';
	if (fact.type === 'donate') {
		if ((known.lots.get(fact.lot.lotId)?.donations ?? 0) > 0) return 'lot_exists';
		const offer = offerOf(fact, happenedAt, known.slots, zone, policy);
		if (offer.why !== null && offer.why !== 'unconfirmed') return offer.why;
		if (isPastUseBy(fact.lot, happenedAt, zone)) return 'use_by_past';
		const preparedAt = parseInstant(fact.lot.preparedAt ?? '') ?? 0;
		if (fact.lot.dateKind === 'preparedAt' && preparedAt > recordedAt + CLOCK_TOLERANCE) {
			return 'prepared_in_future';
		}
		return '';
	}
	const lot = known.lots.get(movement.lotId);
	if (!lot || lot.donations === 0) return 'unknown_lot';
	return lot.portions + movement.portions < 0 ? 'stock_negative' : '';
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
