import { DAY, daysBetween, parseInstant, type Millis } from '#domain/calendar.ts';
import type { DateKind } from '#domain/shapes/words.ts';
import { say } from '#lib/messages/food/say.ts';
import type { NamedZone } from '#platform/zone.ts';
import { dayWords, momentWords } from './days.ts';

/** What the words need to know of a lot; `until` is the end of its offer window [F2, F3, F4]. */
export type Dated = {
	readonly dateKind: DateKind;
	readonly date?: string | undefined;
	readonly preparedAt?: string | undefined;
	readonly until: Millis;
};

/** `warn`: it runs out within a day, or its best-before is over. `bad`: not to be eaten any more. */
export type DateNotice = { readonly text: string; readonly tone: 'good' | 'warn' | 'bad' };

/** Until when a lot is good, in words, on the machine's clock. */
export function dateWords(lot: Dated, now: Millis, zone: NamedZone): DateNotice {
	switch (lot.dateKind) {
		case 'useBy':
			return useBy(lot, now, zone);
		case 'bestBefore':
			return bestBefore(lot, now, zone);
		case 'preparedAt':
			return eatBy(lot, now, zone);
	}
}

function useBy(lot: Dated, now: Millis, zone: NamedZone): DateNotice {
	const today = zone.localDate(now);
	const date = lot.date ?? today;
	const days = daysBetween(today, date);
	if (days < 0) return { text: say('useByOver', { day: dayWords(date, today) }), tone: 'bad' };
	if (days === 0) return { text: say('useByToday'), tone: 'warn' };
	const tone = lot.until - now <= DAY ? 'warn' : 'good';
	if (days === 1) return { text: say('useByTomorrow'), tone };
	return { text: say('useByDay', { day: dayWords(date, today), n: days }), tone };
}

function bestBefore(lot: Dated, now: Millis, zone: NamedZone): DateNotice {
	const today = zone.localDate(now);
	const date = lot.date ?? today;
	const day = dayWords(date, today);
	return date < today
		? { text: say('bestBeforeOver', { day }), tone: 'warn' }
		: { text: say('bestBefore', { day }), tone: 'good' };
}

function eatBy(lot: Dated, now: Millis, zone: NamedZone): DateNotice {
	const moment = momentWords(lot.until, now, zone);
	if (lot.until <= now) return { text: say('eatByOver', { moment }), tone: 'bad' };
	const prepared = zone.localDate(parseInstant(lot.preparedAt ?? '') ?? now);
	const day = dayWords(prepared, zone.localDate(now));
	return { text: say('eatBy', { moment, day }), tone: lot.until - now <= DAY ? 'warn' : 'good' };
}
