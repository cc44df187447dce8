import type { Messages } from '../catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	notFound: 'Diese Seite gibt es nicht',
	notFoundWhy: 'Vielleicht ist die Adresse alt, oder es fehlt ein Buchstabe.',
	somethingBroke: 'Auf dieser Seite ist etwas kaputtgegangen',
	somethingBrokeWhy: 'Du hast nichts falsch gemacht. Die Liste geht weiterhin.',
	newVersion: 'Eine neue Version ist bereit.',
	update: 'Aktualisieren'
};
export default de;
