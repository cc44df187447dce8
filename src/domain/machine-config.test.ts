import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { defaultConfig, refitted } from './machine-config.ts';
import { policyOf } from './policy.ts';
import { MachineConfig } from './shapes/config.ts';
import type { HardwareSlot } from './shapes/machine.ts';

const site = { timeZone: 'Europe/Berlin', openingHours: null };
const slots: HardwareSlot[] = [
	{ slot: 1, storage: 'chilled', kind: 'locker', lock: 3, litres: 40 },
	{ slot: 2, storage: 'ambient' },
	{ slot: 3, storage: 'chilled' }
];

describe('defaultConfig', () => {
	test('[M16] the defaults are within the ranges of their own keys', () => {
		const config = defaultConfig(site, { slots }, policyOf('eu'));
		expect(v.parse(MachineConfig, config)).toEqual(config);
		expect(Object.keys(MachineConfig.entries).sort()).toEqual(Object.keys(config).sort());
	});

	test('without zones there is one for each chilled or frozen class', () => {
		expect(defaultConfig(site, { slots }, policyOf('eu')).zones).toEqual([
			{ zone: 'chilled', storage: 'chilled', slots: [1, 3], sensors: [] }
		]);
		expect(
			defaultConfig(site, { slots: [{ slot: 1, storage: 'ambient' }] }, policyOf('eu')).zones
		).toEqual([]);
	});

	test('the zones of the hardware stand', () => {
		const zones = [{ zone: 'left', storage: 'chilled' as const, slots: [1], sensors: ['t1'] }];
		expect(defaultConfig(site, { slots, zones }, policyOf('eu')).zones).toEqual(zones);
	});

	test('a slot without a kind is a shelf', () => {
		expect(defaultConfig(site, { slots }, policyOf('eu')).slots).toEqual([
			{ slot: 1, storage: 'chilled', kind: 'locker', lock: 3, litres: 40 },
			{ slot: 2, storage: 'ambient', kind: 'shelf' },
			{ slot: 3, storage: 'chilled', kind: 'shelf' }
		]);
	});
});

test('[M5] replaced hardware changes slots and zones, and nothing that an operator has set', () => {
	const before: MachineConfig = {
		...defaultConfig(site, { slots }, policyOf('eu')),
		notice: 'Mind the step.'
	};
	const after = refitted(before, { slots: [{ slot: 9, storage: 'frozen' }] });
	expect(after.notice).toBe('Mind the step.');
	expect(after.slots.map(({ slot }) => slot)).toEqual([9]);
	expect(after.zones.map(({ zone }) => zone)).toEqual(['frozen']);
});
