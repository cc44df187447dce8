import type { Millis, Zone } from '#domain/calendar.ts';

/** A time zone that also tells the hour on the wall, from 0 to 23. */
export type LocalTime = Zone & { readonly hour: (at: Millis) => number };

/** @param timeZone an IANA name; throws a RangeError for any other */
export function localTime(timeZone: string): LocalTime {
	const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
	const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit' });
	return { localDate: (at) => day.format(at), hour: (at) => Number(hour.format(at)) };
}

export function isZone(timeZone: string): boolean {
	try {
		return localTime(timeZone).hour(0) >= 0;
	} catch {
		return false;
	}
}
