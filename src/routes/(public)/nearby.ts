import { availabilityOf, type Availability } from '#domain/availability.ts';
import type { Millis } from '#domain/calendar.ts';
import { distance, type Point } from '#domain/geo.ts';
import type { SnapshotLot, SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { passes, type Filters } from './filters.ts';

/** A machine as the list, the map and its own page show it. */
export type Nearby = {
	readonly machine: SnapshotMachine;
	readonly now: Availability;
	/** From where the reader is; null where that is not known. */
	readonly metres: number | null;
};

export type Order = {
	/** The first machine where food can be taken now: the answer. */
	readonly answer: Nearby | null;
	/** The others that pass the filters, nearest first. */
	readonly others: readonly Nearby[];
	/** How many the filters hide. */
	readonly hidden: number;
};

/** The machines that pass, by distance from the place, else from the middle of the network [M18]. */
export function order(
	machines: readonly SnapshotMachine[],
	place: Point | null,
	filters: Filters,
	at: Millis
): Order {
	const from = place ?? middleOf(machines);
	const passing = machines
		.map((machine) => ({
			machine,
			now: availabilityOf(machine, at),
			metres: distance(from, machine)
		}))
		.filter((nearby) => passes(nearby.now, filters))
		.sort((a, b) => a.metres - b.metres || a.machine.machineId - b.machine.machineId)
		.map((nearby) => (place ? nearby : { ...nearby, metres: null }));
	const answer = passing.find((nearby) => nearby.now.canCollect) ?? null;
	return {
		answer,
		others: passing.filter((nearby) => nearby !== answer),
		hidden: machines.length - passing.length
	};
}

/** One machine, as in the list. */
export function nearbyOf(machine: SnapshotMachine, place: Point | null, at: Millis): Nearby {
	return {
		machine,
		now: availabilityOf(machine, at),
		metres: place && distance(place, machine)
	};
}

/** The middle machine in both directions: a single one far away does not move it. */
export function middleOf(machines: readonly SnapshotMachine[]): Point {
	const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
	return {
		lat: middle(machines.map((machine) => machine.lat)),
		lon: middle(machines.map((machine) => machine.lon))
	};
}

/** What was inside when a machine was last heard of, for when that is too long ago to count. */
export function lastKnownLots({ lots }: SnapshotMachine): readonly SnapshotLot[] {
	return lots.filter((lot) => lot.portions > 0);
}
