import { isPastBestBefore } from '#domain/offering.ts';
import type { Millis } from '#domain/calendar.ts';
import { say as sayShared } from '#lib/messages/say.ts';
import { languageTag, spoken } from '#lib/messages/messages.svelte.ts';
import { durationWords } from '#lib/words/ages.ts';
import { dayWords, momentWords } from '#lib/words/days.ts';
import { listWords } from '#lib/words/lists.ts';
import type { LotInside } from '#acts/stock.ts';
import type { Stats } from '#outbox/row.ts';
import type { NamedZone } from '#platform/zone.ts';
import { lotName } from './foods.ts';
import { say } from './words/say.ts';

const MINUTE = 60_000;

/** How much has not reached the server, and how old the oldest of it is [S6]. */
export function unsentWords({ unsent, oldestAt }: Stats, now: Millis): string {
	if (unsent === 0) return say('allSent');
	const age = oldestAt === null ? 0 : now - oldestAt;
	if (age < MINUTE) return say('unsent', { n: unsent });
	return say('unsentAge', { n: unsent, age: durationWords(age) });
}

/** The short line on a door: how many, and until when. */
export function doorWords(
	{ lot, portions, offer }: LotInside,
	now: Millis,
	zone: NamedZone
): string {
	const n = portions;
	if (lot.dateKind === 'preparedAt') {
		const day = momentWords(offer.until, now, zone);
		return say('doorCount', { n, until: say('untilDay', { day }) });
	}
	if (isPastBestBefore(lot, now, zone))
		return say('doorCount', { n, until: say('pastBestBefore') });
	const day = dayWords(lot.date ?? zone.localDate(now), zone.localDate(now));
	const until = lot.dateKind === 'useBy' ? say('untilDay', { day }) : say('bestBeforeDay', { day });
	return say('doorCount', { n, until });
}

/** Which doors stay closed, because it was too warm behind them [F6]. */
export function coldWords(locked: readonly number[]): string {
	const written = new Intl.NumberFormat(languageTag());
	return say('coldLocked', {
		n: locked.length,
		doors: listWords(locked.map((slot) => written.format(slot)))
	});
}

/** A lot's name and how many: "Bread, 3 portions". */
export function lotTitle({ lot, portions }: LotInside): string {
	return listWords([lotName(lot.name, spoken()), sayShared('portions', { n: portions })]);
}
