import type { Millis } from './calendar.ts';
import { CLOCK_TOLERANCE, type DatedLot } from './offering.ts';

/** Both clocks of a device at one moment: the one that a person may set, and the monotonic one. */
export type Reading = { readonly device: Millis; readonly uptimeMs: Millis };

/** The clock was behind what this machine had seen already, and nobody has said since what is right. */
export type Doubt = { readonly device: Millis; readonly stored: Millis };

/** What a machine knows of the time since its start [F9]. */
export type SafeClock = {
	/** The highest time that it has known, and where its monotonic clock stood then. */
	readonly highest: { readonly at: Millis; readonly uptimeMs: Millis };
	/** By how much the server last found the device's clock to be ahead; 0 where it was not. */
	readonly aheadBy: Millis;
	readonly doubt: Doubt | null;
};

/** @param stored the highest time of all starts before; null before the first */
export function startClock(reading: Reading, stored: Millis | null): SafeClock {
	const { device, uptimeMs } = reading;
	const doubt = stored !== null && device < stored ? { device, stored } : null;
	return { highest: { at: Math.max(device, stored ?? 0), uptimeMs }, aheadBy: 0, doubt };
}

/**
 * The time by which food is judged: the latest that it may be [F9]. Later is the safe side, so that a
 * clock that is set back, or stands still, makes no food younger. What the monotonic clock counts is
 * added to the highest time, else a clock a day behind would hold the time still for a day; that
 * clock may sleep with the device, so the other one counts too.
 */
export function safeNow({ highest, aheadBy }: SafeClock, { device, uptimeMs }: Reading): Millis {
	const passed = Math.max(0, uptimeMs - highest.uptimeMs);
	return Math.max(device - aheadBy, highest.at + passed);
}

/** The clock after a look at it: from then on it is never earlier, whatever happens to the device's. */
export function lookedAt(clock: SafeClock, reading: Reading): SafeClock {
	return { ...clock, highest: { at: safeNow(clock, reading), uptimeMs: reading.uptimeMs } };
}

/**
 * The clock after somebody who knows has said what time it is: the server by an answer, or a
 * volunteer. Only this ends a doubt, and only this can lower the time: of a device whose clock was
 * years ahead for a minute all food would else be withheld for ever.
 *
 * @param at the time that was told
 * @param askedAt where the monotonic clock stood before the question, so that the time on the way
 *   counts and the result is rather late than early
 */
export function confirmed(
	clock: SafeClock,
	at: Millis,
	askedAt: Millis,
	reading: Reading
): SafeClock {
	const { device, uptimeMs } = reading;
	const told = at + Math.max(0, uptimeMs - askedAt);
	const ahead = (time: Millis): Millis => (time - told > CLOCK_TOLERANCE ? time - told : 0);
	const before = lookedAt({ ...clock, aheadBy: ahead(device) }, reading).highest.at;
	const highest = ahead(before) > 0 ? told : Math.max(before, told);
	return { highest: { at: highest, uptimeMs }, aheadBy: ahead(device), doubt: null };
}

/** Whether a lot is withheld while the date is in doubt [F9]. */
export function isWithheldInDoubt({
	dateKind,
	storage
}: Pick<DatedLot, 'dateKind' | 'storage'>): boolean {
	return dateKind !== 'bestBefore' || storage === 'chilled';
}
