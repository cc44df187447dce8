import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	loading: 'نجلب هذا النص',
	otherLanguage: 'كتب من يدير هذه الشبكة هذا النص بهذه اللغة فقط: {language}.',
	asOf: 'بتاريخ {day}.',
	failed: 'لم يصل هذا النص',
	failedOffline: 'لا شبكة لديك. ما قرأته هنا مرة يمكن قراءته بلا شبكة.',
	failedServer: 'خادمنا لا يجيب. حاول مرة أخرى بعد لحظة.'
};
export default ar;
