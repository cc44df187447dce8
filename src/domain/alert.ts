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
	const { eventId, kind, severity, cleared, value = null, threshold = null, unit = '' } = fact;
	const place = placeOf(fact);
	const raise = { alertId: eventId, kind, place, severity, cleared, value, threshold, unit };
	return alertAfterRaise(before, raise, at, happenedAt);
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
	if (before && byPlace(before.at, at) >= 0) return before;
	const { cleared } = raise;
	const goesOn = before !== null && before.state !== 'resolved';
	const reopens =
		before !== null && !goesOn && !cleared && happenedAt - before.clearedAt <= REOPENS_WITHIN;
	const isSame = goesOn || reopens || (cleared && before !== null);
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
