import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	more: {
		one: 'أظهر واحدة أخرى',
		two: 'أظهر اثنتين أخريين',
		few: 'أظهر {n} أخرى',
		many: 'أظهر {n} أخرى',
		other: 'أظهر {n} أخرى'
	},
	emptyNow: 'فارغة الآن.',
	wasEmpty: 'كانت فارغة.',
	unknownInside: 'لا يُعرف ما بداخلها.',
	thereWas: 'كان فيها، {day}',
	failed: 'لم تصل القائمة',
	failedOffline: 'لا توجد شبكة. بعد زيارة واحدة مع شبكة تعمل القائمة من دونها.',
	failedServer: 'خادمنا لا يجيب. حاول مرة أخرى بعد قليل.',
	noNetwork: 'لا توجد شبكة.',
	noAnswerNow: 'خادمنا لا يجيب.',
	newsFrom: 'هذه أخبار {moment}. ربما تغيّر ما بداخلها.',
	mapShow: 'أظهر الخريطة',
	mapFailed: 'لم تصل الخريطة',
	paused: 'لا تستقبل طعامًا الآن'
};
export default ar;
