import { DAY, HOUR, MINUTE, type Millis } from '#domain/calendar.ts';
import type { Freshness } from '#domain/shapes/words.ts';
import { circleCheck, circleQuestionMark, clockAlert, user } from '#lib/icons/public.ts';
import { say } from '#lib/messages/say.ts';

/** How old the news of a machine is; `none` is drawn dashed: not known, and never good [M19]. */
export type AgeNotice = {
	readonly text: string;
	readonly tone: 'good' | 'warn' | 'none';
	readonly icon: string;
};

/** The age of the news in words. Whether that age is fresh is the domain's to say [M19, M24]. */
export function ageWords(freshness: Freshness, lastSeenAt: Millis | null, now: Millis): AgeNotice {
	if (lastSeenAt === null)
		return { text: say('neverNews'), tone: 'none', icon: circleQuestionMark };
	const age = Math.max(0, now - lastSeenAt);
	switch (freshness) {
		case 'fresh':
			return { text: seen(age), tone: 'good', icon: circleCheck };
		case 'stale':
			return { text: seen(age), tone: 'warn', icon: clockAlert };
		case 'reported':
			return {
				text: age < MINUTE ? say('reportedNow') : say('reported', { time: durationWords(age) }),
				tone: 'good',
				icon: user
			};
		case 'unknown':
			return {
				text: say('noNews', { time: durationWords(age) }),
				tone: 'none',
				icon: circleQuestionMark
			};
	}
}

function seen(age: Millis): string {
	return age < MINUTE ? say('seenNow') : say('seen', { time: durationWords(age) });
}

/** A length of time in one unit, rounded down: 4 min, 5 h, 3 days; at least one minute. */
export function durationWords(length: Millis): string {
	if (length >= 2 * DAY) return say('days', { n: Math.floor(length / DAY) });
	if (length >= HOUR) return say('hours', { n: Math.floor(length / HOUR) });
	return say('minutes', { n: Math.max(1, Math.floor(length / MINUTE)) });
}
