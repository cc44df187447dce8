import type { Millis } from './calendar.ts';

/** The place of a fact in its origin's order: (epoch number, seq), never a clock [M3a]. */
export type Place = { readonly epochNo: number; readonly seq: number; readonly origin: string };

/** Below zero when `a` comes first. Origins have no order among themselves; their names break ties. */
export function byPlace(a: Place, b: Place): number {
	if (a.epochNo !== b.epochNo) return a.epochNo - b.epochNo;
	if (a.seq !== b.seq) return a.seq - b.seq;
	return a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0;
}

/** A place and the time of what stands there. */
export type Mark = Place & { readonly at: Millis };

/**
 * Whether `a` comes after `b`. Within an origin the place decides; between a machine and a person's
 * phone, which share no order, only the time can.
 */
export function isAfter(a: Mark, b: Mark): boolean {
	if (a.origin === b.origin) return byPlace(a, b) > 0;
	return a.at === b.at ? a.origin > b.origin : a.at > b.at;
}

/** The later of two marks; null stands for none. */
export function laterOf<M extends Mark>(before: M | null, next: M | null): M | null {
	if (before === null || next === null) return before ?? next;
	return isAfter(next, before) ? next : before;
}

/**
 * Of the values of each key the one with the highest place: for what does not add up, such as a
 * zone's state or the last service [M11]. The order in which they are given does not matter.
 */
export function latest<T extends { readonly place: Place }>(
	values: readonly T[],
	keyOf: (value: T) => string
): Map<string, T> {
	const newest = new Map<string, T>();
	values.forEach((value) => {
		const key = keyOf(value);
		const before = newest.get(key);
		if (!before || byPlace(value.place, before.place) > 0) newest.set(key, value);
	});
	return newest;
}
