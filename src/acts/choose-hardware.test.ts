import { describe, expect, test } from 'vitest';
import type { PortChoice } from '#controller/web-serial.ts';
import { chosenHardware, portsOfDevices, withDevice, withoutDevice } from './choose-hardware.ts';
import type { Hardware } from './hardware.ts';

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

describe('what hangs on a port of its own', () => {
	const hardware: Hardware = { way: 'serial', boards: [{ vendorId: 1, productId: 2 }] };
	test.each<[string, Hardware, PortChoice, boolean]>([
		['another kind of port is taken', hardware, { vendorId: 1, productId: 3 }, true],
		['the board’s kind is not', hardware, { vendorId: 1, productId: 2 }, false],
		['nor one that may be the board’s', hardware, { vendorId: 1 }, false],
		['a built-in port is another one', hardware, 'withoutUsbIds', true],
		[
			'but not beside a thermometer on such a one',
			{ ...hardware, sensor: 'withoutUsbIds' },
			'withoutUsbIds',
			false
		],
		[
			'the same device may be chosen anew',
			{ ...hardware, scanner: { vendorId: 5, productId: 5 } },
			{ vendorId: 5, productId: 5 },
			true
		]
	])('%s', (_, before, port, isTaken) => {
		const after = withDevice(before, 'scanner', port);
		expect(after).toEqual(isTaken ? { ...before, scanner: port } : null);
	});

	test('is taken away alone, and is no board', () => {
		const both = { ...hardware, scanner: 'withoutUsbIds', sensor: { vendorId: 9 } } as const;
		expect(withoutDevice(both, 'scanner')).toEqual({ ...hardware, sensor: { vendorId: 9 } });
		expect(portsOfDevices(both)).toEqual(['withoutUsbIds', { vendorId: 9 }]);
		expect(portsOfDevices(null)).toEqual([]);
	});
});
