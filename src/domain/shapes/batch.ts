import * as v from 'valibot';
import { ApiError, FieldErrors } from './error.ts';
import { QUARANTINE_CODES, WARNING_CODES } from './fact-codes.ts';
import { ClientId, Instant, integer, MAX_INTEGER, Uptime } from './values.ts';
import { FACT_RESULTS } from './words.ts';

export const MAX_BATCH = 100;
export const MAX_BATCH_BYTES = 262_144;

/** The moment of sending, which a fact that comes alone may carry too [M3]. */
export const Sending = v.object({ sentAt: v.optional(Instant), sentUptimeMs: v.optional(Uptime) });

/** `POST /api/machine/events`: the elements are judged one by one, so they are not checked here [M12]. */
export const Batch = v.object({
	events: v.pipe(
		v.array(v.unknown(), 'A list of facts.'),
		v.metadata({ maxItems: MAX_BATCH, items: { $ref: '#/components/schemas/Fact' } })
	),
	...Sending.entries,
	bootId: v.optional(ClientId)
});
export type Batch = v.InferOutput<typeof Batch>;

/** Read as any text, so that a client of today takes the codes of tomorrow. */
const FactCode = v.pipe(
	v.string(),
	v.metadata({ enum: ['duplicate', ...WARNING_CODES, ...QUARANTINE_CODES] })
);
const count = integer(0, MAX_INTEGER);

/** What the server says of one fact. A `code` is there for every result but a plain `accepted`. */
export const FactResult = v.object({
	eventId: v.nullable(v.string()),
	result: v.picklist(FACT_RESULTS),
	code: v.exactOptional(FactCode),
	data: v.exactOptional(FieldErrors)
});
export type FactResult = v.InferOutput<typeof FactResult>;

/**
 * The answer to a batch, one result per element in the order sent. A client takes an answer of any
 * other form for no acknowledgement at all [M12].
 */
export const BatchReply = v.object({
	results: v.array(FactResult),
	/** The end of the gap-free run of seqs from 1 in this epoch. */
	ackedThroughSeq: count,
	/** At most the 100 lowest. */
	missingSeqs: v.pipe(v.array(count), v.metadata({ maxItems: 100 })),
	serverTime: Instant
});
export type BatchReply = v.InferOutput<typeof BatchReply>;

/** A fact that came alone and is kept (contract, "Facts"). */
export const FactReply = v.object({
	eventId: v.string(),
	result: v.picklist(['accepted', 'duplicate', 'acceptedWithWarning']),
	code: v.exactOptional(FactCode),
	ackedThroughSeq: count,
	serverTime: Instant
});
export type FactReply = v.InferOutput<typeof FactReply>;

/** A fact that came alone and was refused: an error and an acknowledgement in one (contract, "Facts"). */
export const RefusedFact = v.object({
	...ApiError.entries,
	eventId: v.nullable(v.string()),
	result: v.literal('quarantined'),
	code: FactCode,
	/** To a person whose role does not go so far: names of those to ask. */
	ask: v.optional(v.array(v.string())),
	ackedThroughSeq: count,
	serverTime: Instant
});
export type RefusedFact = v.InferOutput<typeof RefusedFact>;
