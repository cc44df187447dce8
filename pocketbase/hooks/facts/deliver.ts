import { canonicalJson } from '#domain/canonical.ts';
import { judge } from '#domain/judge.ts';
import type { Verdict } from '#domain/judged.ts';
import { identityOf } from '#domain/received.ts';
import type { BatchReply } from '#domain/shapes/batch.ts';
import {
	currentApp,
	hash,
	inLongTransaction,
	inTransaction,
	isAwaited,
	isDatabaseAway
} from '../pocketbase.ts';
import { STEP, stepper } from './steps.ts';
import { AT_ONCE, store, type Delivered, type Delivery, type Sender } from './store.ts';

/**
 * Judges and stores a batch in one transaction, or in several while others wait to write: any split
 * ends in the same state [M11]. Should one fail for a reason of its content, its facts are applied one
 * by one and the one that fails is quarantined as `internal`; a database that is full, locked or away
 * is a 503, so that the machine keeps its facts [M12].
 */
export function deliver(sender: Sender, delivery: Delivery): BatchReply & { verdicts: Verdict[] } {
	$exes.prepareInserts(currentApp());
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

/**
 * In as few transactions as others allow: one, where nobody else writes; in steps, where somebody has
 * waited for the end of one or others write often.
 */
function together(sender: Sender, delivery: Delivery, recordedAt: number): Delivered {
	const { elements } = delivery;
	const isLong = elements.length > AT_ONCE;
	const step = stepper(sender, delivery, recordedAt);
	let done: Delivered | undefined;
	do {
		const from = done?.verdicts.length ?? 0;
		const isStep = isLong && (from > 0 || $exes.oftenHurried());
		const rest = { ...delivery, elements: elements.slice(from, isStep ? from + STEP : undefined) };
		const more = orOneByOne(sender, rest, recordedAt, () =>
			isStep ? step(from) : upToAnother(sender, rest, recordedAt, isLong)
		);
		done = done ? { ...more, verdicts: done.verdicts.concat(more.verdicts) } : more;
	} while (done.verdicts.length < elements.length);
	return done;
}

/** Facts from the first on, all of them or until somebody else waits to write. */
function upToAnother(
	sender: Sender,
	delivery: Delivery,
	recordedAt: number,
	isLong: boolean
): Delivered {
	return isLong
		? inLongTransaction((tx) => store(tx, sender, delivery, recordedAt, judge, isAwaited))
		: inTransaction((tx) => store(tx, sender, delivery, recordedAt, judge));
}

function orOneByOne(
	sender: Sender,
	delivery: Delivery,
	recordedAt: number,
	work: () => Delivered
): Delivered {
	try {
		return work();
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
			happenedAt: 0,
			marksSeq: identity !== null
		},
		result: { eventId: identity?.eventId ?? null, result: 'quarantined', code: 'internal' }
	};
}

function throwIfDatabase(error: unknown): void {
	if (!isDatabaseAway(error)) return;
	$exes.log('error', 'the database does not answer', { error: String(error) });
	throw new ApiError(503, 'The database does not answer. Keep the facts and try again.', {
		request: new ValidationError('database_away', 'The database does not answer.')
	});
}
