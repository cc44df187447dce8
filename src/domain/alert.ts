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
	/** 0 while it is open. */
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

/**
 * The alert after one more fact of its key. The fact with the highest place decides, whatever order
 * they come in: so a clear is kept even where nothing was raised yet [M11].
 */
export function alertAfter(
	before: Alert | null,
	fact: AlertFact,
	at: Place,
	happenedAt: Millis
): Alert {
	if (before && byPlace(before.at, at) >= 0) return before;
	const goesOn = before !== null && before.state !== 'resolved';
	const reopens =
		before !== null && !goesOn && !fact.cleared && happenedAt - before.clearedAt <= REOPENS_WITHIN;
	const isSame = goesOn || reopens || (fact.cleared && before !== null);
	return {
		alertId: isSame ? before.alertId : fact.eventId,
		kind: fact.kind,
		place: placeOf(fact),
		state: fact.cleared ? 'resolved' : goesOn ? before.state : 'open',
		severity: fact.severity,
		since: isSame ? before.since : happenedAt,
		updatedAt: happenedAt,
		clearedAt: fact.cleared ? (goesOn || before === null ? happenedAt : before.clearedAt) : 0,
		at,
		value: fact.value ?? null,
		threshold: fact.threshold ?? null,
		unit: fact.unit ?? ''
	};
}
