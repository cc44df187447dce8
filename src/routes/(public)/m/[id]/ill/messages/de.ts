import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	title: 'Wenn dich Essen krank gemacht hat',
	adviceFailed:
		'Der Rat kam nicht an. Bei Gefahr ruf den Notruf an, in Europa 112. Sonst frag eine Ärztin oder einen Arzt.',
	tell: 'Sag es den Verantwortlichen',
	tellWhy:
		'Sie sehen es sofort und können das Essen sperren, bevor andere es essen. Du brauchst kein Konto und nennst keinen Namen.',
	which: 'Aus welchem Kühlschrank',
	whichNumber: 'Kühlschrank {id}',
	another: 'Es war ein anderer',
	when: 'Wann hast du es gegessen?',
	whenHint: 'Ungefähr reicht.',
	what: 'Was hast du gegessen, und wie geht es dir?',
	whatMissing: 'Schreib in ein paar Worten, was du gegessen hast.',
	reachMe: 'Wie können sie nachfragen? (wenn du magst)',
	reachMeHint:
		'Telefon oder E-Mail. Nur Betreiber und Koordinatoren sehen es; es wird nach 90 Tagen gelöscht.',
	send: 'Jetzt Bescheid sagen',
	sending: 'Wird gemeldet',
	sent: 'Sie wissen Bescheid',
	sentWhy:
		'Deine Meldung steht seit {time} auf den Bildschirmen der Verantwortlichen. Kümmere dich jetzt um dich.',
	waiting: 'Noch nicht gesendet',
	waitingWhy:
		'Es gibt kein Netz, oder unser Server antwortet nicht. Deine Meldung ist auf diesem Gerät aufbewahrt. Sie geht von selbst hinaus, sobald Netz da ist und diese Seite oder die Liste der Kühlschränke offen ist. Wenn du kannst, ruf lieber an.',
	tryNow: 'Jetzt versuchen',
	drop: 'Nicht senden',
	dropped: 'Sie wurde nicht gesendet und ist nicht mehr auf diesem Gerät.',
	refused: 'Unser Server hat sie nicht angenommen',
	refusedWhy: 'Nichts wurde aufbewahrt. Ruf an, wer sich um diesen Kühlschrank kümmert.',
	again: 'Noch etwas melden'
};
export default de;
