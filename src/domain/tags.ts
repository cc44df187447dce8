import type { Lot } from './shapes/fact.ts';

/**
 * By which questions a lot is found while it is offered [M18]: that there is food, its storage
 * class, what the donor claims of diets, and what the donor says it is free of.
 */
export function tagsOf(lot: Pick<Lot, 'storage' | 'diets' | 'allergens'>): string[] {
	const diets = lot.diets?.map((diet) => `diet:${diet}`) ?? [];
	const free = lot.allergens?.freeOf.map((allergen) => `free:${allergen}`) ?? [];
	return ['food', `storage:${lot.storage}`, ...diets, ...free];
}
