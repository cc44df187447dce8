import type { Zone } from '#domain/calendar.ts';
import type { ClockAnchor } from '#domain/clock.ts';
import { identityOf, judge, type JudgeContext, type Known, type Verdict } from '#domain/judge.ts';
import { canonicalJson } from '#domain/canonical.ts';
import type { BatchReply } from '#domain/shapes/batch.ts';
import { policyAt } from '../policies.ts';
import { hash, inTransaction, isDatabaseAway, rows } from '../pocketbase.ts';
import { advance, epochFor, missingSeqs, type Epoch } from '../seqs.ts';
import { knownBefore } from './known.ts';
import { record } from './record.ts';

/** Who delivers. */
export type Sender = {
	readonly machineId: number;
	readonly timeZone: string;
};

/** A batch whose elements name at most one epoch. */
export type Delivery = {
	readonly elements: readonly unknown[];
	/** From the first valid element; null where there is none. */
	readonly epoch: string | null;
	/** The moment of sending on the client's monotonic clock, if it said so. */
	readonly sent: { readonly bootId: string; readonly uptimeMs: number } | null;
};

type Delivered = {
	readonly verdicts: Verdict[];
	readonly epoch: Epoch;
	readonly missing: number[];
};

/** Where facts come that name no epoch: they have no place in any order [M12]. */
const NO_EPOCH: Epoch = { epoch: '', epochNo: 0, throughSeq: 0, highestSeq: 0 };

/**
 * Judges and stores a batch in one transaction. Should that fail for a reason of its content, the
 * facts are applied one by one and the one that fails is quarantined as `internal`; a database that
 * is full, locked or away is a 503, so that the machine keeps its facts [M12].
 */
export function deliver(sender: Sender, delivery: Delivery): BatchReply & { verdicts: Verdict[] } {
	const recordedAt = Date.now();
	const { verdicts, epoch, missing } = together(sender, delivery, recordedAt);
	count(verdicts);
	return {
		verdicts,
		results: verdicts.map(({ result }) => result),
		ackedThroughSeq: epoch.throughSeq,
		missingSeqs: missing,
		serverTime: new Date(recordedAt).toISOString()
	};
}

/** Tells the metrics, once for each result that there is. */
function count(verdicts: readonly Verdict[]): void {
	const counts: Record<string, number> = {};
	verdicts.forEach(({ result: { result } }) => {
		counts[result] = (counts[result] ?? 0) + 1;
	});
	Object.keys(counts).forEach((result) => {
		$exes.count('facts', result, counts[result] ?? 0);
	});
}

function together(sender: Sender, delivery: Delivery, recordedAt: number): Delivered {
	try {
		return inTransaction((tx) => store(tx, sender, delivery, recordedAt, judge));
	} catch (error) {
		throwIfDatabase(error);
		$exes.log('error', 'a batch failed, its facts are applied one by one', {
			error: String(error)
		});
		return oneByOne(sender, delivery, recordedAt);
	}
}

function oneByOne(sender: Sender, delivery: Delivery, recordedAt: number): Delivered {
	const verdicts: Verdict[] = [];
	let last: Delivered | undefined;
	for (const element of delivery.elements) {
		const single = { ...delivery, elements: [element] };
		last = alone(sender, single, recordedAt);
		verdicts.push(...last.verdicts);
	}
	if (!last) throw new Error('An empty batch has no content to fail for.');
	return { ...last, verdicts };
}

function alone(sender: Sender, single: Delivery, recordedAt: number): Delivered {
	try {
		return inTransaction((tx) => store(tx, sender, single, recordedAt, judge));
	} catch (error) {
		throwIfDatabase(error);
		$exes.log('error', 'a fact failed and is quarantined', { error: String(error) });
		const reason = String(error);
		return inTransaction((tx) =>
			store(tx, sender, single, recordedAt, (element) => internal(element, reason))
		);
	}
}

/** The verdict on a fact that the server, not the client, could not deal with. */
function internal(element: unknown, reason: string): Verdict {
	const identity = identityOf(element);
	const body = canonicalJson(element ?? null);
	return {
		kind: 'quarantined',
		quarantined: {
			...(identity ?? { eventId: '', epoch: '', seq: 0 }),
			code: 'internal',
			reason,
			contentHash: hash(body),
			body,
			marksSeq: identity !== null
		},
		result: { eventId: identity?.eventId ?? null, result: 'quarantined', code: 'internal' }
	};
}

function store(
	tx: core.App,
	sender: Sender,
	delivery: Delivery,
	recordedAt: number,
	judgeOne: (element: unknown, known: Known, context: JudgeContext) => Verdict
): Delivered {
	const origin = `m${sender.machineId}`;
	const before =
		delivery.epoch === null ? NO_EPOCH : epochFor(tx, origin, delivery.epoch, recordedAt);
	const known = knownBefore(tx, origin, sender.machineId, before, delivery.elements);
	const context: JudgeContext = {
		origin,
		epochNo: before.epochNo,
		sender: 'machine',
		machineId: sender.machineId,
		recordedAt,
		anchors: anchorsOf(tx, sender.machineId, delivery, recordedAt),
		zone: zoneOf(sender.timeZone),
		policy: policyAt(tx, sender.machineId),
		hash
	};
	const verdicts = delivery.elements.map((element) => judgeOne(element, known, context));
	record(tx, verdicts, known, context);
	const epoch = advance(tx, origin, before, seqsOf(verdicts));
	return { verdicts, epoch, missing: missingSeqs(tx, origin, epoch) };
}

function seqsOf(verdicts: readonly Verdict[]): number[] {
	return verdicts.flatMap((verdict) => {
		switch (verdict.kind) {
			case 'applied':
				return [verdict.applied.fact.seq];
			case 'duplicate':
				return [verdict.seq];
			case 'quarantined':
				return verdict.quarantined.marksSeq ? [verdict.quarantined.seq] : [];
		}
	});
}

/** The batch's own account of its clock first, then the last status's [M3]. */
function anchorsOf(
	tx: core.App,
	machineId: number,
	{ sent }: Delivery,
	recordedAt: number
): ClockAnchor[] {
	const anchors: ClockAnchor[] = sent ? [{ ...sent, recordedAt }] : [];
	const status = rows(
		tx,
		`SELECT "bootId", "uptimeMs", "recordedAt" FROM "machineStatus" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ bootId: '', uptimeMs: 0, recordedAt: 0 }
	)[0];
	if (status) {
		const { bootId, uptimeMs } = status;
		anchors.push({ bootId, uptimeMs, recordedAt: status.recordedAt });
	}
	return anchors;
}

/** A zone that asks the server's zone database, once for each instant. */
export function zoneOf(name: string): Zone {
	const days = new Map<number, string>();
	return {
		localDate(at) {
			const known = days.get(at);
			if (known !== undefined) return known;
			const day = $exes.localDate(at, name);
			days.set(at, day);
			return day;
		}
	};
}

function throwIfDatabase(error: unknown): void {
	if (!isDatabaseAway(error)) return;
	$exes.log('error', 'the database does not answer', { error: String(error) });
	throw new ApiError(503, 'The database does not answer. Keep the facts and try again.', {
		request: new ValidationError('database_away', 'The database does not answer.')
	});
}
