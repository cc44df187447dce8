import { MINUTE, type Millis } from '#domain/calendar.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { AlertKind } from '#domain/shapes/words.ts';
import type { Chance } from './chance.ts';
import { sensorOf } from './places.ts';
import type { Draft } from './visits.ts';

/** Something that is wrong with a machine until somebody, or time, puts it right. */
export type Trouble = {
	readonly kind: Extract<AlertKind, 'door_open' | 'temperature' | 'lock'>;
	readonly slot?: number;
	readonly sensor?: string;
	readonly celsius?: number;
	readonly since: Millis;
	readonly until: Millis;
};

/** Above it a chilled zone is too warm. */
const CHILLED_LIMIT = 5;

/**
 * What goes wrong next; null where the same thing already is. A door that somebody left ajar is the
 * most frequent, then a warm fridge, then a lock.
 */
export function newTrouble(
	slots: readonly HardwareSlot[],
	open: readonly Trouble[],
	at: Millis,
	speed: number,
	chance: Chance
): Trouble | null {
	const draw = chance.next();
	const lasts = (min: number, max: number): Millis =>
		Math.round(at + (chance.between(min, max) * MINUTE) / speed);
	const slot = chance.pick(slots.filter(({ kind }) => draw < 0.85 || kind === 'locker'))?.slot;
	let trouble: Trouble;
	if (draw < 0.55 && slot !== undefined) {
		trouble = { kind: 'door_open', slot, since: at, until: lasts(1, 6) };
	} else if (draw < 0.85) {
		const celsius = Math.round(chance.between(CHILLED_LIMIT + 1, CHILLED_LIMIT + 6) * 10) / 10;
		const sensor = sensorOf('chilled');
		trouble = { kind: 'temperature', sensor, celsius, since: at, until: lasts(6, 25) };
	} else if (slot !== undefined) {
		trouble = { kind: 'lock', slot, since: at, until: lasts(10, 60) };
	} else {
		return null;
	}
	const known = open.some((one) => keyOf(one) === keyOf(trouble));
	return known ? null : trouble;
}

/** The alert that raises it, or clears it. */
export function alertOf(trouble: Trouble, cleared: boolean): Draft {
	const { kind, slot, sensor, celsius } = trouble;
	return {
		type: 'alert',
		kind,
		severity: kind === 'temperature' ? 'critical' : 'warning',
		cleared,
		...(slot !== undefined && { slot }),
		...(sensor !== undefined && { sensor }),
		...(celsius !== undefined && {
			value: cleared ? CHILLED_LIMIT - 1 : celsius,
			threshold: CHILLED_LIMIT,
			unit: '°C'
		})
	};
}

const keyOf = ({ kind, slot, sensor }: Trouble): string => `${kind}/${slot ?? sensor ?? ''}`;
