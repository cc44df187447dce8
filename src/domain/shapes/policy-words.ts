// The enumerations of food policies; they are read through words.ts.

/** Whose food law a machine follows [F4]. */
export const PROFILES = ['eu', 'uk', 'us'] as const;
export type Profile = (typeof PROFILES)[number];

/**
 * Kinds of food that rules single out beside the categories, so that a donor can name one and a
 * policy can refuse it [F4]. Nothing but the donor's word tells a machine which it is.
 */
export const PRODUCT_KINDS = [
	'raw-milk',
	'minced-meat',
	'raw-meat',
	'raw-fish',
	'raw-egg',
	'cooked-rice',
	'home-canned',
	'wild-mushrooms',
	'thawed',
	'opened',
	'buffet',
	'alcohol'
] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];
