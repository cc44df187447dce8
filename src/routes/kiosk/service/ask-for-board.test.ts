import { describe, expect, test } from 'vitest';
import { askForBoard, type Browser } from './ask-for-board.ts';

const fails = (name: string) => () => Promise.reject(new DOMException('', name));
const neverAsked = () => Promise.reject(new Error('asked, though there is one'));
const board = { vendorId: 0x2e8a, productId: 10 };
const port = { getInfo: () => ({ usbVendorId: 0x2e8a, usbProductId: 10 }) };
const builtIn = { getInfo: () => ({}) };

type Serial = NonNullable<Browser['serial']>;
type Usb = NonNullable<Browser['usb']>;
const serial = (
	ports: Awaited<ReturnType<Serial['getPorts']>>,
	requestPort: Serial['requestPort'] = neverAsked
): Browser => ({ serial: { getPorts: () => Promise.resolve(ports), requestPort } });
const usb = (
	devices: Awaited<ReturnType<Usb['getDevices']>>,
	requestDevice: () => Promise<unknown> = neverAsked
) => ({ usb: { getDevices: () => Promise.resolve(devices), requestDevice } }) as unknown as Browser;

describe('asking for a board', () => {
	test.each([
		['what needs none', 'simulated', {}, []],
		['no locks', 'none', {}, []],
		['a board that a policy gave is not asked for', 'serial', serial([builtIn, port]), [board]],
		['a board is picked', 'serial', serial([], () => Promise.resolve(port)), [board]],
		[
			'a built-in port only where somebody picks it',
			'serial',
			serial([builtIn], () => Promise.resolve(builtIn)),
			['withoutUsbIds']
		],
		[
			'an empty list, or one that was closed',
			'serial',
			serial([], fails('NotFoundError')),
			'nothingChosen'
		],
		['a page that may not ask', 'serial', serial([], fails('SecurityError')), 'refused'],
		['a browser without Web Serial', 'serial', {}, 'unsupported'],
		['a browser without WebUSB', 'usb', serial([port]), 'unsupported'],
		['a device that a policy gave', 'usb', usb([board]), [board]],
		['a device is picked', 'usb', usb([], () => Promise.resolve(board)), [board]],
		['no device is picked', 'usb', usb([], fails('NotFoundError')), 'nothingChosen']
	] as const)('%s (%s)', async (_, way, browser, asked) => {
		expect(await askForBoard(way, { browser })).toEqual(asked);
	});

	test('a port that is another device’s is no board', async () => {
		const other = { getInfo: () => ({ usbVendorId: 1, usbProductId: 2 }) };
		const not = [{ vendorId: 1, productId: 2 }];
		expect(await askForBoard('serial', { not, browser: serial([other, port]) })).toEqual([board]);
		const only = serial([other], () => Promise.resolve(port));
		expect(await askForBoard('serial', { not, browser: only })).toEqual([board]);
	});

	test('asked again, a board that is given already is not taken for the answer', async () => {
		const other = { getInfo: () => ({ usbVendorId: 1, usbProductId: 2 }) };
		const browser = serial([port], () => Promise.resolve(other));
		expect(await askForBoard('serial', { again: true, browser })).toEqual([
			{ vendorId: 1, productId: 2 }
		]);
	});
});
