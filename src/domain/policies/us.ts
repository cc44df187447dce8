import type { PolicyDocument } from '../shapes/policy.ts';
import { COLD, GRACE_DAYS, PREPARED_FROZEN } from './shared.ts';

/** The United States by the FDA Food Code, which the states adopt with changes of their own. */
export const US: PolicyDocument = {
	profile: 'us',
	version: 'us-1',
	graceDays: {
		...GRACE_DAYS,
		baby: {
			value: 0,
			source: '21 CFR 107.20(c): infant formula carries a use-by date, and none is given after it'
		}
	},
	preparedHours: {
		ambient: { value: 4, source: 'FDA Food Code 3-501.19(B): time as the control, 4 h' },
		chilled: {
			value: 72,
			source:
				'USDA FSIS, Leftovers and Food Safety: 3 to 4 days (FDA Food Code 3-501.17 gives establishments 7)'
		},
		frozen: PREPARED_FROZEN
	},
	preparedNeedsLabel: {
		value: true,
		source: 'FDA Food Code 3-602.11(B): packaged food carries its name, ingredients and allergens'
	},
	refused: {
		categories: [],
		products: [
			{ product: 'raw-milk', source: 'FDA Food Code 3-202.14; 21 CFR 1240.61: pasteurised only' },
			{
				product: 'minced-meat',
				source: 'FDA Food Code 3-401.11(A)(2): raw comminuted meat is not ready to eat'
			},
			{ product: 'raw-fish', source: 'FDA Food Code 3-402.11: not without parasite destruction' },
			{ product: 'raw-egg', source: 'FDA Food Code 3-202.13 and 3-302.13: pasteurised eggs' },
			{
				product: 'home-canned',
				source: 'FDA Food Code 3-201.12: hermetically sealed food comes from a regulated plant'
			},
			{ product: 'wild-mushrooms', source: 'FDA Food Code 3-201.16: not without an expert' },
			{ product: 'opened', source: 'FDA Food Code 3-202.15: packages in good condition' },
			{ product: 'buffet', source: 'FDA Food Code 3-306.14: not offered again once served' },
			{
				product: 'alcohol',
				source: '23 U.S.C. 158: age 21, and nobody asks for age at a machine'
			}
		]
	},
	cold: {
		...COLD,
		chilledLimitC: { value: 5, source: 'FDA Food Code 3-501.16(A)(2): 5 °C (41 °F)' },
		frozenLimitC: {
			value: -15,
			source:
				'FDA Food Code 3-501.11 says only frozen; 3 °C above the 0 °F (-18 °C) of the FDA storage chart'
		},
		lockedMinutes: {
			value: 30,
			source:
				'FDA Food Code 4-204.111(B): 30 minutes immediately after filling, service or restocking'
		},
		discardHours: {
			value: 2,
			source: 'USDA FSIS, power outages: discard what was above 40 °F for more than 2 h'
		}
	}
};
