import type { Locale } from '#lib/messages/locales.ts';
import {
	PRODUCT_KINDS,
	type Category,
	type DateKind,
	type ProductKind,
	type Storage
} from '#domain/shapes/words.ts';
import { cake, dry, fruit, type FoodGlyph } from './glyphs.ts';

/** What a person may say they are giving, as one tile. */
export type Food = {
	readonly key: FoodKey;
	readonly category: Category;
	/** The warmest class in which it may stand. */
	readonly storage: Storage;
	readonly glyph: FoodGlyph;
	/** The kinds of date that its packets carry, the likely one first; `noDate` where it has none. */
	readonly dates: readonly (DateKind | 'noDate')[];
	/** What it may be that a policy may refuse [F4]: the donor is asked about these. */
	readonly mayBe: readonly ProductKind[];
};

export type FoodKey = keyof typeof NAMES.en;

/** Short names for tiles and doors; the lot carries the one in the machine's own language. */
const NAMES = {
	en: {
		bread: 'Bread',
		vegetables: 'Vegetables',
		fruit: 'Fruit',
		dairy: 'Milk, cheese, yoghurt',
		meal: 'Cooked meal',
		eggs: 'Eggs',
		tins: 'Tins and jars',
		dry: 'Rice, pasta, flour',
		drinks: 'Drinks',
		cake: 'Cake and sweets',
		frozen: 'Frozen food',
		baby: 'Baby food',
		meatFish: 'Meat and fish',
		other: 'Something else'
	},
	de: {
		bread: 'Brot',
		vegetables: 'Gemüse',
		fruit: 'Obst',
		dairy: 'Milch, Käse, Joghurt',
		meal: 'Gekochtes',
		eggs: 'Eier',
		tins: 'Dosen und Gläser',
		dry: 'Reis, Nudeln, Mehl',
		drinks: 'Getränke',
		cake: 'Kuchen und Süßes',
		frozen: 'Tiefkühlkost',
		baby: 'Babynahrung',
		meatFish: 'Fleisch und Fisch',
		other: 'Etwas anderes'
	},
	ar: {
		bread: 'خبز',
		vegetables: 'خضار',
		fruit: 'فاكهة',
		dairy: 'حليب وجبن ولبن',
		meal: 'طعام مطبوخ',
		eggs: 'بيض',
		tins: 'معلبات',
		dry: 'أرز ومعكرونة وطحين',
		drinks: 'مشروبات',
		cake: 'كعك وحلويات',
		frozen: 'طعام مجمد',
		baby: 'طعام أطفال',
		meatFish: 'لحم وسمك',
		other: 'شيء آخر'
	}
} as const satisfies Record<Locale, Record<string, string>>;

export const FOODS: readonly Food[] = [
	food('bread', 'bakery', 'ambient', 'bakery', ['bestBefore', 'noDate', 'useBy']),
	food(
		'vegetables',
		'produce',
		'ambient',
		'produce',
		['noDate', 'bestBefore', 'useBy'],
		['wild-mushrooms']
	),
	food('fruit', 'produce', 'ambient', fruit, ['noDate', 'bestBefore', 'useBy']),
	food('dairy', 'dairy', 'chilled', 'dairy', ['useBy', 'bestBefore'], ['raw-milk', 'opened']),
	food(
		'meal',
		'prepared',
		'chilled',
		'prepared',
		['preparedAt'],
		['raw-egg', 'cooked-rice', 'buffet']
	),
	food('eggs', 'eggs', 'chilled', 'eggs', ['bestBefore', 'useBy']),
	food('tins', 'pantry', 'ambient', 'pantry', ['bestBefore', 'useBy'], ['home-canned', 'opened']),
	food('dry', 'pantry', 'ambient', dry, ['bestBefore', 'useBy']),
	food('drinks', 'drinks', 'ambient', 'drinks', ['bestBefore', 'useBy'], ['alcohol', 'opened']),
	food('cake', 'bakery', 'ambient', cake, ['bestBefore', 'noDate', 'useBy'], ['raw-egg']),
	food('frozen', 'frozen', 'frozen', 'frozen', ['bestBefore', 'useBy'], ['thawed', 'raw-meat']),
	food('baby', 'baby', 'ambient', 'baby', ['useBy', 'bestBefore'], ['opened'])
];

/** Rarer foods, without a drawing of their own size. */
export const OTHER_FOODS: readonly Food[] = [
	food(
		'meatFish',
		'meat-fish',
		'chilled',
		'meat-fish',
		['useBy', 'bestBefore'],
		['minced-meat', 'raw-meat', 'raw-fish', 'thawed', 'opened']
	),
	food('other', 'other', 'chilled', 'other', ['useBy', 'bestBefore'], PRODUCT_KINDS)
];

function food(
	key: FoodKey,
	category: Category,
	storage: Storage,
	glyph: FoodGlyph,
	dates: Food['dates'],
	mayBe: Food['mayBe'] = []
): Food {
	return { key, category, storage, glyph, dates, mayBe };
}

export function foodName(key: FoodKey, locale: Locale): string {
	return NAMES[locale][key];
}

/** A lot's drawing: by its tile where its name is one of ours, else by its category. */
export function glyphOf(lot: { readonly name: string; readonly category: Category }): FoodGlyph {
	return foodOf(lot.name)?.glyph ?? lot.category;
}

/** A lot's name in the reader's language where it is one of ours; else as the donor wrote it. */
export function lotName(name: string, locale: Locale): string {
	const known = foodOf(name);
	return known ? foodName(known.key, locale) : name;
}

function foodOf(name: string): Food | undefined {
	return [...FOODS, ...OTHER_FOODS].find(({ key }) =>
		Object.values(NAMES).some((names) => names[key] === name)
	);
}
