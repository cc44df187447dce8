import * as v from 'valibot';
import { decimal, integer, ShortText, text } from './values.ts';
import { CATEGORIES, PRODUCT_KINDS, PROFILES, type Category } from './words.ts';

/** A number of the rules with the document that it is from, so that nobody has to believe it. */
const sourced = <S extends v.GenericSchema>(value: S) =>
	v.object({ value, source: text(1, 300) }, 'A value and its source.');

/**
 * The most days after its best-before that any policy may give. WRAP's longest for the category;
 * none for what spoils unsafely before it spoils visibly, and none for what babies eat.
 */
export const MOST_GRACE_DAYS = {
	produce: 14,
	bakery: 30,
	dairy: 7,
	prepared: 0,
	pantry: 1_095,
	drinks: 365,
	frozen: 365,
	'meat-fish': 0,
	eggs: 7,
	baby: 0,
	other: 7
} as const satisfies Record<Category, number>;

const grace = (category: Category) => sourced(integer(0, MOST_GRACE_DAYS[category]));

/** How long food may be warm, and what a machine does meanwhile [F5, F6]. */
const Cold = v.object({
	/** The warmest that chilled food may be, in degrees Celsius. UK law's 8 is the warmest anywhere. */
	chilledLimitC: sourced(decimal(0, 8)),
	frozenLimitC: sourced(decimal(-30, -12)),
	warnMinutes: sourced(integer(1, 60)),
	lockedMinutes: sourced(integer(15, 240)),
	/** How long an opened door delays the lock. */
	doorMinutes: sourced(integer(0, 30)),
	/** How long a service delays the lock. */
	serviceMinutes: sourced(integer(0, 60)),
	/** How long it must have been cold before there is another delay. */
	cooledMinutes: sourced(integer(10, 240)),
	/** So much time above the limit, in all, and a lot is discarded. */
	discardHours: sourced(integer(1, 4)),
	/** A gap of measurement longer than this is taken for warm. */
	gapHours: sourced(integer(1, 4)),
	/** Without a working sensor a zone is locked after this. */
	sensorHours: sourced(integer(1, 4))
});

/**
 * The food rules of one jurisdiction, as data [F3 to F5]: what the server keeps, what travels to a
 * machine in its configuration, and what an operator may save. Whatever lies within the bounds is
 * fair; outside them no law or guidance that we know of would follow.
 */
export const PolicyDocument = v.object({
	profile: v.picklist(PROFILES, 'One of eu, uk, us.'),
	/** Another text for every change, so that a decision can name the rules it was made by [F10]. */
	version: ShortText,
	/** Days after its best-before for which a lot is still offered, marked [F3]. */
	graceDays: v.object({
		produce: grace('produce'),
		bakery: grace('bakery'),
		dairy: grace('dairy'),
		prepared: grace('prepared'),
		pantry: grace('pantry'),
		drinks: grace('drinks'),
		frozen: grace('frozen'),
		'meat-fish': grace('meat-fish'),
		eggs: grace('eggs'),
		baby: grace('baby'),
		other: grace('other')
	} satisfies Record<Category, unknown>),
	/** How long after `preparedAt` home or kitchen made food is offered, by where it stands [F4]. */
	preparedHours: v.object({
		ambient: sourced(integer(0, 6)),
		chilled: sourced(integer(0, 168)),
		frozen: sourced(integer(0, 2_160))
	}),
	/** Whether prepared food must carry a label with its ingredients [F4]. */
	preparedNeedsLabel: sourced(v.boolean('true or false.')),
	/** What is not taken at all [F4]. */
	refused: v.object({
		categories: v.array(
			v.object({ category: v.picklist(CATEGORIES, 'A known category.'), source: text(1, 300) }),
			'A list.'
		),
		products: v.array(
			v.object({
				product: v.picklist(PRODUCT_KINDS, 'A known kind of product.'),
				source: text(1, 300)
			}),
			'A list.'
		)
	}),
	cold: Cold
});
export type PolicyDocument = v.InferOutput<typeof PolicyDocument>;
