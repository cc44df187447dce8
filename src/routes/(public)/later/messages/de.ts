import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	more: { one: '{n} weiteren zeigen', other: '{n} weitere zeigen' },
	emptyNow: 'Jetzt leer.',
	wasEmpty: 'Er war leer.',
	unknownInside: 'Nicht bekannt, was darin ist.',
	thereWas: 'Darin war, {day}',
	failed: 'Die Liste kam nicht an',
	failedOffline: 'Du hast kein Netz. Warst du einmal mit Netz hier, geht die Liste auch ohne.',
	failedServer: 'Unser Server antwortet nicht. Versuch es gleich noch einmal.',
	noNetwork: 'Kein Netz.',
	noAnswerNow: 'Unser Server antwortet nicht.',
	newsFrom: 'Das ist der Stand von {moment}. Was darin ist, kann sich geändert haben.',
	mapShow: 'Karte zeigen',
	mapFailed: 'Die Karte kam nicht an',
	paused: 'Nimmt gerade nichts an'
};
export default de;
