/** Milliseconds since 1970 in UTC. */
export type Millis = number;

/** A calendar day as text, `YYYY-MM-DD`, in some machine's time zone [M4]. */
export type PlainDate = string;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * A time zone, handed in because the three runtimes know zones differently: `Intl` in a page,
 * Go's zone database in the server.
 */
export type Zone = {
	/** The calendar day that a clock on the wall shows at this instant. */
	readonly localDate: (at: Millis) => PlainDate;
};

const PLAIN_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:Z|\+00:00)$/;

/** Whether the text is a day that exists: `2026-02-30` is not. */
export function isPlainDate(text: string): boolean {
	const match = PLAIN_DATE.exec(text);
	if (!match) return false;
	const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
	return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
	if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
	return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** An RFC 3339 instant in UTC as milliseconds, or null: other offsets and impossible days are none [M4]. */
export function parseInstant(text: string): Millis | null {
	const match = INSTANT.exec(text);
	if (!match?.[1] || !isPlainDate(match[1])) return null;
	const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4])];
	if (hours > 23 || minutes > 59 || seconds > 59) return null;
	const fraction = Math.floor(Number(match[5] ?? 0) * SECOND);
	return startOfUtcDay(match[1]) + hours * HOUR + minutes * MINUTE + seconds * SECOND + fraction;
}

/** Midnight in UTC of a valid plain date. */
export function startOfUtcDay(date: PlainDate): Millis {
	return Date.UTC(
		Number(date.slice(0, 4)),
		Number(date.slice(5, 7)) - 1,
		Number(date.slice(8, 10))
	);
}

/** The day so many days later (or earlier, below zero). */
export function addDays(date: PlainDate, days: number): PlainDate {
	return new Date(startOfUtcDay(date) + days * DAY).toISOString().slice(0, 10);
}

/** Whole days from one plain date to another; below zero when the second is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
	return Math.round((startOfUtcDay(to) - startOfUtcDay(from)) / DAY);
}

/**
 * The first instant whose local date in the zone is later than `date` [F2]. Usually that is local
 * midnight, but some zones begin summer time at midnight and have none: so it is looked for, by the
 * hour and then by the quarter (every zone's offset since 1972 is a multiple of one), not computed.
 */
export function firstInstantAfter(date: PlainDate, zone: Zone): Millis {
	const next = startOfUtcDay(addDays(date, 1));
	// Local time is from 12 h behind UTC to 14 h ahead of it.
	let at = next - 14 * HOUR;
	while (at < next + 13 * HOUR && zone.localDate(at) <= date) at += HOUR;
	for (let earlier = at - (3 * HOUR) / 4; earlier < at; earlier += HOUR / 4) {
		if (zone.localDate(earlier) > date) return earlier;
	}
	return at;
}
