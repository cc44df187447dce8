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
	newVersion: 'توجد نسخة جديدة جاهزة.',
	update: 'تحديث',
	notFound: 'هذه الصفحة غير موجودة',
	notFoundWhy: 'ربما العنوان قديم أو ينقصه حرف.',
	somethingBroke: 'حدث خلل في هذه الصفحة',
	somethingBrokeWhy: 'لم تفعل شيئًا خاطئًا. القائمة تعمل.',
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

	useByToday: 'يُستهلك اليوم، حتى منتصف الليل',
	useByTomorrow: 'يُستهلك حتى الغد',
	useByDay: {
		one: 'يُستهلك حتى {day}، بعد يوم واحد',
		two: 'يُستهلك حتى {day}، بعد يومين',
		few: 'يُستهلك حتى {day}، بعد {n} أيام',
		many: 'يُستهلك حتى {day}، بعد {n} يومًا',
		other: 'يُستهلك حتى {day}، بعد {n} يوم'
	},
	useByOver: 'انتهت صلاحيته: {day}. لا يؤكل',
	bestBefore: 'يُفضَّل استهلاكه قبل نهاية: {day}',
	bestBeforeOver: 'كان يُفضَّل استهلاكه قبل: {day}. انظر إليه وشُمّه أولًا',
	eatBy: 'يؤكل حتى {moment}، طُبخ {day}',
	eatByOver: 'كان يؤكل حتى {moment}. لا يؤكل الآن',

	seenNow: 'وصلت أخباره الآن',
	seen: 'آخر خبر قبل {time}',
	reportedNow: 'أبلغ عنه الناس الآن',
	reported: 'أبلغ عنه الناس قبل {time}',
	noNews: 'لا أخبار منذ {time}',
	neverNews: 'لا أخبار بعد',

	containsLabel: 'يحتوي على:',
	mayContainLabel: 'قد يحتوي على:',
	freeOfLabel: 'خالٍ من',
	freeOfAll: 'مسببات الحساسية الـ14، حسب قول المتبرع.',
	freeOfSome: '{list}، حسب قول المتبرع. والباقي غير معروف.',
	allergensUnknown: 'مسببات الحساسية غير معروفة.',
	allergensUnknownAdvice: 'اتركه إن كانت لديك حساسية.',

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
	'category:other': 'طعام آخر',

	'storage:ambient': 'حرارة الغرفة',
	'storage:chilled': 'مبرّد',
	'storage:frozen': 'مجمّد',

	'diet:vegan': 'نباتي صرف',
	'diet:vegetarian': 'نباتي',
	'diet:halal': 'حلال',
	'diet:kosher': 'كوشر',
	'diet:gluten-free': 'بدون غلوتين',
	'diet:lactose-free': 'بدون لاكتوز',

	'allergen:celery': 'كرفس',
	'allergen:gluten': 'غلوتين',
	'allergen:crustaceans': 'قشريات',
	'allergen:egg': 'بيض',
	'allergen:fish': 'سمك',
	'allergen:lupin': 'ترمس',
	'allergen:milk': 'حليب',
	'allergen:molluscs': 'رخويات',
	'allergen:mustard': 'خردل',
	'allergen:nuts': 'مكسرات',
	'allergen:peanuts': 'فول سوداني',
	'allergen:sesame': 'سمسم',
	'allergen:soya': 'صويا',
	'allergen:sulphites': 'كبريتيت'
};
export default ar;
