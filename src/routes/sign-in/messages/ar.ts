import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	title: 'تسجيل الدخول',
	asking: 'جارٍ تسجيل دخولك',
	noCodeWhy: 'لمن يعتنون بالأجهزة. لا توجد كلمة مرور تحفظها.',
	linkWhy: 'يعمل رابطك مرة واحدة، على الجهاز الذي تستعمله فيه.',
	useLink: 'سجّل الدخول على هذا الجهاز',
	email: 'بريدك الإلكتروني',
	sendCode: 'أرسل لي رمزًا',
	passkey: 'استعمل مفتاح مرور',
	digits: 'الأرقام الستة من الرسالة',
	digitsSent: 'إذا كان هذا العنوان معروفًا هنا فالرسالة في الطريق. تعمل عشر دقائق.',
	sendAgain: 'أرسلها مرة أخرى',
	sentAgain: 'أُرسلت مرة أخرى. اكتب أرقام أحدث رسالة.',
	otherAddress: 'عنوان آخر',
	wrongEmail: 'اكتب عنوانًا مثل ada@example.org.',
	wrong: 'هذه الأرقام لا تصح، أو إنها قديمة.',
	wrongPasskey: 'لم يعمل مفتاح المرور هذا هنا.',
	busy: 'محاولات كثيرة. انتظر بضع دقائق.',
	noMail: 'هذه الشبكة لا ترسل بريدًا. اطلب رابطًا من المشغّل.',
	refused: 'هذا الرابط لم يعد يعمل. استعمل رمزًا بالبريد.',
	forOperators: 'هل تدير الخادم؟ هذا الأمر ينشئ رابطًا:',
	offline: 'لا توجد شبكة',
	kept: 'ما كتبته أو فتحته يبقى هنا.',
	server: 'خادمنا لا يجيب',
	goOn: 'تابع باسم {name}'
};
export default ar;
