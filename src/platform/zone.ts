import type { PlainDate, Zone } from '#domain/calendar.ts';

/** A time zone by its IANA name. `known: false`: this browser has no such zone, and it is UTC. */
export type NamedZone = Zone & { readonly name: string; readonly known: boolean };

const made = new Map<string, NamedZone>();

/** The zone of that name, for the domain. A name that the browser does not know gives UTC, and says so. */
export function zoneOf(name: string): NamedZone {
	const zone = made.get(name) ?? make(name);
	made.set(name, zone);
	return zone;
}

function make(name: string): NamedZone {
	const format = formatter(name);
	if (format) return { name, known: true, localDate: (at) => plainDate(format, at) };
	return { name: 'UTC', known: false, localDate: (at) => new Date(at).toISOString().slice(0, 10) };
}

function formatter(timeZone: string): Intl.DateTimeFormat | null {
	try {
		return new Intl.DateTimeFormat('en', {
			timeZone,
			calendar: 'gregory',
			numberingSystem: 'latn',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit'
		});
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}

function plainDate(format: Intl.DateTimeFormat, at: number): PlainDate {
	const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
	return `${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`;
}
