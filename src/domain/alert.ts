import { MINUTE, type Millis } from './calendar.ts';
import { byPlace, type Place } from './ledger.ts';
import type { AlertFact } from './shapes/fact.ts';
import type { AlertKind, AlertState, Severity } from './shapes/words.ts';

/** A raise within this time of a clear is the same alert again [M17]. */
const REOPENS_WITHIN = 10 * MINUTE;

/** The one alert of a machine, kind and place (slot or sensor) [M17]. */
export type Alert = {
	readonly alertId: string;
	readonly kind: AlertKind;
	/** `slot:3`, `sensor:t1` or empty. */
	readonly place: string;
	readonly state: AlertState;
	readonly severity: Severity;
	readonly since: Millis;
	readonly updatedAt: Millis;
	/** When its last clear ended it; 0 while it is open, and where it never was. */
	readonly clearedAt: Millis;
	/** Of the newest fact that it knows: an older one changes nothing [M11]. */
	readonly at: Place;
	readonly value: number | null;
	readonly threshold: number | null;
	readonly unit: string;
};

export function placeOf(fact: Pick<AlertFact, 'slot' | 'sensor'>): string {
	if (fact.slot !== undefined) return `slot:${fact.slot}`;
	return fact.sensor === undefined ? '' : `sensor:${fact.sensor}`;
}

/** Whether a raise is the same alert again as the one that a clear ended [M17]. */
export function reopens(clearedAt: Millis, raisedAt: Millis): boolean {
	return raisedAt - clearedAt <= REOPENS_WITHIN;
}

/**
 * Whether what stands at this place was told too late for {@link alertAfter}: what is known of the
 * alert is newer, or of another origin, so that its history has to be looked at (`alertFrom`) [M11].
 */
export function isLate(before: Alert | null, at: Place): boolean {
	return before !== null && (before.at.origin !== at.origin || byPlace(before.at, at) > 0);
}

/** What raises or clears an alert, whoever says it. */
export type Raise = {
	/** Of the alert, should this be its first raise. */
	readonly alertId: string;
	readonly kind: AlertKind;
	readonly place: string;
	readonly severity: Severity;
	readonly cleared: boolean;
	readonly value: number | null;
	readonly threshold: number | null;
	readonly unit: string;
};

/** As {@link alertAfterRaise}, for the fact of a machine or a person. */
export function alertAfter(
	before: Alert | null,
	fact: AlertFact,
	at: Place,
	happenedAt: Millis
): Alert {
	return alertAfterRaise(before, raiseOf(fact), at, happenedAt);
}

export function raiseOf(fact: AlertFact): Raise {
	const { eventId, kind, severity, cleared, value = null, threshold = null, unit = '' } = fact;
	const place = placeOf(fact);
	return { alertId: eventId, kind, place, severity, cleared, value, threshold, unit };
}

/**
 * The alert after it was raised or cleared once more [M17]. What has the highest place decides,
 * whatever order they come in: so a clear is kept even where nothing was raised yet [M11].
 */
export function alertAfterRaise(
	before: Alert | null,
	raise: Raise,
	at: Place,
	happenedAt: Millis
): Alert {
	return before && byPlace(before.at, at) >= 0 ? before : alertNext(before, raise, at, happenedAt);
}

/** As {@link alertAfterRaise}, for what is known to come after all before it. */
export function alertNext(
	before: Alert | null,
	raise: Raise,
	at: Place,
	happenedAt: Millis
): Alert {
	const { cleared } = raise;
	const goesOn = before !== null && before.state !== 'resolved';
	const isAgain = before !== null && !goesOn && !cleared && reopens(before.clearedAt, happenedAt);
	const isSame = goesOn || isAgain || (cleared && before !== null);
	return {
		alertId: isSame ? before.alertId : raise.alertId,
		kind: raise.kind,
		place: raise.place,
		state: cleared ? 'resolved' : goesOn ? before.state : 'open',
		severity: raise.severity,
		since: isSame ? before.since : happenedAt,
		updatedAt: happenedAt,
		clearedAt: !cleared ? 0 : goesOn ? happenedAt : (before?.clearedAt ?? 0),
		at,
		value: raise.value,
		threshold: raise.threshold,
		unit: raise.unit
	};
}
