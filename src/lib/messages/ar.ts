import type { Messages } from './catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	appName: 'Exes',
	language: 'اللغة',
	back: 'رجوع',
	close: 'إغلاق',
	tryAgain: 'حاول مرة أخرى',
	demo: 'عرض تجريبي',
	demoNote: 'هذا عرض تجريبي. ما يظهر هنا ليس حقيقيًا: لا تذهب إلى هناك طلبًا للطعام.',
	toTheList: 'إلى القائمة',
	minutes: {
		one: 'دقيقة واحدة',
		two: 'دقيقتين',
		few: '{n} دقائق',
		many: '{n} دقيقة',
		other: '{n} دقيقة'
	},
	hours: {
		one: 'ساعة واحدة',
		two: 'ساعتين',
		few: '{n} ساعات',
		many: '{n} ساعة',
		other: '{n} ساعة'
	},
	days: { one: 'يوم واحد', two: 'يومين', few: '{n} أيام', many: '{n} يومًا', other: '{n} يوم' },
	today: 'اليوم',
	tomorrow: 'غدًا',
	yesterday: 'أمس',
	moment: '{day} {time}',
	seenNow: 'وصلت أخباره الآن',
	seen: 'آخر خبر قبل {time}',
	reportedNow: 'أبلغ عنه الناس الآن',
	reported: 'أبلغ عنه الناس قبل {time}',
	noNews: 'لا أخبار منذ {time}',
	neverNews: 'لا أخبار بعد',
	portions: {
		zero: '{n} حصة',
		one: 'حصة واحدة',
		two: 'حصتان',
		few: '{n} حصص',
		many: '{n} حصة',
		other: '{n} حصة'
	},
	portionsUnit: { one: 'حصة', two: 'حصتان', few: 'حصص', many: 'حصة', other: 'حصة' },
	'category:produce': 'خضار وفواكه',
	'category:bakery': 'خبز',
	'category:dairy': 'ألبان',
	'category:prepared': 'وجبات مطبوخة',
	'category:pantry': 'مواد جافة ومعلبات',
	'category:drinks': 'مشروبات',
	'category:frozen': 'أطعمة مجمدة',
	'category:meat-fish': 'لحوم وأسماك',
	'category:eggs': 'بيض',
	'category:baby': 'طعام أطفال',
	'category:other': 'طعام آخر'
};
export default ar;
