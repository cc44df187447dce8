import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	footNav: 'عن هذه الخدمة',
	'text:privacy': 'الخصوصية',
	'text:imprint': 'بيانات الناشر',
	'text:accessibility': 'إمكانية الوصول',
	'text:terms': 'الشروط',
	'text:illness': 'إذا أمرضك الطعام',
	'detail:name': 'من يدير هذه الشبكة',
	'detail:address': 'عنوانهم',
	'detail:email': 'بريدهم الإلكتروني',
	'detail:phone': 'رقم هاتفهم',
	'detail:representative': 'من يمثلهم',
	'detail:register': 'السجل والرقم',
	'detail:host': 'من يدير الخادم، وأين',
	'detail:officer': 'مسؤول حماية البيانات',
	'detail:authority': 'هيئة حماية البيانات',
	'detail:enforcement': 'الجهة المختصة بإمكانية الوصول',
	'detail:emergency': 'رقم الطوارئ',
	'detail:doctorLine': 'الطبيب المناوب',
	'detail:poisonLine': 'معلومات التسمم بالهاتف',
	missing: 'ما زال ناقصًا: {what}',
	reportsWait: {
		zero: 'لا بلاغ ينتظر.',
		one: 'بلاغ واحد بأن الطعام أمرضك ينتظر على هذا الجهاز إلى أن تتوفر الشبكة.',
		two: 'بلاغان بأن الطعام أمرضك ينتظران على هذا الجهاز إلى أن تتوفر الشبكة.',
		few: '{n} بلاغات بأن الطعام أمرضك تنتظر على هذا الجهاز إلى أن تتوفر الشبكة.',
		many: '{n} بلاغًا بأن الطعام أمرضك ينتظر على هذا الجهاز إلى أن تتوفر الشبكة.',
		other: '{n} بلاغ بأن الطعام أمرضك ينتظر على هذا الجهاز إلى أن تتوفر الشبكة.'
	}
};
export default ar;
