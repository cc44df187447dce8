import type { Millis } from '#domain/calendar.ts';
import { momentWords, timeWords } from '#lib/words/days.ts';
import { zoneOf, type NamedZone } from '#platform/zone.ts';

/** An instant on the reader's own clock: people on duty look at many machines at once. */
export function momentHere(moment: Millis, now: Millis): string {
	return momentWords(moment, now, here());
}

/** The same in little room: of today only the time. */
export function shortMomentHere(moment: Millis, now: Millis): string {
	const zone = here();
	const isToday = zone.localDate(moment) === zone.localDate(now);
	return isToday ? timeWords(moment, zone) : momentWords(moment, now, zone);
}

function here(): NamedZone {
	return zoneOf(new Intl.DateTimeFormat().resolvedOptions().timeZone);
}
