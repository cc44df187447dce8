import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	title: 'جهاز محاكى',
	hide: 'أخفِ اللوحة',
	show: 'أظهر اللوحة',
	hasHost: 'الشاشة متصلة.',
	hasNoHost: 'لا توجد شاشة متصلة.',
	isOff: 'وحدة التحكم بلا كهرباء.',
	events: {
		zero: 'لم تسجّل أي حدث.',
		one: 'سجّلت حدثًا واحدًا.',
		two: 'سجّلت حدثين.',
		few: 'سجّلت {n} أحداث.',
		many: 'سجّلت {n} حدثًا.',
		other: 'سجّلت {n} حدث.'
	},

	doors: 'الأبواب',
	door: 'الباب {n}',
	isOpen: 'مفتوح، {grams}',
	isClosed: 'مغلق، {grams}',
	openDoor: 'افتح',
	closeDoor: 'أغلق',
	jam: 'عطّل القفل',
	stick: 'علّق المفتاح',
	drift: 'اجعل الميزان ينحرف',
	fill: 'ضع {grams}',

	fridge: 'الثلاجة',
	warm: 'اجعلها {celsius}',
	cutMains: 'اقطع الكهرباء العامة',
	emptyBattery: 'أفرغ بطاريتها',
	killProbe: 'افصل مقياس الحرارة',

	board: 'وحدة التحكم',
	unplug: 'اسحب الكابل',
	silence: 'اجعلها صامتة',
	noise: 'شوّش الخط',
	cutPower: 'اقطع كهرباءها',
	reset: 'أعد تشغيلها',
	loseJournal: 'امحُ سجلّها',
	tamper: 'افتح غلافها',

	people: 'من يقف عند الباب',
	'habit:usual': 'يستخدمه',
	'habit:late': 'يتأخر كثيرًا',
	'habit:never': 'لا يفتحه أبدًا',
	'habit:leave': 'يتركه مفتوحًا',

	scanner: 'الماسح',
	code: 'الرمز',
	scan: 'امسحه'
};

export default ar;
