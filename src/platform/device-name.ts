/**
 * What this device may be called in a list of devices, such as "Android, Chrome": people know it again,
 * and can rename it. Empty where nothing is known.
 */
export function deviceName(agent: string = navigator.userAgent): string {
	const named = [
		['iPhone', 'iPad', 'Android', 'CrOS', 'Windows', 'Mac', 'Linux'],
		['Firefox', 'Chrome', 'Safari']
	].flatMap((marks) => marks.find((mark) => agent.includes(mark)) ?? []);
	return named.join(', ');
}
