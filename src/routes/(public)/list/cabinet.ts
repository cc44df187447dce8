import type { Availability } from '#domain/availability.ts';
import { DAY, type Millis } from '#domain/calendar.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';

/** One compartment in a machine's portrait. */
export type Cell = {
	readonly look: 'full' | 'soon' | 'empty' | 'locked' | 'hint';
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
};

const INSIDE = { x: 3.75, y: 3.75, width: 30.5, height: 40.5 };
const GAP = 3.25;
/** More would be smaller than a line is wide. */
const MOST = 12;

/** The compartments of a machine as they stand now, laid out on a field of 38 by 48. */
export function cellsOf(machine: SnapshotMachine, now: Availability, at: Millis): Cell[] {
	const slots = [...machine.slots].sort((a, b) => a.slot - b.slot).slice(0, MOST);
	const columns = slots.length > 2 ? 2 : 1;
	const rows = Math.ceil(slots.length / columns);
	const width = (INSIDE.width - GAP * (columns - 1)) / columns;
	const height = (INSIDE.height - GAP * (rows - 1)) / rows;
	return slots.map((slot, index) => ({
		look: lookOf(slot, now, at),
		x: INSIDE.x + (index % columns) * (width + GAP),
		y: INSIDE.y + Math.floor(index / columns) * (height + GAP),
		width,
		height
	}));
}

function lookOf(
	{ slot, state }: SnapshotMachine['slots'][number],
	now: Availability,
	at: Millis
): Cell['look'] {
	if (now.freshness === 'unknown') return 'hint';
	if (state === 'locked' || state === 'fault') return 'locked';
	const lots = now.offered.filter((lot) => lot.slot === slot);
	if (lots.length === 0) return 'empty';
	return lots.some((lot) => lot.dateKind !== 'bestBefore' && lot.until - at <= DAY)
		? 'soon'
		: 'full';
}
