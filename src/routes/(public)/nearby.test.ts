import { describe, expect, test } from 'vitest';
import { availabilityOf } from '#domain/availability.ts';
import { DAY, HOUR } from '#domain/calendar.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { countInSheet, readFilters, writeFilters } from './filters.ts';
import { cellsOf } from './list/cabinet.ts';
import { standingOf } from './list/standing.ts';
import { middleOf, order } from './nearby.ts';
import { aLot, aMachine, NOW } from './testing.ts';

const ALL = readFilters(new URLSearchParams());
const place = { lat: 52.5, lon: 13.4 };
const far = { lat: 52.6 };
const old = { lastSeenAt: NOW - 3 * DAY };
const food = { lots: [aLot()] };

function ids(machines: SnapshotMachine[], search = '') {
	const { answer, others, hidden } = order(
		machines,
		place,
		readFilters(new URLSearchParams(search)),
		NOW
	);
	return {
		answer: answer?.machine.machineId,
		others: others.map((o) => o.machine.machineId),
		hidden
	};
}

test('the answer is the nearest machine with food now; the others follow by distance, then by id', () => {
	const machines = [
		aMachine({ machineId: 4, ...far, ...food }),
		aMachine({ machineId: 3 }),
		aMachine({ machineId: 2 }),
		aMachine({ machineId: 1, ...old, ...food }),
		aMachine({ machineId: 5, lat: 53, ...food })
	];
	expect(ids(machines)).toEqual({ answer: 4, others: [1, 2, 3, 5], hidden: 0 });
});

test('[M19] a machine without news is never the answer, whatever was in it', () => {
	expect(ids([aMachine({ ...old, ...food })])).toEqual({
		answer: undefined,
		others: [1],
		hidden: 0
	});
});

test('without a place nothing has a distance, and one machine far away does not move the middle', () => {
	const machines = [
		aMachine({ machineId: 1, lat: -33, lon: 151 }),
		aMachine({ machineId: 2 }),
		aMachine({ machineId: 3, lat: 52.51 })
	];
	expect(middleOf(machines)).toEqual({ lat: 52.5, lon: 13.4 });
	const { others } = order(machines, null, ALL, NOW);
	expect(others.map(({ machine, metres }) => [machine.machineId, metres])).toEqual([
		[2, null],
		[3, null],
		[1, null]
	]);
	expect(middleOf([])).toEqual({ lat: 0, lon: 0 });
});

describe('filters', () => {
	const vegan = aLot({ diets: ['vegan'], storage: 'chilled', slot: 2 });
	const nutFree = aLot({ allergens: { contains: [], mayContain: [], freeOf: ['nuts'] } });
	const containsMilk = aLot({ allergens: { contains: ['milk'], mayContain: [], freeOf: [] } });

	test.each<[string, string, Partial<SnapshotMachine>, boolean]>([
		['has food', 'food=1', food, true],
		['has no food', 'food=1', {}, false],
		['had food once', 'food=1', { ...food, ...old }, false],
		['hours not known', 'open=1', food, false],
		['always open', 'open=1', { openingHours: '24/7' }, true],
		['vegan', 'diet=vegan', { lots: [vegan] }, true],
		['not claimed vegan', 'diet=vegan', food, false],
		['vegan, but no news', 'diet=vegan', { lots: [vegan], ...old }, false],
		['one lot has both', 'diet=vegan&storage=chilled', { lots: [vegan] }, true],
		['two lots have one each', 'diet=vegan&storage=ambient', { lots: [vegan, aLot()] }, false],
		['free of nuts', 'without=nuts', { lots: [nutFree] }, true],
		['[F1] allergens not known', 'without=nuts', food, false],
		['[F1] nuts not spoken of', 'without=nuts', { lots: [containsMilk] }, false],
		['not free of both', 'without=nuts,milk', { lots: [nutFree] }, false],
		['nonsense in the address', 'storage=lava&diet=&without=x', {}, true]
	])('[M18] %s (%s)', (_, search, machine, passes) => {
		expect(ids([aMachine(machine)], search).hidden).toBe(passes ? 0 : 1);
	});

	test('go into the address and come out of it, and leave the rest of it alone', () => {
		const search = 'view=map&food=1&storage=chilled%2Cfrozen&diet=vegan&without=nuts';
		const filters = readFilters(new URLSearchParams(search));
		expect(writeFilters(new URLSearchParams('view=map'), filters).toString()).toBe(search);
		expect(countInSheet(filters)).toBe(4);
		expect(writeFilters(new URLSearchParams(search), ALL).toString()).toBe('view=map');
	});
});

test.each<[string, Partial<SnapshotMachine>, string]>([
	['food', food, 'food'],
	['food, five hours ago', { ...food, lastSeenAt: NOW - 5 * HOUR }, 'food'],
	['nothing', {}, 'empty'],
	['nothing five hours ago', { lastSeenAt: NOW - 5 * HOUR }, 'wasEmpty'],
	['food three days ago', { ...food, ...old }, 'unknown'],
	['never heard of', { lastSeenAt: null }, 'unknown'],
	['a fridge nobody reported on', { hardware: 'none', lastSeenAt: null }, 'unknown'],
	[
		'food behind a locked door',
		{
			...food,
			slots: [{ slot: 1, storage: 'ambient', kind: 'locker', state: 'locked', occupied: true }]
		},
		'locked'
	],
	[
		'[F6] chilled food behind a locked door',
		{
			lots: [{ ...aLot(), storage: 'chilled' }],
			slots: [{ slot: 1, storage: 'chilled', kind: 'shelf', state: 'locked', occupied: true }]
		},
		'locked'
	],
	[
		'nothing behind a locked door',
		{ slots: [{ slot: 1, storage: 'chilled', kind: 'shelf', state: 'locked', occupied: false }] },
		'empty'
	],
	[
		'food behind a broken door',
		{
			...food,
			slots: [{ slot: 1, storage: 'ambient', kind: 'locker', state: 'fault', occupied: true }]
		},
		'fault'
	]
])('[M19] %s stands as told', (_, machine, standing) => {
	const whole = aMachine(machine);
	const now = availabilityOf(whole, NOW);
	expect(standingOf(now)).toBe(standing);
	const looks = cellsOf(whole, now, NOW).map(({ look }) => look);
	expect(looks.includes('full')).toBe(standing === 'food');
	expect(looks.every((look) => look === 'hint')).toBe(standing === 'unknown');
});

test('a portrait stays inside its frame and shows at most twelve compartments', () => {
	const slots = Array.from({ length: 40 }, (_, slot) => ({
		slot,
		storage: 'ambient' as const,
		kind: 'locker' as const,
		state: 'ok' as const,
		occupied: false
	}));
	for (const count of [1, 2, 3, 7, 12, 40]) {
		const machine = aMachine({ slots: slots.slice(0, count) });
		const cells = cellsOf(machine, availabilityOf(machine, NOW), NOW);
		expect(cells).toHaveLength(Math.min(count, 12));
		for (const { x, y, width, height } of cells) {
			expect(Math.min(width, height)).toBeGreaterThan(2);
			expect(x + width).toBeLessThanOrEqual(34.3);
			expect(y + height).toBeLessThanOrEqual(44.3);
		}
	}
});
