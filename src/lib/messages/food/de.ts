import type { Messages } from '../catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	useByToday: 'Zu verbrauchen bis heute, Mitternacht',
	useByTomorrow: 'Zu verbrauchen bis morgen',
	useByDay: {
		one: 'Zu verbrauchen bis {day}, in {n} Tag',
		other: 'Zu verbrauchen bis {day}, in {n} Tagen'
	},
	useByOver: 'Zu verbrauchen war es bis {day}. Nicht mehr essen',
	bestBefore: 'Mindestens haltbar bis {day}',
	bestBeforeOver: 'Mindestens haltbar war es bis {day}. Erst ansehen und riechen',
	eatBy: 'Essen bis {moment}, {day} gekocht',
	eatByOver: 'Zu essen war es bis {moment}. Nicht mehr essen',
	containsLabel: 'Enthält:',
	mayContainLabel: 'Kann enthalten:',
	freeOfLabel: 'Frei von',
	freeOfAll: 'den 14 Allergenen, sagt die Spenderin oder der Spender.',
	freeOfSome: '{list}, sagt die Spenderin oder der Spender. Das Übrige ist nicht bekannt.',
	allergensUnknown: 'Allergene nicht bekannt.',
	allergensUnknownAdvice: 'Lass es liegen, wenn du eine Allergie hast.',
	'storage:ambient': 'ungekühlt',
	'storage:chilled': 'gekühlt',
	'storage:frozen': 'tiefgekühlt',
	'diet:vegan': 'vegan',
	'diet:vegetarian': 'vegetarisch',
	'diet:halal': 'halal',
	'diet:kosher': 'koscher',
	'diet:gluten-free': 'glutenfrei',
	'diet:lactose-free': 'laktosefrei',
	'allergen:celery': 'Sellerie',
	'allergen:gluten': 'Gluten',
	'allergen:crustaceans': 'Krebstiere',
	'allergen:egg': 'Ei',
	'allergen:fish': 'Fisch',
	'allergen:lupin': 'Lupine',
	'allergen:milk': 'Milch',
	'allergen:molluscs': 'Weichtiere',
	'allergen:mustard': 'Senf',
	'allergen:nuts': 'Nüsse',
	'allergen:peanuts': 'Erdnüsse',
	'allergen:sesame': 'Sesam',
	'allergen:soya': 'Soja',
	'allergen:sulphites': 'Sulfite'
};
export default de;
