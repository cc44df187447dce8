import type { Allergens } from '#domain/shapes/fact.ts';
import { ALLERGENS, type Allergen } from '#domain/shapes/words.ts';
import { say } from '#lib/messages/food/say.ts';
import { listWords } from './lists.ts';

/** One sentence about allergens: its beginning is set in bold. */
export type AllergenLine = { readonly strong: string; readonly rest: string };

/** What is known of a lot's allergens. Nothing said is "not known", never "free of" [F1]. */
export function allergenLines(allergens: Allergens | null): AllergenLine[] {
	const { contains, mayContain, freeOf } = allergens ?? {
		contains: [],
		mayContain: [],
		freeOf: []
	};
	const lines: AllergenLine[] = [];
	if (contains.length > 0) {
		lines.push({ strong: say('containsLabel'), rest: `${names(contains)}.` });
	}
	if (mayContain.length > 0) {
		lines.push({ strong: say('mayContainLabel'), rest: `${names(mayContain)}.` });
	}
	if (lines.length > 0) return lines;
	if (ALLERGENS.every((allergen) => freeOf.includes(allergen))) {
		return [{ strong: say('freeOfLabel'), rest: say('freeOfAll') }];
	}
	if (freeOf.length > 0) {
		return [{ strong: say('freeOfLabel'), rest: say('freeOfSome', { list: names(freeOf) }) }];
	}
	return [{ strong: say('allergensUnknown'), rest: say('allergensUnknownAdvice') }];
}

/** Whether nothing at all was said of its allergens. */
export function allergensUnknown(allergens: Allergens | null): boolean {
	if (allergens === null) return true;
	const { contains, mayContain, freeOf } = allergens;
	return contains.length + mayContain.length + freeOf.length === 0;
}

function names(allergens: readonly Allergen[]): string {
	return listWords(allergens.map((allergen) => say(`allergen:${allergen}`)));
}
