import type { JudgeContext, Known, Verdict } from '#domain/judged.ts';
import type { Range } from '#domain/ranges.ts';
import { identityOf } from '#domain/received.ts';
import { epochFor, markCloned } from '../epochs.ts';
import { policyAt } from '../policies.ts';
import { hash } from '../pocketbase.ts';
import { advance, missingSeqs, NEW_EPOCH, type Epoch, type StoredEpoch } from '../seqs.ts';
import { anchorsOf, timesAround, type Sent } from './anchors.ts';
import { knownBefore } from './known.ts';
import { append, settle } from './record.ts';
import { revise } from './revisions.ts';
import { zoneNamed } from './zone.ts';

/** Who delivers, and which machine the facts are about. */
export type Sender = {
	/** `m` and a machine's number, or `d` and the id of a person's device [M2]. */
	readonly origin: string;
	readonly machineId: number;
	readonly timeZone: string;
	readonly tells: JudgeContext['sender'];
};

/** A batch whose elements name at most one epoch. */
export type Delivery = {
	readonly elements: readonly unknown[];
	/** From the first valid element; null where there is none. */
	readonly epoch: string | null;
	/** The moment of sending on the client's monotonic clock, if it said so. */
	readonly sent: Sent | null;
};

export type Delivered = {
	readonly verdicts: Verdict[];
	readonly epoch: Epoch;
	readonly missing: number[];
};

/** In the place of a machine's number. */
export const NO_MACHINE = 0;

/** Where facts come that name no epoch: they have no place in any order [M12]. */
const NO_EPOCH = NEW_EPOCH;

/** So many facts are written before somebody else who waits to write is looked for. */
export const AT_ONCE = 25;

type Judge = (element: unknown, known: Known, context: JudgeContext) => Verdict;

/**
 * Judges and stores facts of one epoch, from the first on; must run in a transaction.
 *
 * @param isAwaited whether to stop after the next few, as somebody waits for the end of the transaction
 */
export function store(
	tx: core.App,
	sender: Sender,
	delivery: Delivery,
	recordedAt: number,
	judgeOne: Judge,
	isAwaited: () => boolean = () => false
): Delivered {
	const { elements } = delivery;
	const view = viewOf(tx, sender, delivery, recordedAt, epochIn(tx, sender, delivery, recordedAt));
	let verdicts: Verdict[] = [];
	do {
		const from = verdicts.length;
		const few = judged(view, elements.slice(from, from + AT_ONCE), judgeOne);
		append(tx, few, view.context);
		verdicts = verdicts.concat(few);
	} while (verdicts.length < elements.length && !isAwaited());
	const { epoch } = conclude(tx, view, verdicts);
	return { verdicts, epoch, missing: missingSeqs(tx, sender.origin, epoch) };
}

/** All that facts of one epoch are judged by. The judge keeps `known` up to date while it works. */
export type View = {
	readonly epoch: StoredEpoch;
	readonly known: Known;
	readonly context: JudgeContext;
	/** Whose boots tell the time. */
	readonly own: number;
};

/** The machine whose statuses tell of boots: what it says of its own tells nothing of a person's device. */
const bootsOf = ({ tells, machineId }: Sender): number =>
	tells.kind === 'machine' ? machineId : NO_MACHINE;

/** The epoch of a delivery, made where it is new. */
function epochIn(
	tx: core.App,
	sender: Sender,
	{ epoch, elements }: Delivery,
	recordedAt: number
): StoredEpoch {
	if (epoch === null) return NO_EPOCH;
	const maker = { machineId: bootsOf(sender), bootId: bootOf(elements) };
	return epochFor(tx, sender.origin, epoch, maker, recordedAt);
}

/** Reads what these facts are judged by. */
export function viewOf(
	app: core.App,
	sender: Sender,
	{ elements, sent }: Delivery,
	recordedAt: number,
	epoch: StoredEpoch
): View {
	const { origin, machineId, timeZone } = sender;
	const own = bootsOf(sender);
	const anchors = anchorsOf(app, own, sent, elements, recordedAt);
	const times = timesAround(app, origin, epoch, elements, anchors);
	return {
		epoch,
		own,
		known: knownBefore(app, origin, machineId, epoch, elements, times),
		context: {
			origin,
			epochNo: epoch.epochNo,
			sender: sender.tells,
			machineId,
			recordedAt,
			anchors,
			bootedAt: sent ? recordedAt - sent.uptimeMs : Infinity,
			zone: zoneNamed(timeZone),
			policy: policyAt(app, machineId),
			hash
		}
	};
}

export const judged = (
	{ known, context }: View,
	elements: readonly unknown[],
	judgeOne: Judge
): Verdict[] => elements.map((element) => judgeOne(element, known, context));

/** Writes what follows from what was appended; must be the last in its transaction. */
export function conclude(
	tx: core.App,
	{ epoch: before, known, context, own }: View,
	verdicts: readonly Verdict[]
): { readonly epoch: StoredEpoch; readonly revision: number } {
	const { origin, machineId, recordedAt } = context;
	settle(tx, verdicts, known, context);
	const epoch = advance(tx, origin, before, seqsOf(verdicts), gapsIn(verdicts));
	if (before.closedAt > 0 && before.clonedAt === 0 && isBeyond(verdicts, before.closedHighest)) {
		markCloned(tx, origin, own, before, recordedAt);
	}
	return { epoch, revision: revise(tx, machineId) };
}

/** The boot that the first valid element was made in. */
function bootOf(elements: readonly unknown[]): string {
	const first = elements.find((element) => identityOf(element) !== null);
	const { bootId } = first as { bootId?: unknown };
	return typeof bootId === 'string' ? bootId : '';
}

function gapsIn(verdicts: readonly Verdict[]): Range[] {
	const gaps: Range[] = [];
	verdicts.forEach((verdict) => {
		if (verdict.kind !== 'applied' || verdict.applied.fact.type !== 'gap') return;
		const { fromSeq, toSeq } = verdict.applied.fact;
		gaps.push({ first: fromSeq, last: toSeq });
	});
	return gaps;
}

/** Whether something new came above the seq; a repeat is nothing new. */
function isBeyond(verdicts: readonly Verdict[], highest: number): boolean {
	return verdicts.some((verdict) => {
		if (verdict.kind === 'applied') return verdict.applied.fact.seq > highest;
		return (
			verdict.kind === 'quarantined' &&
			verdict.quarantined.marksSeq &&
			verdict.quarantined.seq > highest
		);
	});
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
