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
	list: 'Liste',
	map: 'Karte',
	mainNav: 'Hauptmenü',
	nearestWithFood: 'Der nächste mit Essen',
	withFood: 'Hat jetzt Essen',
	noAnswer: 'Gerade meldet kein Kühlschrank Essen',
	noAnswerWhy:
		'Das kann sich in Minuten ändern. Von den meisten hier gibt es keine Nachricht: Es kann trotzdem Essen darin sein.',
	alwaysOpen: 'Immer offen',
	hoursUnknown: 'Zeiten nicht bekannt',
	locked: 'Essen zur Sicherheit gesperrt',
	fault: 'Türen außer Betrieb',
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
	aboutDemo:
		'Was mit Demo bezeichnet ist, gehört zu einer Vorführung: Geh dort nicht für Essen hin.'
};
export default de;
