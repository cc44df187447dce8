import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	whatIsInside: 'ماذا بداخلها',
	things: {
		zero: 'لا شيء',
		one: 'شيء واحد',
		two: 'شيئان',
		few: '{n} أشياء',
		many: '{n} شيئًا',
		other: '{n} شيء'
	},
	kinds: {
		one: 'نوع واحد',
		two: 'نوعان',
		few: '{n} أنواع',
		many: '{n} نوعًا',
		other: '{n} نوع'
	},
	lockedLot: 'مقفل حاليًا',
	gettingThere: 'كيف تصل',
	address: 'العنوان',
	addressUnknown: 'غير معروف؛ الخريطة تُظهر المكان',
	hours: 'الأوقات',
	holds: 'الحجرات',
	holdsStorage: '{n} {storage}',
	takes: 'تستقبل الطعام',
	takesYes: 'نعم، يوجد مكان',
	takesUnknown: 'غير معروف',
	takesFull: 'لا، هي ممتلئة',
	takesPaused: 'ليس الآن',
	takesFault: 'لا، أبوابها معطلة',
	noHardware: 'ثلاجة بلا قفل ولا حساسات. ما بداخلها هو ما يبلغ عنه الناس.',
	responsible: 'من يعتني بها',
	responsibleFailed: 'لم يصل هذا. بلا شبكة لا يظهر هنا إلا بعد أن تراه مرة.',
	responsibleUnknown: 'لم يذكر ذلك بعدُ من يدير هذه الشبكة.',
	share: 'مشاركة',
	linkCopied: 'تم نسخ الرابط.',
	backToList: 'العودة إلى القائمة',
	backToFridge: 'العودة إلى الثلاجة',
	unknownMachine: 'لا توجد ثلاجة بهذا الرقم',
	unknownMachineWhy: 'ربما أُزيلت من مكانها، أو الرابط غير صحيح.',
	machineLoading: 'نبحث عن هذه الثلاجة'
};
export default ar;
