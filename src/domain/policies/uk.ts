import type { PolicyDocument } from '../shapes/policy.ts';
import { COLD, GRACE_DAYS, PREPARED_FROZEN } from './shared.ts';

const FSA = 'Food Standards Agency to community fridges (via South and Vale environmental health)';
const LOW_RISK =
	'South and Vale environmental health to a community fridge: from the public only low-risk food that keeps unchilled';
const HYGIENE = 'Food Safety and Hygiene (England) Regulations 2013';

/** England, Wales and Northern Ireland; Scotland's law names no temperature for chilled food. */
export const UK: PolicyDocument = {
	profile: 'uk',
	version: 'uk-1',
	graceDays: { ...GRACE_DAYS, pantry: { ...GRACE_DAYS.pantry, value: 30 } },
	preparedHours: {
		ambient: {
			value: 4,
			source: `${HYGIENE}, Schedule 4: one period of less than 4 h out of temperature control`
		},
		chilled: { value: 24, source: `${FSA}: cooked and chilled, 24 h at most` },
		frozen: PREPARED_FROZEN
	},
	preparedNeedsLabel: {
		value: true,
		source:
			"Food Information (Amendment) (England) Regulations 2019 (Natasha's law): prepacked for direct sale carries its ingredients"
	},
	refused: {
		categories: [],
		products: [
			{
				product: 'raw-milk',
				source: `${HYGIENE}, Schedule 6: raw drinking milk only from its producer`
			},
			{
				product: 'minced-meat',
				source: `Regulation (EC) 853/2004 (assimilated), Annex III, Section V, Chapter III: 2 °C; ${LOW_RISK}`
			},
			{ product: 'raw-meat', source: LOW_RISK },
			{ product: 'raw-fish', source: LOW_RISK },
			{ product: 'raw-egg', source: LOW_RISK },
			{ product: 'cooked-rice', source: `${FSA}: no cooked rice` },
			{ product: 'home-canned', source: LOW_RISK },
			{ product: 'wild-mushrooms', source: LOW_RISK },
			{ product: 'thawed', source: `${FSA}: not what was frozen and thawed` },
			{ product: 'opened', source: 'Ash Vale community fridge, safety notice: unopened packages' },
			{ product: 'buffet', source: LOW_RISK },
			{
				product: 'alcohol',
				source: 'Licensing Act 2003, sections 146 and 147: not to children, and nobody asks for age'
			}
		]
	},
	cold: {
		...COLD,
		chilledLimitC: { value: 8, source: `${HYGIENE}, Schedule 4: 8 °C, of the food` },
		frozenLimitC: {
			value: -15,
			source:
				'Quick-frozen Foodstuffs (England) Regulations 2007: -18 °C, brief fluctuations of 3 °C upward'
		},
		lockedMinutes: {
			value: 60,
			source: "Our own (rule F5), until an operator's hygiene plan says otherwise"
		},
		discardHours: {
			value: 4,
			source: `${HYGIENE}, Schedule 4; ${FSA}: not what was above 8 °C for more than 4 h`
		}
	}
};
