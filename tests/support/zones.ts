import { DAY, HOUR, type Millis, type PlainDate, type Zone } from '../../src/domain/calendar.ts';

// Time zones for tests, by `Intl`: another zone database than the server's.

/** Every time zone that this runtime knows. */
export const ZONES: readonly string[] = Intl.supportedValuesOf('timeZone');

const made = new Map<string, Zone>();

/** A zone by `Intl`, as a page has it. */
export function intlZone(name: string): Zone {
	const known = made.get(name);
	if (known) return known;
	const format = new Intl.DateTimeFormat('en-CA', { timeZone: name, dateStyle: 'short' });
	const zone: Zone = { localDate: (at) => format.format(at) };
	made.set(name, zone);
	return zone;
}

/** What a clock on the wall shows, as text, in steps of a minute. */
function wall(name: string): (at: Millis) => string {
	const format = new Intl.DateTimeFormat('en-CA', {
		...{ timeZone: name, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' }
	});
	return (at) => format.format(at);
}

/**
 * The local days on which the clocks of a zone are changed in the given years: at the same hour of
 * UTC the wall then shows another time than the day before.
 */
export function shiftDays(name: string, years: readonly number[]): PlainDate[] {
	const shows = wall(name);
	const days: PlainDate[] = [];
	for (const year of years) {
		const end = Date.UTC(year + 1, 0, 1);
		for (let day = Date.UTC(year, 0, 1); day < end; day += DAY) {
			if (shows(day) !== shows(day + DAY)) days.push(dayOfShift(name, shows, day));
		}
	}
	return days;
}

function dayOfShift(name: string, shows: (at: Millis) => string, from: Millis): PlainDate {
	let at = from;
	while (minutesOf(shows(at + HOUR)) === (minutesOf(shows(at)) + 60) % 1_440) at += HOUR;
	return intlZone(name).localDate(at + HOUR);
}

function minutesOf(shown: string): number {
	const [hours = '', minutes = ''] = shown.split(':');
	return Number(hours) * 60 + Number(minutes);
}
