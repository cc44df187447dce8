import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	title: 'Anmelden',
	asking: 'Du wirst angemeldet',
	noCodeWhy: 'Für alle, die sich um Automaten kümmern. Ein Passwort gibt es nicht.',
	linkWhy: 'Dein Link gilt einmal, auf dem Gerät, auf dem du ihn benutzt.',
	useLink: 'Auf diesem Gerät anmelden',
	email: 'Deine E-Mail-Adresse',
	sendCode: 'Code zuschicken',
	passkey: 'Passkey benutzen',
	digits: 'Die sechs Ziffern aus der Mail',
	digitsSent: 'Ist diese Adresse hier bekannt, dann ist eine Mail unterwegs. Sie gilt 10 Minuten.',
	sendAgain: 'Noch einmal schicken',
	sentAgain: 'Noch einmal geschickt. Nimm die Ziffern der neuesten Mail.',
	otherAddress: 'Andere Adresse',
	wrongEmail: 'Schreib eine Adresse wie ada@example.org.',
	wrong: 'Diese Ziffern passen nicht, oder sie sind zu alt.',
	wrongPasskey: 'Dieser Passkey ging hier nicht.',
	busy: 'Zu viele Versuche. Warte ein paar Minuten.',
	noMail: 'Dieses Netz verschickt keine Mails. Bitte deinen Betreiber um einen Link.',
	refused: 'Dieser Link gilt nicht mehr. Nimm einen Code per Mail.',
	forOperators: 'Du betreibst den Server? Das macht einen Link:',
	offline: 'Kein Netz',
	kept: 'Was du getippt oder geöffnet hast, bleibt hier.',
	server: 'Unser Server antwortet nicht',
	goOn: 'Weiter als {name}'
};
export default de;
