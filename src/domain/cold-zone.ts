import { HOUR, MINUTE, type Millis } from './calendar.ts';
import type { Policy } from './policy.ts';
import type { ColdChainState, Storage } from './shapes/words.ts';
import { warmMs, withSpan, type Span } from './warm-time.ts';

type Cold = Policy['cold'];

/** A sensor's temperature is the mean of so much time [F5]. */
const MEAN_OF_MS = 5 * MINUTE;
/** A board tells each sensor every five minutes: after three that did not come it is not working. */
export const SILENT_AFTER_MS = 15 * MINUTE;
/** A probe that is broken or torn off reads as nothing that a fridge can be, in degrees Celsius. */
const PLAUSIBLE = { from: -50, to: 80 };

type Sensor = {
	/** Of the last five minutes, the newest last. */
	readonly samples: readonly { readonly at: Millis; readonly celsius: number }[];
	/** Since when the board says that it does not work. */
	readonly brokenAt: Millis | null;
};

/** What is remembered of a zone that has to be cold [F5]. */
export type ColdZone = {
	/** Up to when it is counted: nothing before it counts again. */
	readonly at: Millis;
	/** When it was above its limit. */
	readonly warm: readonly Span[];
	/** Whether it is so now, as far as was measured. */
	readonly isWarm: boolean;
	/** Since when it is not, where it is not. */
	readonly coldSince: Millis;
	/** Since when this warming goes on; null once it was cold for long enough. */
	readonly warmingSince: Millis | null;
	/** How much later this warming locks. */
	readonly delayMs: number;
	readonly doorAt: Millis | null;
	readonly servedAt: Millis | null;
	/** Since when it waits for a service, and for nothing else [F6]; null while it is open. */
	readonly lockedAt: Millis | null;
	readonly sensors: Readonly<Record<string, Sensor>>;
	/** When one of its sensors last measured; before that, since when one is waited for. */
	readonly heardAt: Millis;
};

/** A zone of which nothing is known yet. */
export function newColdZone(at: Millis): ColdZone {
	return {
		...{ at, warm: [], isWarm: false, coldSince: at, warmingSince: null, delayMs: 0 },
		...{ doorAt: null, servedAt: null, lockedAt: null, sensors: {}, heardAt: at }
	};
}

/** The warmest that a zone of this class may be, in degrees Celsius; null where it may be warm. */
export function limitOf(storage: Storage, { chilledLimitC, frozenLimitC }: Cold): number | null {
	switch (storage) {
		case 'chilled':
			return chilledLimitC.value;
		case 'frozen':
			return frozenLimitC.value;
		case 'ambient':
			return null;
	}
}

/**
 * The same zone later, where nothing was heard of it: what was warm goes on being warm, whatever
 * became of its sensors. It makes no difference in how many steps.
 */
export function laterZone(zone: ColdZone, at: Millis, cold: Cold): ColdZone {
	if (at <= zone.at) return zone;
	const warm = zone.isWarm ? withSpan(zone.warm, [zone.at, at]) : zone.warm;
	const isCooled = !zone.isWarm && coldUntil(zone, at) - zone.coldSince >= minutes(cold, 'cooled');
	const next = { ...zone, at, warm, ...(isCooled ? { warmingSince: null, delayMs: 0 } : {}) };
	return zone.lockedAt === null ? { ...next, lockedAt: lockedBy(next, cold) } : next;
}

/** A sensor measured. */
export function withSample(
	before: ColdZone,
	sample: { readonly sensor: string; readonly celsius: number; readonly at: Millis },
	limitC: number,
	cold: Cold
): ColdZone {
	const { sensor, celsius } = sample;
	if (celsius < PLAUSIBLE.from || celsius > PLAUSIBLE.to) return withFault(before, sample, cold);
	const zone = laterZone(before, sample.at, cold);
	const { at } = zone;
	const recent = (zone.sensors[sensor]?.samples ?? []).filter((one) => at - one.at < MEAN_OF_MS);
	const samples = [...recent, { at, celsius }];
	const sensors = { ...zone.sensors, [sensor]: { samples, brokenAt: null } };
	const isWarm = hottest(sensors, at) > limitC;
	const heard = { ...zone, sensors, isWarm, heardAt: at };
	if (!isWarm) return zone.isWarm ? { ...heard, coldSince: at } : heard;
	if (zone.warmingSince !== null) return heard;
	return { ...heard, warmingSince: at, delayMs: delayAt(zone, cold) };
}

/** The board says that a sensor does not work, until it measures again. */
export function withFault(
	before: ColdZone,
	{ sensor, at }: { readonly sensor: string; readonly at: Millis },
	cold: Cold
): ColdZone {
	const zone = laterZone(before, at, cold);
	const known = zone.sensors[sensor];
	if (known && known.brokenAt !== null) return zone;
	const broken = { samples: known?.samples ?? [], brokenAt: zone.at };
	return { ...zone, sensors: { ...zone.sensors, [sensor]: broken } };
}

/** One of its doors was opened. */
export function withOpenedDoor(before: ColdZone, at: Millis, cold: Cold): ColdZone {
	const zone = laterZone(before, at, cold);
	return delayed({ ...zone, doorAt: zone.at }, minutes(cold, 'door'));
}

/**
 * Somebody worked at it.
 *
 * @param opens what was locked is opened again, with a temperature measured back in range [F6]
 */
export function withService(before: ColdZone, at: Millis, opens: boolean, cold: Cold): ColdZone {
	const zone = laterZone(before, at, cold);
	const served = { ...zone, servedAt: zone.at };
	if (!opens || zone.lockedAt === null) return delayed(served, minutes(cold, 'service'));
	const anew = { isWarm: false, coldSince: zone.at, warmingSince: null, delayMs: 0 };
	// What its probes measured before says nothing of it now.
	const sensors = Object.fromEntries(
		Object.entries(zone.sensors).map(([name, one]) => [name, { ...one, samples: [] }])
	);
	return { ...served, ...anew, sensors, lockedAt: null, heardAt: zone.at };
}

/** Nobody was there to measure, from then to then: if that was long, it counts as warm [F5]. */
export function withGap(before: ColdZone, [from, to]: Span, cold: Cold): ColdZone {
	const zone = laterZone(before, to, cold);
	const most = cold.gapHours.value * HOUR;
	if (to - from <= most) return zone;
	const lockedAt = zone.lockedAt ?? from + most;
	return { ...zone, warm: withSpan(zone.warm, [from, to]), lockedAt };
}

/** How long it was above its limit in this warming, or the last one, in milliseconds. */
export function aboveLimitMs(zone: ColdZone): number {
	return zone.warmingSince === null ? 0 : warmMs(zone.warm, zone.warmingSince, zone.at);
}

/** How a zone stands [F5], and since when. */
export function standingOf(
	zone: ColdZone,
	cold: Cold
): { readonly state: ColdChainState; readonly since: Millis } {
	if (zone.lockedAt !== null) return { state: 'locked', since: zone.lockedAt };
	const silentSince = silenceOf(zone);
	if (silentSince !== null) return { state: 'unknown', since: silentSince };
	if (!zone.isWarm) return { state: 'ok', since: zone.at };
	const warnedAt = crossing(zone, minutes(cold, 'warn'));
	if (warnedAt <= zone.at) return { state: 'warn', since: warnedAt };
	return { state: 'watch', since: zone.warm.at(-1)?.[0] ?? zone.at };
}

const minutes = (cold: Cold, of: 'warn' | 'locked' | 'door' | 'service' | 'cooled'): number =>
	cold[`${of}Minutes`].value * MINUTE;

/** The mean of the hottest sensor that works. */
function hottest(sensors: ColdZone['sensors'], at: Millis): number {
	const means = Object.values(sensors).flatMap(({ samples, brokenAt }) => {
		const newest = samples.at(-1);
		if (!newest || brokenAt !== null || at - newest.at > SILENT_AFTER_MS) return [];
		return samples.reduce((sum, { celsius }) => sum + celsius, 0) / samples.length;
	});
	return Math.max(...means);
}

/** Since when no sensor of it works; null while one does. */
function silenceOf({ sensors, heardAt, at }: ColdZone): Millis | null {
	const all = Object.values(sensors);
	const working = all.filter(({ brokenAt }) => brokenAt === null);
	if (all.length === 0) return heardAt;
	if (working.length === 0) return Math.max(...all.map(({ brokenAt }) => brokenAt ?? 0));
	return at - heardAt > SILENT_AFTER_MS ? heardAt + SILENT_AFTER_MS : null;
}

/** That it is cold is known for as long as something was measured. */
function coldUntil({ heardAt }: ColdZone, at: Millis): Millis {
	return Math.min(at, heardAt + SILENT_AFTER_MS);
}

/** When what is counted in this warming reached so much; in the future where it has not. */
function crossing(zone: ColdZone, ms: number): Millis {
	let left = ms;
	for (const [start, end] of zone.warm) {
		const from = Math.max(start, zone.warmingSince ?? zone.at);
		if (end <= from) continue;
		if (end - from >= left) return from + left;
		left -= end - from;
	}
	return Infinity;
}

function lockedBy(zone: ColdZone, cold: Cold): Millis | null {
	const tooLong = zone.isWarm ? crossing(zone, minutes(cold, 'locked') + zone.delayMs) : Infinity;
	const silent = zone.heardAt + cold.sensorHours.value * HOUR;
	const at = Math.min(tooLong, silent);
	return at <= zone.at ? at : null;
}

/** What was done shortly before it became warm delays its lock. */
function delayAt({ at, doorAt, servedAt }: ColdZone, cold: Cold): number {
	const within = (since: Millis | null, ms: number): number =>
		since !== null && at - since <= ms ? ms : 0;
	return Math.max(
		within(doorAt, minutes(cold, 'door')),
		within(servedAt, minutes(cold, 'service'))
	);
}

/** Once per warming: what is added is the longest, never the sum, so that nobody defeats the lock. */
function delayed(zone: ColdZone, ms: number): ColdZone {
	if (zone.warmingSince === null) return zone;
	return { ...zone, delayMs: Math.max(zone.delayMs, ms) };
}
