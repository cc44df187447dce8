import { MINUTE, SECOND, type Millis } from './calendar.ts';

/** A machine that should have reported by now. */
export type Silent = {
	readonly machineId: number;
	/** Its last status. */
	readonly lastSeenAt: Millis;
	/** Seconds, as last sent to it. */
	readonly interval: number;
	/** Whether its own `offline` alert is open. */
	readonly isAlerted: boolean;
};

/** The one alert for all that went at once. */
export type Storm = {
	/** It stands for the machines that were last seen up to then. */
	readonly until: Millis;
	/** How many of them are silent. */
	readonly count: number;
};

/** What is known when the server looks for machines that are gone. */
export type Look = {
	readonly now: Millis;
	/** Since when the server has been listening without a break, as {@link listeningSince} tells. */
	readonly listeningSince: Millis;
	/** How many machines there are that report by themselves: accepted ones with a controller. */
	readonly fleet: number;
	/** Every one of them whose status is missing ({@link lateAfter}) or whose alert is open. */
	readonly silent: readonly Silent[];
	/** null where it is not open. */
	readonly storm: Storm | null;
};

/** What to do about it. Each machine is in one list at most. */
export type Finding = {
	/** Machines whose own alert is to be raised. */
	readonly raise: readonly number[];
	/** Machines that are offline no longer, whose own alert is to be cleared. */
	readonly clear: readonly number[];
	/** What the one alert for all is to say from now on; null is cleared. */
	readonly storm: Storm | null;
};

/** Silent for less, no machine is offline [M15]. */
const SHORTEST = 3 * MINUTE;
/** For so long after its start the server calls no machine offline [M15]. */
export const START_GUARD = 5 * MINUTE;
/** A server that did not look for so long was asleep itself: it begins anew to listen. */
const ASLEEP_AFTER = 2 * MINUTE;

/** After how long a silence a machine is offline: 3 intervals as last sent to it, 3 min at least [M15]. */
export function offlineAfter(interval: number): Millis {
	return Math.max(3 * interval * SECOND, SHORTEST);
}

/** After how long a silence a status is missing: it may still be on its way before. */
export function lateAfter(interval: number): Millis {
	return offlineAfter(interval) / 2;
}

/**
 * Since when the server has been listening: its start, or the end of a break in which it did not
 * look, as when its computer slept.
 */
export function listeningSince(since: Millis, lookedAt: Millis, now: Millis): Millis {
	return now - lookedAt > ASLEEP_AFTER || now < lookedAt ? now : since;
}

/**
 * Which machines are offline, and whether so many went at once that it is one alert [M15]. A fifth of
 * the fleet is many, but never a single machine. Those that are late count as gone with the first
 * that is offline: they went at the same moment and were only seen a little later.
 */
export function findOffline(look: Look, guard: Millis = START_GUARD): Finding {
	const { now, fleet, silent, storm } = look;
	const clear = silent.filter((one) => one.isAlerted && !isOffline(one, now)).map(idOf);
	const alone = silent.filter((one) => !one.isAlerted);
	const until = storm?.until ?? -Infinity;
	const covered = alone.filter((one) => one.lastSeenAt <= until);
	const others = alone.filter((one) => one.lastSeenAt > until);
	const same = storm && covered.length > 0 ? { until: storm.until, count: covered.length } : null;
	if (now - look.listeningSince < guard) return { raise: [], clear, storm: same };

	const isMany = (some: readonly Silent[]): boolean => some.length >= 2 && some.length * 5 >= fleet;
	const offlineOf = (some: readonly Silent[]): Silent[] =>
		some.filter((one) => isOffline(one, now));
	// A second wave while the first one lasts is the same alert.
	if (isMany(others) && offlineOf(others).length > 0) {
		return { raise: [], clear, storm: { until: now, count: alone.length } };
	}
	if (isMany(covered)) return { raise: offlineOf(others).map(idOf), clear, storm: same };
	// Most are back: whoever is not is an alert of its own.
	return { raise: offlineOf(alone).map(idOf), clear, storm: null };
}

const isOffline = ({ lastSeenAt, interval }: Silent, now: Millis): boolean =>
	now - lastSeenAt > offlineAfter(interval);
const idOf = ({ machineId }: Silent): number => machineId;
