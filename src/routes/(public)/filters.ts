import type { Availability } from '#domain/availability.ts';
import type { SnapshotLot } from '#domain/shapes/snapshot.ts';
import {
	ALLERGENS,
	DIETS,
	STORAGES,
	type Allergen,
	type Diet,
	type Storage
} from '#domain/shapes/words.ts';

export type Filters = {
	/** Only where food can be taken now. */
	readonly food: boolean;
	/** Only where it is known to be open now. */
	readonly open: boolean;
	readonly storage: readonly Storage[];
	readonly diet: readonly Diet[];
	/** Only lots whose donor says that they are free of these: not known is left out [F1]. */
	readonly without: readonly Allergen[];
};

/** Kept by the address, so that a list can be sent to somebody. */
export function readFilters(search: URLSearchParams): Filters {
	return {
		food: search.has('food'),
		open: search.has('open'),
		storage: listOf(search, 'storage', STORAGES),
		diet: listOf(search, 'diet', DIETS),
		without: listOf(search, 'without', ALLERGENS)
	};
}

/** The address' search with these filters in it; what else it says stays. */
export function writeFilters(search: URLSearchParams, filters: Filters): URLSearchParams {
	const next = new URLSearchParams(search);
	for (const key of ['food', 'open'] as const) {
		if (filters[key]) next.set(key, '1');
		else next.delete(key);
	}
	for (const key of ['storage', 'diet', 'without'] as const) {
		if (filters[key].length > 0) next.set(key, filters[key].join(','));
		else next.delete(key);
	}
	return next;
}

/** The address of the same list in the other view. */
export function viewed(search: URLSearchParams, view: 'list' | 'map'): string {
	const next = new URLSearchParams(search);
	if (view === 'map') next.set('view', 'map');
	else next.delete('view');
	return `?${next.toString()}`;
}

function listOf<T extends string>(
	search: URLSearchParams,
	key: string,
	known: readonly T[]
): readonly T[] {
	const asked = (search.get(key) ?? '').split(',');
	return known.filter((word) => asked.includes(word));
}

/** How many filters are set, without the two that have a chip of their own. */
export function countInSheet({ storage, diet, without }: Filters): number {
	return storage.length + diet.length + without.length;
}

/** A machine passes if one lot satisfies storage, diet and allergens together [M18]. */
export function passes(now: Availability, filters: Filters): boolean {
	if (filters.open && now.openNow !== true) return false;
	if (filters.food && !now.canCollect) return false;
	if (countInSheet(filters) === 0) return true;
	return now.freshness !== 'unknown' && now.offered.some((lot) => lotPasses(lot, filters));
}

function lotPasses(lot: SnapshotLot, { storage, diet, without }: Filters): boolean {
	return (
		(storage.length === 0 || storage.includes(lot.storage)) &&
		diet.every((claim) => lot.diets.includes(claim)) &&
		without.every((allergen) => lot.allergens?.freeOf.includes(allergen) ?? false)
	);
}
