import type { Messages } from '../catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	notFound: 'هذه الصفحة غير موجودة',
	notFoundWhy: 'ربما العنوان قديم أو ينقصه حرف.',
	somethingBroke: 'حدث خلل في هذه الصفحة',
	somethingBrokeWhy: 'لم تفعل شيئًا خاطئًا. القائمة تعمل.',
	newVersion: 'توجد نسخة جديدة جاهزة.',
	update: 'تحديث'
};
export default ar;
