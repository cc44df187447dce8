import { MINUTE, type Millis } from './calendar.ts';
import { byPlace, type Place } from './ledger.ts';
import type { AlertFact } from './shapes/fact.ts';
import type { AlertKind, Severity } from './shapes/words.ts';

/** A raise within this time of a clear is the same alert again [M17]. */
const REOPENS_WITHIN = 10 * MINUTE;

export type AlertState = 'open' | 'claimed' | 'snoozed' | 'resolved';

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

/** The alert after one more fact of its key; null when a clear comes for what was never raised. */
export function alertAfter(
	before: Alert | null,
	fact: AlertFact,
	at: Place,
	happenedAt: Millis
): Alert | null {
	if (before && byPlace(before.at, at) >= 0) return before;
	if (fact.cleared) {
		return before === null || before.state === 'resolved'
			? before
			: { ...before, state: 'resolved', clearedAt: happenedAt, updatedAt: happenedAt, at };
	}
	const goesOn = before !== null && before.state !== 'resolved';
	const reopens =
		before?.state === 'resolved' && happenedAt - before.clearedAt <= REOPENS_WITHIN;
	return {
		alertId: goesOn || reopens ? before.alertId : fact.eventId,
		kind: fact.kind,
		place: placeOf(fact),
		state: goesOn ? before.state : 'open',
		severity: fact.severity,
		since: goesOn || reopens ? before.since : happenedAt,
		updatedAt: happenedAt,
		clearedAt: 0,
		at,
		value: fact.value ?? null,
		threshold: fact.threshold ?? null,
		unit: fact.unit ?? ''
	};
}
