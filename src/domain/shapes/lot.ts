import * as v from 'valibot';
import {
	ClientId,
	Grams,
	Gtin,
	Instant,
	PlainDateText,
	Portions,
	SlotNumber,
	text
} from './values.ts';
import * as words from './words.ts';

const allergenList = v.array(v.picklist(words.ALLERGENS, 'One of the 14 allergens.'), 'A list.');

export const Allergens = v.object(
	{ contains: allergenList, mayContain: allergenList, freeOf: allergenList },
	'Lists contains, mayContain and freeOf, or null for not known.'
);
export type Allergens = v.InferOutput<typeof Allergens>;

/** What a donor says of a lot; the wire form. */
export const Lot = v.pipe(
	v.object(
		{
			lotId: ClientId,
			slot: SlotNumber,
			name: text(1, 120),
			category: v.picklist(words.CATEGORIES, 'A known category.'),
			storage: v.picklist(words.STORAGES, 'One of ambient, chilled, frozen.'),
			dateKind: v.picklist(words.DATE_KINDS, 'One of useBy, bestBefore, preparedAt.'),
			date: v.optional(PlainDateText),
			preparedAt: v.optional(Instant),
			portions: Portions,
			grams: v.optional(Grams),
			allergens: v.nullable(Allergens),
			diets: v.optional(v.array(v.picklist(words.DIETS, 'A known diet.'), 'A list.')),
			gtin: v.optional(Gtin),
			ingredients: v.optional(text(0, 2_000)),
			/** The donor says that a label with its ingredients is on it [F4]. */
			labelled: v.optional(v.literal(true, 'true, or left out.')),
			/** One of the kinds that rules single out, where the donor says that it is one [F4]. */
			productKind: v.optional(v.picklist(words.PRODUCT_KINDS, 'A known kind of product.')),
			brand: v.optional(text(0, 80)),
			batch: v.optional(text(0, 80))
		},
		'The lot that was put in.'
	),
	v.forward(
		v.partialCheck(
			[['dateKind'], ['date']],
			(lot) => lot.dateKind === 'preparedAt' || lot.date !== undefined,
			'A date such as 2026-11-23, because of the dateKind.'
		),
		['date']
	),
	v.forward(
		v.partialCheck(
			[['dateKind'], ['preparedAt']],
			(lot) => lot.dateKind !== 'preparedAt' || lot.preparedAt !== undefined,
			'An instant in UTC, because of the dateKind.'
		),
		['preparedAt']
	),
	v.metadata({
		if: { properties: { dateKind: { const: 'preparedAt' } } },
		then: { required: ['preparedAt'] },
		else: { required: ['date'] }
	})
);
export type Lot = v.InferOutput<typeof Lot>;
