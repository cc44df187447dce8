import { describe, expect, test } from 'vitest';
import { availabilityOf, freshnessOf } from './availability.ts';
import { HOUR, MINUTE } from './calendar.ts';
import { id, NOON } from './facts.fixture.ts';
import type { SnapshotLot, SnapshotMachine } from './shapes/snapshot.ts';

const bread: SnapshotLot = {
	lotId: id('lot', 1),
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
	until: NOON + HOUR
};
function machine(more: Partial<SnapshotMachine> = {}): SnapshotMachine {
	return {
		machineId: 7,
		hardware: 'controller',
		demo: false,
		name: 'Library',
		address: null,
		lat: 0,
		lon: 0,
		timeZone: 'UTC',
		openingHours: '24/7',
		donationPaused: false,
		notice: null,
		interval: 60,
		lastSeenAt: NOON - MINUTE,
		waitingSince: null,
		slots: [
			{ slot: 1, storage: 'ambient', kind: 'locker', state: 'ok', occupied: true },
			{ slot: 2, storage: 'ambient', kind: 'locker', state: 'ok', occupied: false }
		],
		lots: [bread],
		...more
	};
}
const street = (more: Partial<SnapshotMachine> = {}) =>
	machine({
		hardware: 'none',
		slots: [{ slot: 1, storage: 'chilled', kind: 'shelf', state: 'ok', occupied: true }],
		...more
	});

describe('[M19] freshness', () => {
	test.each([
		['a status within three intervals', machine({ lastSeenAt: NOON - 3 * MINUTE }), 'fresh'],
		['one a moment older', machine({ lastSeenAt: NOON - 3 * MINUTE - 1 }), 'stale'],
		['a shorter interval was sent', machine({ interval: 15 }), 'stale'],
		['a fact that waits too long', machine({ waitingSince: NOON - 11 * MINUTE }), 'stale'],
		['a fact that waits a little', machine({ waitingSince: NOON - 9 * MINUTE }), 'fresh'],
		['eight hours', machine({ lastSeenAt: NOON - 8 * HOUR }), 'stale'],
		['more than eight hours', machine({ lastSeenAt: NOON - 8 * HOUR - 1 }), 'unknown'],
		['never seen', machine({ lastSeenAt: null }), 'unknown'],
		['[M24] a report on the street', street(), 'reported'],
		['[M24] an old report on the street', street({ lastSeenAt: NOON - 9 * HOUR }), 'unknown'],
		['[M24] never a report', street({ lastSeenAt: null }), 'unknown']
	] as const)('%s', (_, subject, expected) => {
		expect(freshnessOf(subject, NOON)).toBe(expected);
	});
});

describe('[M19] what can be done, and why not', () => {
	const slot = (state: SnapshotMachine['slots'][number]['state'], more = {}) => ({
		slot: 1,
		storage: 'ambient' as const,
		kind: 'locker' as const,
		state,
		occupied: true,
		...more
	});
	const shelf = slot('ok', { slot: 2, kind: 'shelf' });
	const milk = { ...bread, category: 'dairy', storage: 'chilled' } as const;
	const table: [string, SnapshotMachine, boolean, boolean, string[]][] = [
		['all is well', machine(), true, true, []],
		['offline', machine({ lastSeenAt: NOON - HOUR }), false, false, ['offline']],
		['donations paused', machine({ donationPaused: true }), true, false, ['paused']],
		['nothing inside', machine({ lots: [] }), false, true, ['empty']],
		['all past its date', machine({ lots: [{ ...bread, until: NOON }] }), false, true, ['empty']],
		[
			'taken, but not known yet',
			machine({ lots: [{ ...bread, portions: 0 }] }),
			false,
			true,
			['empty']
		],
		['the only locker is taken', machine({ slots: [slot('ok')] }), true, false, ['full']],
		['a shelf takes more', machine({ slots: [slot('ok', { kind: 'shelf' })] }), true, true, []],
		[
			'a shelf that says full',
			machine({ slots: [slot('full', { kind: 'shelf' })] }),
			true,
			false,
			['full']
		],
		['a lock that does not work', machine({ slots: [slot('fault')] }), false, false, ['fault']],
		[
			'locked for its temperature',
			machine({ slots: [slot('locked'), { ...slot('ok'), slot: 2, occupied: false }] }),
			false,
			true,
			['locked']
		],
		[
			'[F6] chilled food in a locked slot, and nothing else',
			machine({ slots: [slot('locked'), slot('ok', { slot: 2, occupied: false })], lots: [milk] }),
			false,
			true,
			['locked']
		],
		[
			'[F6] bread in another slot goes on',
			machine({ slots: [slot('locked'), shelf], lots: [milk, { ...bread, slot: 2 }] }),
			true,
			true,
			[]
		],
		[
			'every slot is locked',
			machine({ slots: [slot('locked')], lots: [] }),
			false,
			false,
			['empty', 'locked']
		],
		[
			'full, and the other slot locked',
			machine({ slots: [slot('ok'), slot('locked', { slot: 2 })] }),
			true,
			false,
			['full']
		],
		[
			'locked, and the other slot broken',
			machine({ slots: [slot('locked'), slot('fault', { slot: 2 })] }),
			false,
			false,
			['locked']
		],
		['[M24] bread on the street', street(), true, true, []],
		[
			'[M24] what needs cold there is not offered',
			street({ lots: [{ ...bread, storage: 'chilled' }] }),
			false,
			true,
			['empty']
		],
		[
			'[M24] without news the stock counts 0',
			street({ lastSeenAt: null }),
			false,
			false,
			['offline', 'empty']
		]
	];
	test.each(table)('%s', (_, subject, canCollect, canDonate, reasons) => {
		const found = availabilityOf(subject, NOON);
		expect([found.canCollect, found.canDonate, found.reasons]).toEqual([
			canCollect,
			canDonate,
			reasons
		]);
	});

	test('stock counts what may be offered, whether or not the machine can be reached [M18]', () => {
		const found = availabilityOf(
			machine({
				lastSeenAt: NOON - HOUR,
				lots: [bread, { ...bread, category: 'eggs', portions: 2 }]
			}),
			NOON
		);
		expect(found.stock).toEqual({ portions: 5, lots: 2, byCategory: { bakery: 3, eggs: 2 } });
	});

	test('[F6] what is locked counts in no stock, what needs no cold does [M18]', () => {
		const lots = [bread, { ...bread, category: 'dairy', storage: 'chilled', portions: 2 } as const];
		const found = availabilityOf(machine({ slots: [slot('locked')], lots }), NOON);
		expect(found.stock).toEqual({ portions: 3, lots: 1, byCategory: { bakery: 3 } });
		expect(found.offered).toEqual([bread]);
		const open = availabilityOf(machine({ slots: [slot('fault')], lots }), NOON);
		expect(open.stock.lots).toBe(2);
	});

	test('hours that nobody can read are unknown, never closed', () => {
		expect(availabilityOf(machine({ openingHours: 'Mo-Fr 08:00-18:00' }), NOON).openNow).toBeNull();
		expect(availabilityOf(machine(), NOON).openNow).toBe(true);
	});
});
