import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	title: 'Simulierter Automat',
	hide: 'Tafel ausblenden',
	show: 'Tafel einblenden',
	hasHost: 'Ein Kiosk ist verbunden.',
	hasNoHost: 'Kein Kiosk ist verbunden.',
	isOff: 'Die Steuerung hat keinen Strom.',
	events: {
		one: 'Sie hat {n} Ereignis aufgezeichnet.',
		other: 'Sie hat {n} Ereignisse aufgezeichnet.'
	},

	doors: 'Türen',
	door: 'Tür {n}',
	isOpen: 'Offen, {grams}',
	isClosed: 'Zu, {grams}',
	openDoor: 'Öffnen',
	closeDoor: 'Schließen',
	jam: 'Schloss klemmt',
	stick: 'Schalter hängt',
	drift: 'Waage driftet',
	fill: '{grams} hineinlegen',

	fridge: 'Kühlschrank',
	warm: 'Auf {celsius} bringen',
	cutMains: 'Netz abschalten',
	emptyBattery: 'Akku leeren',
	killProbe: 'Fühler abtrennen',

	board: 'Steuerung',
	unplug: 'Kabel ziehen',
	silence: 'Verstummen lassen',
	noise: 'Leitung stören',
	cutPower: 'Strom abschalten',
	reset: 'Neu starten',
	loseJournal: 'Aufzeichnung verlieren',
	tamper: 'Gehäuse öffnen',

	people: 'Wer an einer Tür steht',
	'habit:usual': 'Benutzt sie',
	'habit:late': 'Kommt zu spät',
	'habit:never': 'Öffnet sie nie',
	'habit:leave': 'Lässt sie offen',

	scanner: 'Scanner',
	code: 'Code',
	scan: 'Scannen'
};

export default de;
