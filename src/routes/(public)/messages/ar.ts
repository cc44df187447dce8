import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	title: 'طعام بالقرب منك',
	description: 'ثلاجات عامة بالقرب منك، وما فيها الآن. مجانًا وللجميع.',
	skip: 'إلى القائمة',
	locate: 'استخدم موقعي',
	locating: 'نبحث عن موقعك',
	nearYou: 'بالقرب منك',
	nearLastPlace: 'بالقرب من آخر مكان استخدمته',
	noPlace: 'أخبرنا أين أنت لترى ما هو قريب.',
	noPlaceOrder: 'وإلى ذلك الحين تبدأ القائمة من وسط الشبكة.',
	placeRefused: 'متصفحك لا يخبرنا بموقعك. يمكنك السماح بذلك في إعداداته.',
	placeUnavailable: 'لم نجد موقعك. حاول مرة أخرى في الخارج.',
	filters: 'تصفية',
	filtersCount: {
		one: 'تصفية، {n}',
		two: 'تصفية، {n}',
		few: 'تصفية، {n}',
		many: 'تصفية، {n}',
		other: 'تصفية، {n}'
	},
	openNow: 'مفتوح الآن',
	hasFood: 'فيه طعام',
	loading: 'نبحث عن ثلاجات',
	count: {
		zero: 'لا ثلاجات',
		one: 'ثلاجة واحدة',
		two: 'ثلاجتان',
		few: '{n} ثلاجات',
		many: '{n} ثلاجة',
		other: '{n} ثلاجة'
	},
	countNearest: {
		one: 'ثلاجة واحدة على بعد {distance}',
		two: 'ثلاجتان، أقربهما على بعد {distance}',
		few: '{n} ثلاجات، أقربها على بعد {distance}',
		many: '{n} ثلاجة، أقربها على بعد {distance}',
		other: '{n} ثلاجة، أقربها على بعد {distance}'
	},
	hidden: {
		one: 'أخفت التصفية ثلاجة واحدة',
		two: 'أخفت التصفية ثلاجتين',
		few: 'أخفت التصفية {n} ثلاجات',
		many: 'أخفت التصفية {n} ثلاجة',
		other: 'أخفت التصفية {n} ثلاجة'
	},
	list: 'القائمة',
	map: 'الخريطة',
	mainNav: 'القائمة الرئيسية',
	nearestWithFood: 'أقرب ثلاجة فيها طعام',
	withFood: 'فيها طعام الآن',
	noAnswer: 'لا توجد الآن ثلاجة تفيد بأن فيها طعامًا',
	noAnswerWhy: 'قد يتغير ذلك خلال دقائق. معظم الثلاجات أدناه بلا أخبار، وقد يكون فيها طعام مع ذلك.',
	alwaysOpen: 'مفتوحة دائمًا',
	hoursUnknown: 'الأوقات غير معروفة',
	locked: 'الطعام مقفل للسلامة',
	fault: 'الأبواب معطلة',
	directions: 'الطريق',
	directionsOnFoot: {
		one: 'الطريق، دقيقة واحدة مشيًا',
		two: 'الطريق، دقيقتان مشيًا',
		few: 'الطريق، {n} دقائق مشيًا',
		many: 'الطريق، {n} دقيقة مشيًا',
		other: 'الطريق، {n} دقيقة مشيًا'
	},
	directionsFar: 'الطريق، {distance}',
	nothingFits: 'لا توجد الآن ثلاجة توافق هذه التصفية',
	nothingFitsWhy: {
		one: 'تخفي التصفية ثلاجة واحدة.',
		two: 'تخفي التصفية ثلاجتين.',
		few: 'تخفي التصفية {n} ثلاجات.',
		many: 'تخفي التصفية {n} ثلاجة.',
		other: 'تخفي التصفية {n} ثلاجة.'
	},
	clearFilters: 'مسح التصفية',
	noMachines: 'لا توجد ثلاجة في هذه الشبكة بعد',
	noMachinesWhy: 'حالما تُجهَّز واحدة ستظهر هنا.',
	aboutDemo: 'ما كُتب عليه «عرض تجريبي» جزء من عرض: لا تذهب إليه طلبًا للطعام.'
};
export default ar;
