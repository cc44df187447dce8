// The icons of the kiosk, from the two files that hold them.
export {
	check,
	circleCheck,
	circleQuestionMark,
	clockAlert,
	doorOpen,
	languages
} from '#lib/icons/public.ts';
export {
	arrowLeft,
	calendarClock,
	lock,
	minus,
	plus,
	refreshCw,
	snowflake,
	wifiOff,
	x
} from '#lib/icons/later.ts';
export {
	aLargeSmall,
	arrowRight,
	ban,
	bean,
	chevronDown,
	chevronUp,
	circleDashed,
	cloudUpload,
	contrast,
	doorClosed,
	download,
	egg,
	fish,
	flame,
	flower2,
	grip,
	leafyGreen,
	milk,
	nut,
	shell,
	shoppingBasket,
	shrimp,
	sprout,
	triangleAlert,
	undo2,
	wheat,
	wine
} from '#lib/icons/surfaces.ts';
