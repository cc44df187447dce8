import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	footNav: 'Über diesen Dienst',
	'text:privacy': 'Datenschutz',
	'text:imprint': 'Impressum',
	'text:accessibility': 'Barrierefreiheit',
	'text:terms': 'Nutzungsbedingungen',
	'text:illness': 'Wenn dich Essen krank gemacht hat',
	'detail:name': 'wer dieses Netz betreibt',
	'detail:address': 'die Anschrift',
	'detail:email': 'die E-Mail-Adresse',
	'detail:phone': 'die Telefonnummer',
	'detail:representative': 'wer es vertritt',
	'detail:register': 'Register und Nummer',
	'detail:host': 'wer den Server betreibt, und wo',
	'detail:officer': 'Datenschutzbeauftragte',
	'detail:authority': 'die Datenschutzaufsicht',
	'detail:enforcement': 'die Schlichtungsstelle für Barrierefreiheit',
	'detail:emergency': 'Notruf',
	'detail:doctorLine': 'ärztlicher Bereitschaftsdienst',
	'detail:poisonLine': 'Giftnotruf',
	missing: 'fehlt noch: {what}',
	reportsWait: {
		one: '{n} Meldung, dass dich Essen krank gemacht hat, wartet auf diesem Gerät auf Netz.',
		other: '{n} Meldungen, dass dich Essen krank gemacht hat, warten auf diesem Gerät auf Netz.'
	}
};
export default de;
