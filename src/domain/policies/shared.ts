import type { PolicyDocument } from '../shapes/policy.ts';

// What the profiles have in common. WRAP's guidance is British; nobody else publishes days by kind
// of food, so that all of them take the cautious end of it.

const WRAP = 'WRAP, Surplus food redistribution labelling guide (2020)';

export const GRACE_DAYS: PolicyDocument['graceDays'] = {
	produce: { value: 3, source: `${WRAP}: uncut produce, 1 day to 2 weeks` },
	bakery: { value: 2, source: `${WRAP}: packed bread, 2 days to 1 week` },
	dairy: { value: 0, source: `${WRAP}: chilled dairy is not among the foods it extends` },
	prepared: { value: 0, source: `${WRAP}: ready meals are not among the foods it extends` },
	pantry: {
		value: 90,
		source: `${WRAP}: ambient packs, 1, 3 or 6 months by kind; tins and dried food, years`
	},
	drinks: { value: 90, source: `${WRAP}: ambient soft drinks, months` },
	frozen: { value: 30, source: `${WRAP}: kept frozen, months` },
	'meat-fish': { value: 0, source: `${WRAP}: meat and fish are not among the foods it extends` },
	eggs: { value: 0, source: `${WRAP}: eggs are not among the foods it extends` },
	baby: { value: 0, source: `${WRAP}: baby food is not among the foods it extends` },
	other: { value: 0, source: 'Our own: nobody knows what it is' }
};

export const PREPARED_FROZEN = {
	value: 720,
	source: 'Our own: a month, which is cautious; no document has a number'
};

const OWN = 'Our own (rule F5)';

/** What all profiles do alike while food is warm; only the limits differ. */
export const COLD: Omit<
	PolicyDocument['cold'],
	'chilledLimitC' | 'frozenLimitC' | 'lockedMinutes' | 'discardHours'
> = {
	warnMinutes: { value: 15, source: OWN },
	doorMinutes: { value: 15, source: OWN },
	serviceMinutes: {
		value: 30,
		source:
			'FDA Food Code 4-204.111(B): 30 minutes immediately after filling, service or restocking'
	},
	cooledMinutes: { value: 30, source: `${OWN}: nobody defeats the lock by opening the door` },
	gapHours: { value: 4, source: 'USDA FSIS, power outages: a closed refrigerator keeps 4 h' },
	sensorHours: { value: 4, source: 'USDA FSIS, power outages: a closed refrigerator keeps 4 h' }
};
