import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	title: 'Essen in deiner Nähe',
	description:
		'Öffentliche Kühlschränke in deiner Nähe, und was jetzt darin ist. Kostenlos, für alle.',
	skip: 'Zur Liste',
	locate: 'Meinen Ort nutzen',
	locating: 'Dein Ort wird gesucht',
	nearYou: 'In deiner Nähe',
	nearLastPlace: 'In der Nähe deines letzten Ortes',
	noPlace: 'Sag uns, wo du bist, dann siehst du, was in der Nähe ist.',
	noPlaceOrder: 'Bis dahin beginnt die Liste in der Mitte des Netzes.',
	placeRefused:
		'Dein Browser verrät deinen Ort nicht. Du kannst es in seinen Einstellungen erlauben.',
	placeUnavailable: 'Dein Ort ließ sich nicht finden. Versuch es draußen noch einmal.',
	filters: 'Filter',
	filtersCount: { one: 'Filter, {n} gesetzt', other: 'Filter, {n} gesetzt' },
	openNow: 'Jetzt offen',
	hasFood: 'Hat Essen',
	loading: 'Kühlschränke werden gesucht',
	count: { one: '{n} Kühlschrank', other: '{n} Kühlschränke' },
	countNearest: {
		one: '{n} Kühlschrank, {distance} entfernt',
		other: '{n} Kühlschränke, der nächste in {distance}'
	},
	hidden: { one: '{n} durch deine Filter verborgen', other: '{n} durch deine Filter verborgen' },
	more: { one: '{n} weiteren zeigen', other: '{n} weitere zeigen' },
	list: 'Liste',
	map: 'Karte',
	mainNav: 'Hauptmenü',
	nearestWithFood: 'Der nächste mit Essen',
	withFood: 'Hat jetzt Essen',
	noAnswer: 'Gerade meldet kein Kühlschrank Essen',
	noAnswerWhy:
		'Das kann sich in Minuten ändern. Von den meisten hier gibt es keine Nachricht: Es kann trotzdem Essen darin sein.',
	emptyNow: 'Jetzt leer.',
	wasEmpty: 'Er war leer.',
	unknownInside: 'Nicht bekannt, was darin ist.',
	thereWas: 'Darin war, {day}',
	alwaysOpen: 'Immer offen',
	hoursUnknown: 'Zeiten nicht bekannt',
	locked: 'Essen zur Sicherheit gesperrt',
	fault: 'Türen außer Betrieb',
	paused: 'Nimmt gerade nichts an',
	directions: 'Weg zeigen',
	directionsOnFoot: { one: 'Weg zeigen, {n} Min. zu Fuß', other: 'Weg zeigen, {n} Min. zu Fuß' },
	directionsFar: 'Weg zeigen, {distance}',
	nothingFits: 'Gerade passt kein Kühlschrank zu diesen Filtern',
	nothingFitsWhy: {
		one: 'Sie verbergen {n} Kühlschrank.',
		other: 'Sie verbergen {n} Kühlschränke.'
	},
	clearFilters: 'Filter leeren',
	noMachines: 'In diesem Netz gibt es noch keinen Kühlschrank',
	noMachinesWhy: 'Sobald einer eingerichtet ist, steht er hier.',
	failed: 'Die Liste kam nicht an',
	failedOffline: 'Du hast kein Netz. Warst du einmal mit Netz hier, geht die Liste auch ohne.',
	failedServer: 'Unser Server antwortet nicht. Versuch es gleich noch einmal.',
	noNetwork: 'Kein Netz.',
	noAnswerNow: 'Unser Server antwortet nicht.',
	newsFrom: 'Das ist der Stand von {moment}. Was darin ist, kann sich geändert haben.',
	mapShow: 'Karte zeigen',
	mapFailed: 'Die Karte kam nicht an',
	aboutDemo:
		'Was mit Demo bezeichnet ist, gehört zu einer Vorführung: Geh dort nicht für Essen hin.'
};
export default de;
