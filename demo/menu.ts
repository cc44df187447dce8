import { addDays, HOUR, type Millis, type Zone } from '#domain/calendar.ts';
import type { Allergens, Lot } from '#domain/shapes/fact.ts';
import type { Allergen, Category, Diet, Storage } from '#domain/shapes/words.ts';
import type { Chance } from './chance.ts';

/** The shortest and longest of something. */
type Range = readonly [min: number, max: number];

type Dated =
	| { readonly useBy: Range }
	| { readonly bestBefore: Range }
	/** Hours since it was cooked. */
	| { readonly cooked: Range };

export type Food = {
	readonly name: string;
	readonly category: Category;
	readonly storage: Storage;
	/** Days from today, or hours since it was made. */
	readonly dated: Dated;
	readonly portions: Range;
	/** Of one portion; 0 where nobody weighs. */
	readonly grams: number;
	/** Null where the donor does not know; what is in no list is unknown too [F1]. */
	readonly allergens: Allergens | null;
	readonly diets?: readonly Diet[];
	readonly ingredients?: string;
	readonly brand?: string;
};

const EVERY: readonly Allergen[] = [
	...(['celery', 'gluten', 'crustaceans', 'egg', 'fish', 'lupin', 'milk'] as const),
	...(['molluscs', 'mustard', 'nuts', 'peanuts', 'sesame', 'soya', 'sulphites'] as const)
];

/** As a full label says it: what it contains and may contain, and free of all others. */
const labelled = (contains: Allergen[], mayContain: Allergen[] = []): Allergens => ({
	contains,
	mayContain,
	freeOf: EVERY.filter((one) => !contains.includes(one) && !mayContain.includes(one))
});

/** As a neighbour says it: what is surely inside, and nothing of the rest. */
const partly = (contains: Allergen[], freeOf: Allergen[] = []): Allergens => ({
	contains,
	mayContain: [],
	freeOf
});

export const MENU: readonly Food[] = [
	{
		name: 'Sourdough loaves',
		category: 'bakery',
		storage: 'ambient',
		dated: { bestBefore: [1, 2] },
		portions: [4, 12],
		grams: 90,
		allergens: labelled(['gluten'], ['sesame', 'nuts']),
		diets: ['vegan', 'vegetarian', 'lactose-free']
	},
	{
		name: 'Bagels, everything and plain',
		category: 'bakery',
		storage: 'ambient',
		dated: { bestBefore: [0, 1] },
		portions: [6, 24],
		grams: 110,
		allergens: partly(['gluten', 'sesame'])
	},
	{
		name: 'Pan de muerto',
		category: 'bakery',
		storage: 'ambient',
		dated: { bestBefore: [1, 2] },
		portions: [3, 8],
		grams: 120,
		allergens: partly(['gluten', 'egg', 'milk'])
	},
	{
		name: 'خبز عربي',
		category: 'bakery',
		storage: 'ambient',
		dated: { bestBefore: [1, 3] },
		portions: [5, 20],
		grams: 80,
		allergens: partly(['gluten'], ['milk', 'egg']),
		diets: ['vegan', 'halal']
	},
	{
		name: 'Challah',
		category: 'bakery',
		storage: 'ambient',
		dated: { bestBefore: [1, 2] },
		portions: [4, 10],
		grams: 100,
		allergens: labelled(['gluten', 'egg'], ['sesame']),
		diets: ['kosher', 'vegetarian']
	},
	{
		name: 'Gala apples',
		category: 'produce',
		storage: 'ambient',
		dated: { bestBefore: [5, 12] },
		portions: [6, 30],
		grams: 160,
		allergens: labelled([]),
		diets: ['vegan', 'vegetarian', 'gluten-free', 'lactose-free']
	},
	{
		name: 'Plátanos maduros',
		category: 'produce',
		storage: 'ambient',
		dated: { bestBefore: [2, 5] },
		portions: [4, 16],
		grams: 220,
		allergens: null
	},
	{
		name: 'Collard greens',
		category: 'produce',
		storage: 'chilled',
		dated: { bestBefore: [2, 5] },
		portions: [2, 8],
		grams: 250,
		allergens: labelled([]),
		diets: ['vegan', 'gluten-free']
	},
	{
		name: 'Mixed salad leaves, washed, with radish, cucumber and a small pot of lemon and tahini dressing',
		category: 'produce',
		storage: 'chilled',
		dated: { useBy: [1, 3] },
		portions: [2, 6],
		grams: 180,
		allergens: labelled(['sesame'], ['mustard', 'nuts']),
		diets: ['vegan', 'vegetarian'],
		ingredients: 'Lettuce, spinach, radish, cucumber, lemon juice, tahini (sesame), salt.'
	},
	{
		name: 'Whole milk, pasteurised, 1 quart',
		category: 'dairy',
		storage: 'chilled',
		dated: { useBy: [2, 6] },
		portions: [1, 8],
		grams: 970,
		allergens: labelled(['milk']),
		diets: ['vegetarian', 'gluten-free'],
		brand: 'Hudson Meadow'
	},
	{
		name: 'Yogurt, peach',
		category: 'dairy',
		storage: 'chilled',
		dated: { useBy: [3, 9] },
		portions: [4, 18],
		grams: 150,
		allergens: labelled(['milk'], ['nuts']),
		diets: ['vegetarian', 'halal']
	},
	{
		name: 'पनीर टिक्का',
		category: 'prepared',
		storage: 'chilled',
		dated: { cooked: [1, 4] },
		portions: [2, 8],
		grams: 320,
		allergens: partly(['milk'], ['egg', 'fish']),
		diets: ['vegetarian', 'halal'],
		ingredients: 'Paneer (milk), yogurt (milk), peppers, onion, spices.'
	},
	{
		name: 'Arroz con gandules',
		category: 'prepared',
		storage: 'chilled',
		dated: { cooked: [1, 6] },
		portions: [3, 12],
		grams: 350,
		allergens: labelled([], ['celery', 'sulphites']),
		diets: ['gluten-free', 'lactose-free']
	},
	{
		name: '韭菜鸡蛋饺子',
		category: 'prepared',
		storage: 'chilled',
		dated: { cooked: [1, 5] },
		portions: [2, 10],
		grams: 240,
		allergens: partly(['gluten', 'egg', 'soya'])
	},
	{
		name: 'Борщ',
		category: 'prepared',
		storage: 'chilled',
		dated: { cooked: [2, 8] },
		portions: [2, 6],
		grams: 400,
		allergens: partly(['celery'])
	},
	{
		name: 'ข้าวผัดเจ',
		category: 'prepared',
		storage: 'chilled',
		dated: { cooked: [1, 4] },
		portions: [2, 8],
		grams: 330,
		allergens: labelled(['soya'], ['gluten', 'peanuts']),
		diets: ['vegan', 'vegetarian']
	},
	{
		name: 'Lentil soup',
		category: 'prepared',
		storage: 'chilled',
		dated: { cooked: [2, 7] },
		portions: [3, 10],
		grams: 380,
		allergens: null,
		diets: ['vegan', 'halal']
	},
	{
		name: 'Turkey sandwiches',
		category: 'prepared',
		storage: 'chilled',
		dated: { useBy: [0, 1] },
		portions: [2, 14],
		grams: 210,
		allergens: labelled(['gluten', 'milk', 'mustard'], ['sesame', 'egg']),
		ingredients: 'Wheat bread (gluten), turkey, cheese (milk), mustard, lettuce.'
	},
	{
		name: 'Egg salad tubs',
		category: 'prepared',
		storage: 'chilled',
		dated: { useBy: [1, 2] },
		portions: [2, 8],
		grams: 170,
		allergens: labelled(['egg', 'mustard', 'celery']),
		diets: ['vegetarian', 'gluten-free']
	},
	{
		name: 'Eggs, half dozen',
		category: 'eggs',
		storage: 'chilled',
		dated: { bestBefore: [6, 18] },
		portions: [2, 10],
		grams: 360,
		allergens: labelled(['egg']),
		diets: ['vegetarian', 'gluten-free', 'lactose-free']
	},
	{
		name: 'Smoked trout',
		category: 'meat-fish',
		storage: 'chilled',
		dated: { useBy: [2, 5] },
		portions: [1, 4],
		grams: 120,
		allergens: labelled(['fish'])
	},
	{
		name: 'Black beans, canned',
		category: 'pantry',
		storage: 'ambient',
		dated: { bestBefore: [120, 700] },
		portions: [2, 24],
		grams: 430,
		allergens: labelled([]),
		diets: ['vegan', 'gluten-free', 'kosher']
	},
	{
		name: '海苔 (のり)',
		category: 'pantry',
		storage: 'ambient',
		dated: { bestBefore: [40, 200] },
		portions: [2, 10],
		grams: 25,
		allergens: labelled([], ['crustaceans', 'soya'])
	},
	{
		name: 'Rice, 2 lb',
		category: 'pantry',
		storage: 'ambient',
		dated: { bestBefore: [90, 500] },
		portions: [1, 12],
		grams: 900,
		allergens: labelled([])
	},
	{
		name: 'Tea',
		category: 'pantry',
		storage: 'ambient',
		dated: { bestBefore: [60, 400] },
		portions: [2, 20],
		grams: 0,
		allergens: null
	},
	{
		name: 'Orange juice',
		category: 'drinks',
		storage: 'chilled',
		dated: { bestBefore: [2, 10] },
		portions: [2, 12],
		grams: 330,
		allergens: labelled([]),
		diets: ['vegan']
	},
	{
		name: 'Horchata de arroz',
		category: 'drinks',
		storage: 'chilled',
		dated: { cooked: [1, 3] },
		portions: [2, 8],
		grams: 300,
		allergens: partly([], ['milk'])
	},
	{
		name: 'Green peas, frozen',
		category: 'frozen',
		storage: 'frozen',
		dated: { bestBefore: [60, 300] },
		portions: [1, 10],
		grams: 300,
		allergens: labelled([]),
		diets: ['vegan']
	},
	{
		name: 'Vegetable lasagne, family tray',
		category: 'frozen',
		storage: 'frozen',
		dated: { cooked: [20, 90] },
		portions: [4, 8],
		grams: 380,
		allergens: labelled(['gluten', 'milk', 'egg'], ['celery', 'nuts']),
		diets: ['vegetarian'],
		ingredients: 'Pasta (gluten, egg), tomato, courgette, aubergine, cheese (milk), olive oil.'
	},
	{
		name: 'Baby food, pear and oat',
		category: 'baby',
		storage: 'ambient',
		dated: { useBy: [40, 160] },
		portions: [2, 12],
		grams: 110,
		allergens: labelled(['gluten'], ['milk'])
	}
];

/** A lot of this food as a donor enters it now. */
export function lotOf(
	food: Food,
	slot: number,
	lotId: string,
	at: Millis,
	zone: Zone,
	chance: Chance
): Lot {
	const { name, category, storage, allergens, diets, ingredients, brand, grams } = food;
	const portions = chance.integer(...food.portions);
	const lot = {
		lotId,
		slot,
		name,
		category,
		storage,
		portions,
		allergens,
		...(grams > 0 && { grams: grams * portions }),
		...(diets && { diets: [...diets] }),
		...(ingredients !== undefined && { ingredients }),
		...(brand !== undefined && { brand })
	};
	const dated = food.dated;
	const dayIn = (days: Range): string => addDays(zone.localDate(at), chance.integer(...days));
	if ('useBy' in dated) return { ...lot, dateKind: 'useBy', date: dayIn(dated.useBy) };
	if ('bestBefore' in dated) {
		return { ...lot, dateKind: 'bestBefore', date: dayIn(dated.bestBefore) };
	}
	const cookedAt = Math.floor(at - chance.between(...dated.cooked) * HOUR);
	return { ...lot, dateKind: 'preparedAt', preparedAt: new Date(cookedAt).toISOString() };
}
