import { DAY, MINUTE } from '#domain/calendar.ts';
import type { SnapshotLot, SnapshotMachine } from '#domain/shapes/snapshot.ts';

/** Monday, 18:00 in Berlin. */
export const NOW = Date.parse('2026-11-23T17:00:00Z');

/** A lot of bread that is good for three days. */
export function aLot(lot: Partial<SnapshotLot> = {}): SnapshotLot {
	return {
		lotId: 'breadbreadbread',
		slot: 1,
		name: 'Rye bread',
		category: 'bakery',
		storage: 'ambient',
		dateKind: 'bestBefore',
		date: '2026-11-25',
		portions: 3,
		allergens: null,
		diets: [],
		from: 0,
		until: NOW + 3 * DAY,
		...lot
	};
}

/** A machine with two lockers that was heard of a minute ago, and is empty. */
export function aMachine(machine: Partial<SnapshotMachine> = {}): SnapshotMachine {
	return {
		machineId: 1,
		hardware: 'controller',
		demo: false,
		name: 'Library',
		address: null,
		lat: 52.5,
		lon: 13.4,
		timeZone: 'Europe/Berlin',
		openingHours: null,
		donationPaused: false,
		notice: null,
		interval: 60,
		lastSeenAt: NOW - MINUTE,
		waitingSince: null,
		slots: [
			{ slot: 1, storage: 'ambient', kind: 'locker', state: 'ok', occupied: false },
			{ slot: 2, storage: 'chilled', kind: 'locker', state: 'ok', occupied: false }
		],
		lots: [],
		...machine
	};
}
