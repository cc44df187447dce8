import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	title: 'تسجيل الدخول',
	asking: 'جارٍ تسجيل دخولك',
	noCode: 'تدخل برابط',
	noCodeWhy: 'اطلب رابطًا من المشغّل. يعمل مرة واحدة خلال يوم. لا توجد كلمة مرور.',
	refused: 'هذا الرابط لم يعد يعمل',
	refusedWhy: 'كل رابط يعمل مرة واحدة خلال يوم. اطلب رابطًا جديدًا من المشغّل. سيعيدك إلى حيث كنت.',
	forOperators: 'هل أنت المشغّل؟ هذا الأمر ينشئ رابطًا على الحاسوب الذي يعمل عليه الخادم:',
	offline: 'لا توجد شبكة',
	offlineWhy: 'رابطك محفوظ في هذه الصفحة. حاول مرة أخرى عندما تتوفر الشبكة.',
	server: 'خادمنا لا يجيب',
	serverWhy: 'رابطك محفوظ في هذه الصفحة. حاول مرة أخرى بعد قليل.',
	already: 'أنت داخل باسم {name}',
	goOn: 'متابعة'
};
export default ar;
