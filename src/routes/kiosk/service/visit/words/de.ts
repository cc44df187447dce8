import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	whereTitle: 'Wo arbeitest du?',
	whereWhy: 'Eine Tür geht erst am Ende auf, wenn du gesagt hast, was du tust.',
	doorN: 'Tür {n}',
	doorEmpty: 'Leer',
	doorCount: 'Bitte zählen',
	doorCountWhy: {
		one: 'Bei {n} Tür weiß niemand, was darin ist, darum wird nichts daraus angeboten: bitte zählen.',
		other:
			'Bei {n} Türen weiß niemand, was darin ist, darum wird nichts daraus angeboten: bitte zählen.'
	},
	'zone:chilled': 'Alles Gekühlte',
	'zone:frozen': 'Alles Gefrorene',
	'zone:ambient': 'Alles Ungekühlte',
	zoneDoors: 'Türen {list}: messen, wieder öffnen. Keine Tür geht auf.',
	zoneLocked: 'Türen {list} sind gesperrt: es war zu warm. Miss, und öffne sie wieder.',
	machine: 'Das ganze Gerät',
	machineWhy: 'Außen, am Boden. Keine Tür geht auf.',

	whatAt: 'Was tust du an Tür {n}?',
	whatZone: 'Was tust du?',
	'task:clean': 'Putzen',
	'task:restock': 'Auffüllen, ordnen',
	'task:measure': 'Messen',
	'task:reopen': 'Wieder öffnen',
	'task:count': 'Zählen, wegwerfen',
	'taskWhy:clean': 'Ausgewischt, nichts Verschüttetes mehr.',
	'taskWhy:restock': 'Umgestellt, nach vorn gedreht, aufgefüllt.',
	'taskWhy:measure': 'Mit einem eigenen Thermometer.',
	'taskWhy:reopen':
		'Nachdem es gesperrt war, weil es zu warm wurde. Wirf zuerst weg, was zu lange warm war.',
	'taskWhy:count': 'Wie viel da ist und was verdorben ist.',

	measureTitle: 'Wie warm ist es?',
	measureWhy: 'Miss zwischen den Lebensmitteln und warte, bis die Zahl stehen bleibt.',
	measurePad: 'Temperatur',
	minus: 'Minus',
	erase: 'Letztes Zeichen löschen',
	tooWarm:
		'Zu warm zum Wiederöffnen: höchstens {limit}. Schließ die Türen, warte und miss noch einmal. Um nur die Messung zu speichern, geh zurück und nimm „Wieder öffnen“ heraus.',

	next: 'Weiter',
	save: 'Speichern',
	saving: 'Speichert',
	openDoor: 'Tür {n} öffnen',

	opening: 'Tür {n} ist entriegelt. Zieh sie auf.',
	open: 'Tür {n} ist offen.',
	openWhy: 'Lass dir Zeit. Schließ sie, wenn du fertig bist: dann ist es gespeichert.',
	withdrawn: 'Schließ die Tür: nichts wird notiert.',
	leftOpenWhy: 'Solange die Tür offen ist, wird es innen wärmer.',
	unclear: 'Von Tür {n} ist nichts zu hören.',
	unclearWhy:
		'Schließ sie. Was du getan hast, wird gespeichert, sobald die Platine meldet, dass sie offen war. Du kannst den Service beenden.',
	nothingDone: 'Nichts getan',

	countTitle: 'Was ist hinter Tür {n}?',
	left: 'Bleibt drin',
	thrown: 'Weggeworfen',
	fewer: 'Eins weniger: {what}, {name}',
	more: 'Eins mehr: {what}, {name}',
	saveCount: 'Zählung speichern',
	noCount: 'Nicht zählen',
	counted: 'Die Zählung ist gespeichert.',
	countFailed:
		'Die Zählung konnte nicht gespeichert werden: Der Speicher dieses Geräts ist voll oder kaputt. Sag es dem Betreiber.',

	saved: 'Gespeichert.',
	savedOpen: 'Gespeichert. Ist die Tür zu?',
	savedOpenWhy:
		'Dass sie zuging, war nicht zu sehen. Ist sie zu, dann geht ihr Schalter nicht: sieh nach seinem Magneten.',
	nothingSaved: 'Nichts wurde notiert.',
	notSaved: 'Das wurde nicht gespeichert.',
	notSavedWhy: 'Der Speicher dieses Geräts ist voll oder kaputt. Sag es dem Betreiber.',
	notSavedUsed:
		'Vielleicht ging die Tür auf, und der Speicher dieses Geräts ist voll oder kaputt. Sag es dem Betreiber.',
	notOpened: 'Tür {n} ging nicht auf.',
	didMeasure: 'Gemessen: {t}',
	'did:clean': 'Geputzt',
	'did:restock': 'Aufgefüllt und geordnet',
	'did:reopen': 'Wieder geöffnet: das Gerät prüft, ob es Gekühltes ausgeben darf',
	'did:count': 'Gezählt',
	again: 'Noch einmal',
	elsewhere: 'Andere Stelle',
	leave: 'Service beenden'
};
export default de;
