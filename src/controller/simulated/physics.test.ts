import { describe, expect, test } from 'vitest';
import { Chance } from '../../../tests/fuzz/chance.ts';
import { arrives, stands, USUAL, weightAfter } from './person.ts';
import { changed, flatAt, hasPower, later, milliVolts, newWorld } from './physics.ts';

const MINUTE = 60_000;
const cold = newWorld([1, 2], 0);
const opened = changed(cold, 1, { isOpen: true });

describe('a simulated fridge', () => {
	test.each([
		['closed it stays cold', cold, 600, 4, 4],
		['open it is too warm within a quarter of an hour', opened, 15, 12, 18],
		['open for long it is as warm as the room', opened, 600, 21.9, 22],
		['without mains it keeps for an hour', { ...cold, hasMains: false }, 60, 4, 8],
		['without mains a day is too long', { ...cold, hasMains: false }, 1_440, 20, 22],
		['warm it cools again', { ...cold, celsius: 20 }, 60, 4, 6]
	])('%s', (_, world, minutes, least, most) => {
		const { celsius } = later(world, minutes * MINUTE);
		expect(celsius).toBeGreaterThanOrEqual(least);
		expect(celsius).toBeLessThanOrEqual(most);
	});

	test('is the same after many short whiles as after one long one, and never goes back', () => {
		let world = changed(opened, 2, { driftPerHour: 60 });
		for (let minute = 1; minute <= 30; minute++) world = later(world, minute * MINUTE);
		const once = later(changed(opened, 2, { driftPerHour: 60 }), 30 * MINUTE);
		expect(world.celsius).toBeCloseTo(once.celsius, 9);
		expect(world.compartments.get(2)?.drift).toBeCloseTo(30, 9);
		expect(later(world, 0)).toBe(world);
	});

	test('has no other compartments than its own', () => {
		expect(changed(cold, 9, { isOpen: true })).toBe(cold);
	});
});

describe('its supply', () => {
	const dark = { ...cold, hasMains: false };

	test.each([
		['the mains feed it', { ...cold, charge: 0 }, 0, true, 12_400],
		['a full battery', dark, 0, true, 11_800],
		['half of it', dark, 120, true, 11_150],
		['until it is flat', dark, 240, false, 10_500],
		['and stays so', dark, 10_000, false, 10_500],
		['charged again', { ...cold, charge: 0 }, 480, true, 12_400]
	])('%s', (_, world, minutes, isFed, mV) => {
		const then = later(world, minutes * MINUTE);
		expect(hasPower(then)).toBe(isFed);
		expect(milliVolts(then)).toBe(mV);
	});

	test('when it will be flat is known, however often it is looked', () => {
		let world = dark;
		for (let minute = 1; minute < 240; minute += 7) world = later(world, minute * MINUTE);
		expect(flatAt(world)).toBeCloseTo(240 * MINUTE, 3);
		expect(later(world, flatAt(world)).charge).toBe(0);
		expect(flatAt(later(world, flatAt(world)))).toBe(Infinity);
		expect(flatAt(cold)).toBe(Infinity);
		expect(later({ ...cold, charge: 0.5 }, 480 * MINUTE).charge).toBe(1);
	});
});

describe('people', () => {
	test('pull after a while, close after another, and one of them stands at a door', () => {
		const first = arrives([], 1, 1_000, USUAL);
		expect(first).toEqual([{ slot: 1, at: 1_800, opens: true }]);
		expect(arrives(first, 1, 2_000, USUAL)).toEqual([{ slot: 1, at: 2_800, opens: true }]);
		expect(stands(first, 1, 1_800, USUAL)).toEqual([{ slot: 1, at: 6_800, opens: false }]);
	});

	test('may never open, or never close', () => {
		const idle = { opensAfterMs: null, closesAfterMs: null };
		expect(arrives([], 1, 0, idle)).toEqual([]);
		expect(stands([], 1, 0, idle)).toEqual([]);
	});

	test('put in and take out, and never leave less than nothing', () => {
		const chance = new Chance('people');
		let grams = 0;
		const steps = Array.from({ length: 500 }, () => {
			const before = grams;
			grams = weightAfter(grams, () => chance.next());
			return grams - before;
		});
		expect(grams).toBeGreaterThanOrEqual(0);
		expect(steps.some((step) => step < 0)).toBe(true);
		expect(steps.every((step) => Number.isSafeInteger(step))).toBe(true);
	});
});
