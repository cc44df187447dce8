import { afterEach, describe, expect, test } from 'vitest';
import { askForDoors, offerDoors } from './elsewhere.ts';

const stops: (() => void)[] = [];
afterEach(() => {
	for (const stop of stops.splice(0)) stop();
});

function window(hasDoors: boolean, mayGo: boolean) {
	let left = 0;
	const leave = () => (left += 1);
	stops.push(offerDoors({ hasDoors: () => hasDoors, mayGo: () => mayGo }, leave));
	return { left: () => left };
}

describe('[P5] one window has the doors', () => {
	test('a window at rest lets them go, once', async () => {
		const holder = window(true, true);
		const waiting = window(false, true);
		expect(await askForDoors()).toBe('goes');
		expect([holder.left(), waiting.left()]).toEqual([1, 0]);
	});

	test('a window that is used keeps them', async () => {
		const holder = window(true, false);
		expect(await askForDoors()).toBe('inUse');
		expect(holder.left()).toBe(0);
	});

	test('a window that does not answer ends the question', async () => {
		window(false, true);
		expect(await askForDoors(50)).toBe('silent');
	});
});
