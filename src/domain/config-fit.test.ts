import { describe, expect, test } from 'vitest';
import { newConfig, SLOTS } from './config.fixture.ts';
import { contradictions, misfits, repeatedRecalls } from './config-fit.ts';
import type { ConfigSlot } from './shapes/config.ts';
import type { Zone } from './shapes/machine.ts';

const hardware = { slots: SLOTS, sensors: ['t1', 't2'] };
const zone = (more: Partial<Zone> = {}): Zone => ({
	zone: 'left',
	storage: 'chilled',
	slots: [1, 3],
	sensors: ['t1'],
	...more
});
const { slots } = newConfig();
const slot = (n: number, more: Partial<ConfigSlot> = {}): ConfigSlot => ({
	...slots[n - 1]!,
	...more
});

test('what a new machine has fits', () => {
	expect(misfits(newConfig(), hardware)).toEqual([]);
	expect(misfits(newConfig({ zones: [zone()] }), hardware)).toEqual([]);
});

const contradictory: [string, { zones?: Zone[]; slots?: ConfigSlot[] }, string, RegExp][] = [
	[
		'a zone’s slot that does not exist',
		{ zones: [zone({ slots: [1, 3, 9] })] },
		'unknown_slot',
		/no slot 9.*left/
	],
	[
		'a slot in two zones',
		{ zones: [zone(), zone({ zone: 'right', slots: [3] })] },
		'slot_in_two_zones',
		/slot 3.*left and right/
	],
	[
		'a slot twice in one zone',
		{ zones: [zone({ slots: [1, 3, 3] })] },
		'slot_in_two_zones',
		/slot 3.*left twice/
	],
	[
		'a storage that differs',
		{ zones: [zone({ storage: 'frozen' })] },
		'storage_differs',
		/slot 1 is chilled.*left is frozen/
	],
	[
		'two zones of one name',
		{ zones: [zone({ slots: [1] }), zone({ slots: [3] })] },
		'zone_twice',
		/left/
	],
	[
		'a slot that stands there twice',
		{ slots: [slot(1), slot(2), slot(3), slot(3)] },
		'slot_twice',
		/slot 3/
	]
];

describe('[M16] zones and slots', () => {
	test.each(contradictory)('%s is named', (_, change, code, says) => {
		const found = contradictions(newConfig(change));
		expect(found.map((misfit) => misfit.code)).toContain(code);
		expect(found.map((misfit) => misfit.says).join('\n')).toMatch(says);
		// The operator is refused for the same.
		expect(misfits(newConfig(change), hardware).map((misfit) => misfit.code)).toContain(code);
	});

	const unfit: typeof contradictory = [
		[
			'a slot that the hardware lacks',
			{ slots: [slot(1), slot(2), slot(3), slot(2, { slot: 4 })] },
			'unknown_slot',
			/hardware has no slot 4/
		],
		[
			'a slot colder than it was built',
			{
				slots: [slot(1), slot(2, { storage: 'chilled' }), slot(3)],
				zones: [zone({ slots: [1, 2, 3] })]
			},
			'colder_than_hardware',
			/slot 2 is ambient in the hardware/
		],
		[
			'a cold slot in no zone',
			{ zones: [zone({ slots: [1] })] },
			'slot_without_zone',
			/slot 3 is chilled.*nobody/
		],
		[
			'a sensor that the hardware lacks',
			{ zones: [zone({ sensors: ['t9'] })] },
			'unknown_sensor',
			/no sensor t9.*left/
		]
	];
	test.each(unfit)('%s is named, to the operator alone', (_, change, code, says) => {
		const found = misfits(newConfig(change), hardware);
		expect(found.map((misfit) => misfit.code)).toEqual([code]);
		expect(found[0]?.says).toMatch(says);
		expect(contradictions(newConfig(change))).toEqual([]);
	});

	test('a slot may be used warmer than it was built, or not at all', () => {
		const warm = newConfig({ slots: [slot(1, { storage: 'ambient' }), slot(2)], zones: [] });
		expect(misfits(warm, hardware)).toEqual([]);
	});

	test('hardware that names no sensors has any; before it is known there is no slot', () => {
		const config = newConfig({ zones: [zone({ sensors: ['t9'] })] });
		expect(misfits(config, { slots: SLOTS })).toEqual([]);
		expect(new Set(misfits(config, undefined).map(({ code }) => code))).toEqual(
			new Set(['unknown_slot'])
		);
	});
});

test('a recall stands there once', () => {
	const recall = {
		recallId: 'recall000000001',
		since: '2026-11-23T18:00:00Z',
		reason: 'x',
		match: { batch: 'L' }
	};
	expect(repeatedRecalls(newConfig({ recalls: [recall] }))).toEqual([]);
	expect(repeatedRecalls(newConfig({ recalls: [recall, recall] })).map(({ code }) => code)).toEqual(
		['recall_twice']
	);
});
