import type { PolicyDocument } from '../shapes/policy.ts';
import { COLD, GRACE_DAYS, PREPARED_FROZEN } from './shared.ts';

const FOODSHARING =
	'foodsharing e.V., Hygieneregeln (rules for Fairteiler), foods not to be shared';

/** The European Union, with Germany's rules where the Union leaves a number to its members. */
export const EU: PolicyDocument = {
	profile: 'eu',
	version: 'eu-2',
	graceDays: GRACE_DAYS,
	preparedHours: {
		ambient: {
			value: 4,
			source: 'FDA Food Code 3-501.19(B), for want of a number in Regulation (EC) 852/2004'
		},
		chilled: {
			value: 24,
			source:
				'Food Standards Agency to community fridges (via South and Vale environmental health): cooked and chilled, 24 h at most; the Union has no number'
		},
		frozen: PREPARED_FROZEN
	},
	preparedNeedsLabel: {
		value: false,
		source:
			'Regulation (EU) 1169/2011, Article 44(1): of food that is not prepacked only the allergens must be told'
	},
	refused: {
		categories: [],
		products: [
			{ product: 'raw-milk', source: FOODSHARING },
			{
				product: 'minced-meat',
				source: `Regulation (EC) 853/2004, Annex III, Section V, Chapter III: 2 °C, which a shared fridge does not hold; ${FOODSHARING}`
			},
			{
				product: 'raw-fish',
				source: `Regulation (EC) 853/2004, Annex III, Section VIII, Chapter VII: the temperature of melting ice; ${FOODSHARING}`
			},
			{ product: 'raw-egg', source: FOODSHARING },
			{ product: 'wild-mushrooms', source: FOODSHARING },
			{ product: 'opened', source: FOODSHARING },
			{ product: 'buffet', source: FOODSHARING },
			{
				product: 'alcohol',
				source: `Jugendschutzgesetz, § 9(3): not from machines in public; ${FOODSHARING}`
			}
		]
	},
	cold: {
		...COLD,
		chilledLimitC: {
			value: 7,
			source: 'DIN 10508, 4.1: perishable food at 7 °C or colder where no other rule stands'
		},
		frozenLimitC: {
			value: -15,
			source: 'Directive 89/108/EEC, Article 5: -18 °C, brief fluctuations of 3 °C upward'
		},
		lockedMinutes: {
			value: 60,
			source: "Our own (rule F5), until an operator's hygiene plan says otherwise"
		},
		discardHours: {
			value: 4,
			source: 'FDA Food Code 3-501.19(B), for want of a number in Regulation (EC) 852/2004'
		}
	}
};
