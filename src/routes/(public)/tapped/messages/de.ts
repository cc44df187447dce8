import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	sheetTitle: 'Zeig Kühlschränke mit Essen, das so ist',
	sheetStorage: 'Gelagert',
	sheetDiet: 'Ernährung',
	sheetDietWhy: 'So sagen es die Spendenden.',
	sheetWithout: 'Lass Essen weg mit',
	sheetWithoutWhy: 'Essen mit unbekannten Allergenen fällt auch weg.',
	clear: 'Leeren',
	showMachines: { one: '{n} Kühlschrank zeigen', other: '{n} Kühlschränke zeigen' },
	portionsAt: { one: '{n} Ding: {name}', other: '{n} Dinge: {name}' },
	emptyAt: '0 Dinge, leer: {name}',
	unknownAt: '?, nicht bekannt, was darin ist: {name}',
	lockedAt: 'Gesperrt: {name}',
	directionsWith: 'Weg zeigen mit',
	thisDevice: 'Karten-App dieses Geräts',
	copyAddress: 'Adresse kopieren',
	copied: 'Kopiert',
	mapLabel: 'Karte der Kühlschränke',
	zoomIn: 'Vergrößern',
	zoomOut: 'Verkleinern',
	cluster: { one: '{n} Kühlschrank hier, vergrößern', other: '{n} Kühlschränke hier, vergrößern' }
};
export default de;
