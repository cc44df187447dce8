import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	whatIsInside: 'Was ist drin',
	things: { one: '{n} Ding', other: '{n} Dinge' },
	kinds: { one: '{n} Sorte', other: '{n} Sorten' },
	lockedLot: 'Gerade gesperrt',
	gettingThere: 'So kommst du hin',
	address: 'Adresse',
	addressUnknown: 'Nicht bekannt; die Karte zeigt den Ort',
	hours: 'Zeiten',
	holds: 'Fächer',
	holdsStorage: '{n} {storage}',
	takes: 'Nimmt Essen an',
	takesYes: 'Ja, es ist Platz',
	takesUnknown: 'Nicht bekannt',
	takesFull: 'Nein, er ist voll',
	takesPaused: 'Gerade nicht',
	takesFault: 'Nein, seine Türen sind außer Betrieb',
	noHardware: 'Ein Kühlschrank ohne Schloss und Fühler. Was darin ist, berichten Menschen.',
	responsible: 'Wer sich kümmert',
	responsibleFailed:
		'Das kam nicht an. Ohne Netz steht es hier erst, wenn du es einmal gesehen hast.',
	responsibleUnknown: 'Wer dieses Netz betreibt, hat es noch nicht gesagt.',
	share: 'Teilen',
	linkCopied: 'Der Link ist kopiert.',
	backToList: 'Zurück zur Liste',
	backToFridge: 'Zurück zum Kühlschrank',
	unknownMachine: 'Einen Kühlschrank mit dieser Nummer gibt es nicht',
	unknownMachineWhy: 'Vielleicht steht er nicht mehr dort, oder der Link ist falsch.',
	machineLoading: 'Dieser Kühlschrank wird gesucht'
};
export default de;
