import type { Millis } from './calendar.ts';
import type { FactOf } from './shapes/fact.ts';

/**
 * Food on its way between two machines, by what both halves say. In transit it belongs to neither:
 * the one has given it away, the other has not got it yet, and it is offered nowhere.
 */
export type Move = {
	readonly moveId: string;
	readonly lotId: string;
	/** 0 until that half has come. */
	readonly fromMachineId: number;
	readonly toMachineId: number;
	readonly outPortions: number;
	readonly inPortions: number;
	/** The longest that either half says: it counts against its policy's hours [F5]. */
	readonly minutesWarm: number;
	/** Of its first half. */
	readonly since: Millis;
};

export const moveKey = ({ moveId, lotId }: Pick<Move, 'moveId' | 'lotId'>): string =>
	`${moveId}/${lotId}`;

/** The move after one more half, in whatever order they come; each must be added once. */
export function moveAfter(
	before: Move | null,
	fact: FactOf<'moveOut'> | FactOf<'moveIn'>,
	machineId: number,
	at: Millis
): Move {
	const isOut = fact.type === 'moveOut';
	const { moveId, lotId, portions, minutesWarm = 0 } = fact;
	return {
		moveId,
		lotId,
		fromMachineId: lowest(before?.fromMachineId ?? 0, isOut ? machineId : 0),
		toMachineId: lowest(before?.toMachineId ?? 0, isOut ? 0 : machineId),
		outPortions: (before?.outPortions ?? 0) + (isOut ? portions : 0),
		inPortions: (before?.inPortions ?? 0) + (isOut ? 0 : portions),
		minutesWarm: Math.max(before?.minutesWarm ?? 0, minutesWarm),
		since: Math.min(before?.since ?? at, at)
	};
}

/** The lower number of two machines; 0 is none. */
function lowest(a: number, b: number): number {
	return a === 0 || b === 0 ? a + b : Math.min(a, b);
}
