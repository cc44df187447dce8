import { SECOND, type Millis } from './calendar.ts';
import { movementOf, stockAfter, type LedgerEntry, type LotOnHand } from './ledger.ts';
import type { LotRecord } from './shapes/sync.ts';

/** How much of the asking origin's facts is in a record: it is told with each that facts change. */
export type Contained = Pick<LotRecord, 'appliedEpoch' | 'appliedSeq' | 'missingSeqs'>;

/** An operation of this device, as its outbox keeps it. */
export type Operation = {
	readonly epoch: string;
	/** Counts this device's epochs, so that the older one is known. */
	readonly epochNo: number;
	readonly seq: number;
	/** When the server said, by its clock, that it has applied it; null while it has not. */
	readonly appliedAt: Millis | null;
	/** It was answered once, by a server that may have been restored since and is asked again. */
	readonly wasAnswered?: boolean;
};

/** What was pulled, and the number that this device gives to an epoch of its own; null for another's. */
export type Pulled = {
	/** When the server last said that this is all, by its clock; null where it never did. */
	readonly at: Millis | null;
	readonly numberOf: (epoch: string) => number | null;
};

/**
 * The server says when it began to answer, and may write a little later: only what it applied so long
 * before it told all that there is must be in it.
 */
export const WRITES_WITHIN = 60 * SECOND;

/** At most so many missing seqs are told. */
const MISSING_TOLD = 100;

/**
 * Whether what was pulled has the operation in it already, so that it must not be counted again [S12].
 * The record decides, wherever it speaks of the operation's epoch, and whatever the outbox thinks: an
 * answer may be lost, and a server may be an older one than before. Otherwise it is in what was told
 * well after the server had applied it.
 *
 * @param record the one that the operation changes; undefined where nothing of it was pulled
 */
export function isContained(
	operation: Operation,
	record: Contained | undefined,
	{ at, numberOf }: Pulled
): boolean {
	if (record && record.appliedEpoch !== null) {
		const { appliedEpoch, appliedSeq, missingSeqs } = record;
		const { epoch, seq, epochNo } = operation;
		if (epoch === appliedEpoch && appliedSeq > 0) {
			// Of many that are missing only the lowest are told: above them only an answer says more.
			const isTold = missingSeqs.length < MISSING_TOLD || seq <= Math.max(...missingSeqs);
			if (isTold) return seq <= appliedSeq && !missingSeqs.includes(seq);
			return seq <= appliedSeq && operation.appliedAt !== null;
		}
		const its = numberOf(appliedEpoch);
		if (its !== null && epochNo > its) return false;
		// An older epoch is told before a newer one: who knows the newer one was told all of it.
		if (its !== null && epochNo < its && operation.wasAnswered === true) return at !== null;
	}
	const { appliedAt } = operation;
	return appliedAt !== null && at !== null && at - appliedAt > WRITES_WITHIN;
}

/** A fact of this device about its machine. */
export type OwnFact = Operation & Pick<LedgerEntry, 'fact' | 'happenedAt'>;

/**
 * What is inside a machine, by lot: what was pulled, and what this device did that is not in it yet, by
 * the ledger's own functions. Without anything pulled it is the sum over the device's own facts.
 */
export function stockView(
	records: readonly LotRecord[],
	facts: readonly OwnFact[],
	pulled: Pulled
): Map<string, LotOnHand> {
	const byId = new Map(records.map((record) => [record.lotId, record]));
	const newest = records.reduce<LotRecord | undefined>(
		(one, other) => (one && one.appliedSeq >= other.appliedSeq ? one : other),
		undefined
	);
	/** What any record holds was there when it was pulled; a lot that is not told of is gone since. */
	const isIn = (own: OwnFact): boolean => {
		const record = byId.get(movementOf(own.fact)?.lotId ?? '');
		if (record) return isContained(own, record, pulled);
		return isContained(own, newest, pulled) || isContained(own, undefined, pulled);
	};
	const entries = facts
		.filter((own) => !isIn(own))
		.map(({ fact, epochNo, seq, happenedAt }) => ({
			fact,
			place: { epochNo, seq, origin: OWN },
			happenedAt
		}));
	return stockAfter(
		records.map((record) => [record.lotId, onHand(record, pulled)] as const),
		entries
	);
}

/** Whose places are compared on this device: its own alone. */
const OWN = '';

/** A record as the ledger's sum, at the end of the gap-free run of this device's facts that it holds. */
function onHand(record: LotRecord, { numberOf }: Pulled): LotOnHand {
	const { lotId, portions, closed, unconfirmed, described, slot, donatedAt } = record;
	const lot = described && { ...described, lotId, slot, portions };
	const epochNo = numberOf(record.appliedEpoch ?? '') ?? 0;
	const seq = Math.min(record.appliedSeq, ...record.missingSeqs.map((missing) => missing - 1));
	const mark = { epochNo, seq, origin: OWN, at: donatedAt };
	return {
		...{ portions, closed, unconfirmed, lot, slot, donatedAt },
		donations: lot === null ? 0 : 1,
		arrivals: 0,
		describedBy: lot === null ? null : mark,
		moved: slot > 0 ? { ...mark, slot } : null,
		doubted: unconfirmed ? mark : null,
		counted: null
	};
}
