import {
	addDays,
	daysBetween,
	startOfUtcDay,
	type Millis,
	type PlainDate
} from '#domain/calendar.ts';
import { languageTag } from '#lib/messages/messages.svelte.ts';
import { say } from '#lib/messages/say.ts';
import type { NamedZone } from '#platform/zone.ts';

/** A day as people say it: today, tomorrow, Friday, 30 November; with the year where it is another. */
export function dayWords(date: PlainDate, today: PlainDate): string {
	const days = daysBetween(today, date);
	if (days === 0) return say('today');
	if (days === 1) return say('tomorrow');
	if (days === -1) return say('yesterday');
	// Six days on, each weekday still means one day only.
	return days > 1 && days <= 6 ? weekday(date) : dateOf(date, today);
}

function weekday(date: PlainDate): string {
	return format({ weekday: 'long', timeZone: 'UTC' }, startOfUtcDay(date));
}

function dateOf(date: PlainDate, today: PlainDate): string {
	const sameYear = date.slice(0, 4) === today.slice(0, 4);
	return format(
		{ day: 'numeric', month: 'long', timeZone: 'UTC', ...(sameYear ? {} : { year: 'numeric' }) },
		startOfUtcDay(date)
	);
}

/** An instant on the machine's clock: today 18:00, tomorrow 11:30, 20 November 17:42. */
export function momentWords(moment: Millis, now: Millis, zone: NamedZone): string {
	return say('moment', {
		day: dayWords(zone.localDate(moment), zone.localDate(now)),
		time: timeWords(moment, zone)
	});
}

/** The time of day on the machine's clock. */
export function timeWords(at: Millis, zone: NamedZone): string {
	return format({ hour: 'numeric', minute: '2-digit', timeZone: zone.name }, at);
}

/** The next `count` days from today, for choosing one: the first is today. */
export function comingDays(today: PlainDate, count: number): { date: PlainDate; words: string }[] {
	return Array.from({ length: count }, (_, ahead) => addDays(today, ahead)).map((date) => ({
		date,
		words: dayWords(date, today)
	}));
}

function format(options: Intl.DateTimeFormatOptions, at: Millis): string {
	return new Intl.DateTimeFormat(languageTag(), options).format(at);
}
