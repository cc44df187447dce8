import * as v from 'valibot';
import { ClientId, Instant, Uptime } from './values.ts';
import { FACT_RESULTS, type FactOutcome } from './words.ts';

export const MAX_BATCH = 100;
export const MAX_BATCH_BYTES = 262_144;

/** `POST /api/machine/events`: the elements are judged one by one, so they are not checked here [M12]. */
export const Batch = v.object({
	events: v.array(v.unknown(), 'A list of facts.'),
	sentAt: v.optional(Instant),
	sentUptimeMs: v.optional(Uptime),
	bootId: v.optional(ClientId)
});
export type Batch = v.InferOutput<typeof Batch>;

/** What the server says of one fact. A `code` is there for every result but a plain `accepted`. */
export type FactResult = {
	eventId: string | null;
	result: FactOutcome;
	code?: string;
	data?: Record<string, { code: string; message: string }>;
};

/** The answer to a batch, one result per element in the order sent. */
export type BatchReply = {
	results: FactResult[];
	/** The end of the gap-free run of seqs from 1 in this epoch. */
	ackedThroughSeq: number;
	/** At most the 100 lowest. */
	missingSeqs: number[];
	serverTime: string;
};

export const FactResultShape = v.object({
	eventId: v.nullable(v.string()),
	result: v.picklist(FACT_RESULTS),
	code: v.optional(v.string()),
	data: v.optional(v.record(v.string(), v.object({ code: v.string(), message: v.string() })))
});

/** How a client reads the answer to its batch: anything else acknowledges nothing. */
export const BatchReplyShape = v.object({
	results: v.array(FactResultShape),
	ackedThroughSeq: v.number(),
	missingSeqs: v.array(v.number()),
	serverTime: Instant
});
