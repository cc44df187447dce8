import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const de: Messages<typeof en> = {
	loading: 'Der Text wird geholt',
	otherLanguage: 'Wer dieses Netz betreibt, hat das nur auf {language} geschrieben.',
	asOf: 'Stand: {day}.',
	failed: 'Dieser Text kam nicht an',
	failedOffline: 'Du hast kein Netz. Was du hier einmal gelesen hast, geht auch ohne.',
	failedServer: 'Unser Server antwortet nicht. Versuch es gleich noch einmal.'
};
export default de;
