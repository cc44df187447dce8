import { describe, expect, test } from 'vitest';
import { keepTemperature, ownProbe } from './keep-temperature.ts';
import { newKiosk, told } from './testing.ts';

const MINUTE = 60_000;

describe('[P8] a thermometer on a port of its own', () => {
	test('makes readings like a board’s, under its own name', async () => {
		const { store } = newKiosk();
		for (let minute = 0; minute <= 11; minute++) {
			const sample = { probe: 0, celsius: minute < 5 ? 4 : 4.44, at: minute * MINUTE };
			await keepTemperature(store, sample, () => 7);
		}
		const readings = (await told(store)).filter(({ type }) => type === 'reading');
		expect(readings).toMatchObject([{ sensor: 't0', minC: 4, maxC: 4.4 }]);
		store.close();
	});

	test('beside a board it is another sensor, without one the first', () => {
		expect([ownProbe(true), ownProbe(false)]).toEqual([0, 1]);
	});
});
