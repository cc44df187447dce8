import { HOUR, type Millis } from './calendar.ts';
import type { LotSum } from './ledger.ts';
import type { Move } from './move.ts';
import type { NotOffered } from './offering.ts';
import { common, countOf, type Range } from './ranges.ts';

/** A move that is open for so long becomes a task [contract, "Bodies"]. */
export const MOVE_TAKES = 6 * HOUR;

/** A lot at a machine, as far as it may need reconciling. */
export type CountedLot = Pick<LotSum, 'portions' | 'closed'> & {
	readonly machineId: number;
	readonly lotId: string;
	/** Whether a donation, here or where it came from, says what it is. */
	readonly isDescribed: boolean;
	/** Why it may never be offered as it stands; null where it may. */
	readonly why: NotOffered | null;
};

/** What is known of an epoch's facts that have not come. */
export type EpochLoss = {
	readonly machineId: number;
	readonly epoch: string;
	/** A newer epoch has begun: what is missing will hardly come [M3a]. */
	readonly isClosed: boolean;
	/** Seqs up to the highest seen of which there is no fact. */
	readonly missing: readonly Range[];
	/** Seqs that the machine itself says it has lost. */
	readonly gaps: readonly Range[];
	/** How many facts the machine's last status before the end called unsent; null where none did. */
	readonly reportedUnsent: number | null;
};

/**
 * Where two accounts of the same food differ. A reconcile task is derived from the state, never kept:
 * it appears by itself, and is gone when a late fact explains it [M11].
 */
export type ReconcileTask =
	| {
			readonly kind: 'unknown_lot' | 'stock_negative' | NotOffered;
			readonly machineId: number;
			readonly lotId: string;
			readonly portions: number;
	  }
	| ({ readonly kind: 'move_open'; readonly machineId: number } & Move)
	| {
			readonly kind: 'facts_lost';
			readonly machineId: number;
			readonly epoch: string;
			readonly lost: readonly Range[];
			readonly count: number;
			readonly reportedUnsent: number | null;
	  };

/** A movement without a donation, more gone than ever came, or food that stands where it must not. */
export function lotTask(lot: CountedLot): ReconcileTask | null {
	const { machineId, lotId, portions, closed, isDescribed, why } = lot;
	if (!isDescribed) return { kind: 'unknown_lot', machineId, lotId, portions };
	// A lot that was closed for good was settled by somebody who stood before it.
	if (closed) return null;
	if (portions < 0) return { kind: 'stock_negative', machineId, lotId, portions };
	return portions > 0 && why !== null ? { kind: why, machineId, lotId, portions } : null;
}

/** A move whose halves do not agree, once the food should have arrived. */
export function moveTask(move: Move, at: Millis): ReconcileTask | null {
	if (move.outPortions === move.inPortions || at - move.since < MOVE_TAKES) return null;
	// Who waits for food can look for it; who has given it away cannot.
	const machineId = move.toMachineId || move.fromMachineId;
	return { kind: 'move_open', machineId, ...move };
}

/** The one task for all that is lost of an epoch. */
export function lossTask(loss: EpochLoss): ReconcileTask | null {
	const { machineId, epoch, reportedUnsent } = loss;
	const lost = lostOf(loss);
	if (lost.length === 0) return null;
	return { kind: 'facts_lost', machineId, epoch, lost, count: countOf(lost), reportedUnsent };
}

function lostOf({ isClosed, missing, gaps }: EpochLoss): readonly Range[] {
	return isClosed ? missing : common(missing, gaps);
}

/** What names the task: the same as long as it is the same difference. */
export function taskKey(task: ReconcileTask): string {
	switch (task.kind) {
		case 'move_open':
			return `${task.kind}|${task.moveId}|${task.lotId}`;
		case 'facts_lost':
			return `${task.kind}|${task.machineId}|${task.epoch}`;
		default:
			return `${task.kind}|${task.machineId}|${task.lotId}`;
	}
}
