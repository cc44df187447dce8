import { addDays, isPlainDate, startOfUtcDay, type PlainDate } from '#domain/calendar.ts';
import { languageTag } from '#lib/messages/messages.svelte.ts';

export type Part = 'day' | 'month' | 'year';

/** The date one step earlier (-1) or later (1) in one part; the last of a month stays the last. */
export function turn(date: PlainDate, part: Part, by: 1 | -1): PlainDate {
	if (part === 'day') return addDays(date, by);
	const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
	const months = year * 12 + (month - 1) + (part === 'year' ? 12 * by : by);
	const [newYear, newMonth] = [Math.floor(months / 12), (months % 12) + 1];
	for (let d = day; d > 0; d--) {
		const turned = `${newYear}-${two(newMonth)}-${two(d)}`;
		if (isPlainDate(turned)) return turned;
	}
	return date;
}

/** One part of a date as people write it: 27, November, 2026. */
export function partWords(date: PlainDate, part: Part): string {
	const format: Record<Part, Intl.DateTimeFormatOptions> = {
		day: { day: 'numeric' },
		month: { month: 'long' },
		year: { year: 'numeric' }
	};
	return written(date, format[part]);
}

/** A short date under a day's name: 27 Nov. */
export function shortDate(date: PlainDate): string {
	return written(date, { day: 'numeric', month: 'short' });
}

function written(date: PlainDate, options: Intl.DateTimeFormatOptions): string {
	const format = new Intl.DateTimeFormat(languageTag(), { ...options, timeZone: 'UTC' });
	return format.format(startOfUtcDay(date));
}

function two(n: number): string {
	return String(n).padStart(2, '0');
}
