import { describe, expect, test } from 'vitest';
import { chosenHardware } from './choose-hardware.ts';

const store = (kept: Record<string, unknown>) => ({
	recall: (name: string) => Promise.resolve(kept[name] as never),
	remember: (name: string, value: unknown) => {
		kept[name] = value;
		return Promise.resolve();
	}
});

const board = { way: 'serial', boards: [{ vendorId: 0x2e8a, productId: 10 }] };

describe('what opens the doors of a kiosk', () => {
	test.each([
		['a new one is asked', {}, null],
		['what was chosen stays', { hardware: board, config: {} }, board],
		[
			'one that served before there was a choice goes on',
			{ config: {} },
			{ way: 'simulated', boards: [] }
		]
	])('%s', async (_, kept, chosen) => {
		const disk = store(kept);
		expect(await chosenHardware(disk)).toEqual(chosen);
		expect(await chosenHardware(disk)).toEqual(chosen);
	});
});
