import { DAY, HOUR, type Millis } from './calendar.ts';
import type { Category, Storage } from './shapes/words.ts';

/** The numbers by which food may be offered [F3, F4]; a decision records the version it used. */
export type Policy = {
	readonly profile: string;
	readonly version: string;
	/** Days after its best-before for which a lot is still offered, marked. */
	readonly graceDays: Readonly<Record<Category, number>>;
	/** How long after `preparedAt` home or kitchen made food is offered. */
	readonly preparedFor: Readonly<Record<Storage, Millis>>;
	/** A date further ahead than this is more likely a slip than a date [M10]. */
	readonly furthestDateAhead: Millis;
	/** How far a clock may be ahead of the truth before `preparedAt` is called future [M3]. */
	readonly clockTolerance: Millis;
};

/**
 * The cautious end of what food redistribution charities publish. Best-before grace: WRAP's
 * redistribution guidance (uncut produce 1 day to 2 weeks, bread 2 days to 1 week, ambient packs
 * 1 month or more, tins a year). Meat, fish, dairy and baby food get none. Prepared food: the Food
 * Standards Agency's 24 h for cooked and chilled food in community fridges; 4 h unchilled is the
 * Food Code's time as a control (3-501.19); frozen meals a month. A design guide, no legal advice.
 */
export const POLICY: Policy = {
	profile: 'eu',
	version: 'eu-1',
	graceDays: {
		produce: 3,
		bakery: 2,
		dairy: 0,
		prepared: 0,
		pantry: 90,
		drinks: 90,
		frozen: 30,
		'meat-fish': 0,
		eggs: 0,
		baby: 0,
		other: 0
	},
	preparedFor: { ambient: 4 * HOUR, chilled: 24 * HOUR, frozen: 30 * DAY },
	furthestDateAhead: 5 * 365.25 * DAY,
	clockTolerance: 5 * 60 * 1_000
};
