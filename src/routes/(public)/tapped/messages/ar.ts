import type { Messages } from '#lib/messages/catalogue.ts';
import type { en } from './en.ts';

const ar: Messages<typeof en> = {
	sheetTitle: 'أظهر الثلاجات التي فيها طعام',
	sheetStorage: 'التخزين',
	sheetDiet: 'النظام الغذائي',
	sheetDietWhy: 'حسب قول المتبرعين.',
	sheetWithout: 'استبعد الطعام الذي فيه',
	sheetWithoutWhy: 'يُستبعد أيضًا ما لا تُعرف مسببات الحساسية فيه.',
	clear: 'مسح',
	showMachines: {
		zero: 'لا توجد ثلاجات',
		one: 'أظهر ثلاجة واحدة',
		two: 'أظهر ثلاجتين',
		few: 'أظهر {n} ثلاجات',
		many: 'أظهر {n} ثلاجة',
		other: 'أظهر {n} ثلاجة'
	},
	portionsAt: {
		one: '{n} حصة في {name}',
		two: '{n} حصة في {name}',
		few: '{n} حصص في {name}',
		many: '{n} حصة في {name}',
		other: '{n} حصة في {name}'
	},
	emptyAt: '0، فارغة: {name}',
	unknownAt: '?، لا يُعرف ما بداخلها: {name}',
	lockedAt: 'مقفلة: {name}',
	directionsWith: 'أظهر الطريق باستخدام',
	thisDevice: 'تطبيق الخرائط في هذا الجهاز',
	copyAddress: 'نسخ العنوان',
	copied: 'تم النسخ',
	mapLabel: 'خريطة الثلاجات',
	zoomIn: 'تكبير',
	zoomOut: 'تصغير',
	cluster: {
		one: 'ثلاجة واحدة هنا، كبّر الخريطة',
		two: '{n} هنا (ثلاجتان)، كبّر الخريطة',
		few: '{n} ثلاجات هنا، كبّر الخريطة',
		many: '{n} ثلاجة هنا، كبّر الخريطة',
		other: '{n} ثلاجة هنا، كبّر الخريطة'
	}
};
export default ar;
