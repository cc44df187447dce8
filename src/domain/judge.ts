import { alertAfter, isLate, placeOf } from './alert.ts';
import { parseInstant, type Millis } from './calendar.ts';
import { canonicalJson, utf8Length } from './canonical.ts';
import { claimAfter, subjectOf } from './claim.ts';
import { boundsOf, timeOf, type FactTime } from './clock.ts';
import type { Applied, JudgeContext, Known, Verdict } from './judged.ts';
import { movementOf, noteAccess, sumAfter } from './ledger.ts';
import { contentOf, identityOf, NOT_AN_OBJECT, parseFact, quickly, split } from './received.ts';
import type { Mark } from './place.ts';
import type { FactResult } from './shapes/batch.ts';
import {
	FACT_VERSION,
	FACTS,
	MAX_FACT_BYTES,
	type AlertFact,
	type Fact,
	type FactOf
} from './shapes/fact.ts';
import type { QuarantineCode, WarningCode } from './shapes/fact-codes.ts';
import { offerOf, warningsOf } from './warning.ts';

/** A seq this far above the highest seen is a broken counter, not a gap [M12]. */
export const SEQ_WINDOW = 100_000;

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
	const content = quick?.content ?? contentOf(received, context.machineId);
	const contentHash = context.hash(content);

	const refuse = (
		code: QuarantineCode,
		reason: string,
		data?: FactResult['data'],
		happenedAt = 0
	): Verdict => {
		const marksSeq = code !== 'seq_out_of_range';
		if (marksSeq) see(known, seq, eventId);
		return {
			kind: 'quarantined',
			quarantined: { ...identity, code, reason, contentHash, body: content, happenedAt, marksSeq },
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
	const occurredAt = millisOf(fact.occurredAt);
	const { bootId, uptimeMs } = fact;
	const time = timeOf({ bootId, uptimeMs, occurredAt }, context.anchors, context.recordedAt, () =>
		boundsOf(seq, known.times, context.bootedAt)
	);
	const refusal = context.sender.refusal(fact.type, time.happenedAt);
	if (refusal) return refuse(refusal.code, refusal.reason, refusal.data, time.happenedAt);
	const isWhole = quick?.isWhole ?? null;
	return apply(fact, { content, contentHash, isWhole, occurredAt, time }, known, context);
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
			happenedAt: 0,
			marksSeq: false
		},
		result: { eventId: null, result: 'quarantined', code: 'malformed', data }
	};
}

/** What was received of a fact. */
type Received = {
	readonly content: string;
	readonly contentHash: string;
	/** Whether nothing was sent that its shape does not know; null where that is not known yet. */
	readonly isWhole: boolean | null;
	/** As the fact itself says, and what is made of it. */
	readonly occurredAt: Millis;
	readonly time: FactTime;
};

function apply(
	fact: Fact,
	{ content, contentHash, isWhole, occurredAt, time }: Received,
	known: Known,
	context: JudgeContext
): Verdict {
	const { origin, epochNo, machineId } = context;
	const { eventId, seq } = fact;
	const place = { origin, epochNo, seq, at: time.happenedAt };
	const offer =
		fact.type === 'donate'
			? offerOf(fact, time.happenedAt, known.slots, context.zone, context.policy)
			: null;
	const warnings =
		fact.type === 'task'
			? noteClaim(fact, place, known, context)
			: warningsOf(fact, offer, time.happenedAt, known, context);
	const movement = movementOf(fact);
	if (fact.type === 'alert') noteAlert(known, fact, place);
	if (fact.type === 'access') noteAccess(known.accesses, fact.slot, place);
	known.facts.set(eventId, contentHash);
	known.times.push({ seq, at: time.happenedAt });
	see(known, seq, eventId);
	const { body, sideTexts } = split(fact, content, machineId, isWhole);
	const applied: Applied = {
		fact,
		place,
		occurredAt,
		time,
		contentHash,
		body,
		sideTexts,
		movement,
		offer,
		warnings
	};
	if (movement) {
		const sum = sumAfter(known.lots.get(movement.lotId), fact, place);
		known.lots.set(movement.lotId, sum);
		if (fact.type === 'donate' && sum.describedBy === place) {
			known.described.set(movement.lotId, applied);
			known.storages.set(movement.lotId, fact.lot.storage);
		}
	}
	const [code] = warnings;
	return {
		kind: 'applied',
		applied,
		result:
			code === undefined
				? { eventId, result: 'accepted' }
				: { eventId, result: 'acceptedWithWarning', code }
	};
}

/** What a person does with a task or an alert, and what speaks against it. */
function noteClaim(
	fact: FactOf<'task'>,
	at: Mark,
	known: Known,
	{ sender: { personId, leads }, recordedAt }: JudgeContext
): WarningCode[] {
	const { action, until, toPersonId = null } = fact;
	const subject = subjectOf(fact);
	const { claim, warning } = claimAfter(known.claims.get(subject) ?? null, {
		...{ action, personId, toPersonId, leads, at },
		until: until === undefined ? null : millisOf(until),
		isToAllowed: toPersonId !== null && known.hands.has(toPersonId),
		madeAt: at.at,
		arrivedAt: recordedAt
	});
	if (claim) known.claims.set(subject, claim);
	return warning === null ? [] : [warning];
}

/** A fact's instant, which was checked: the usual `2026-11-23T18:00:00.000Z` takes the quick way. */
function millisOf(instant: string): Millis {
	return instant.length === 24 ? Date.parse(instant) : (parseInstant(instant) ?? 0);
}

function noteAlert(known: Known, fact: AlertFact, place: Mark): void {
	const key = alertKey(fact.kind, placeOf(fact));
	const before = known.alerts.get(key) ?? null;
	if (isLate(before, place)) known.lateAlerts.add(key);
	else known.alerts.set(key, alertAfter(before, fact, place, place.at));
}

export function alertKey(kind: string, place: string): string {
	return `${kind}/${place}`;
}
