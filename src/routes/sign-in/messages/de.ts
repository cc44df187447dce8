import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	title: 'Anmelden',
	asking: 'Du wirst angemeldet',
	noCode: 'Du kommst mit einem Link herein',
	noCodeWhy:
		'Bitte deinen Betreiber um einen. Er gilt einmal, einen Tag lang. Ein Passwort gibt es nicht.',
	refused: 'Dieser Link gilt nicht mehr',
	refusedWhy:
		'Jeder Link gilt einmal, einen Tag lang. Bitte deinen Betreiber um einen neuen. Er bringt dich dorthin zurück, wo du warst.',
	forOperators: 'Du bist der Betreiber? Das macht einen Link, auf dem Rechner mit dem Server:',
	offline: 'Kein Netz',
	offlineWhy: 'Dein Link bleibt auf dieser Seite. Versuch es wieder, wenn du Netz hast.',
	server: 'Unser Server antwortet nicht',
	serverWhy: 'Dein Link bleibt auf dieser Seite. Versuch es gleich noch einmal.',
	already: 'Du bist angemeldet als {name}',
	goOn: 'Weiter'
};
export default de;
