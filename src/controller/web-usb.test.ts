import { describe, expect, test, vi } from 'vitest';
import { FakeUsb, FakeUsbDevice } from './fake-usb.ts';
import type { BytePort } from './port.ts';
import { bytes, opened, readAll, sleep } from './testing.ts';
import { chooseDevice, WebUsbPorts } from './web-usb.ts';

const BOARD = { vendorId: 0x2e8a, productId: 0x000a };
const CDC = [2, 10];
const board = (classes = CDC) => new FakeUsbDevice(BOARD.vendorId, BOARD.productId, classes);
const LINE_CODING = 0x20;

function setUp() {
	const usb = new FakeUsb();
	return { usb, source: new WebUsbPorts(usb, [BOARD], sleep) };
}

describe('[P2] a serial board by WebUSB', () => {
	test('bytes go both ways, at the speed that was set', async () => {
		const { usb, source } = setUp();
		const device = usb.plug(board());
		const port = await opened(source);
		const { read, end } = readAll(port);
		device.say(bytes(1, 2));
		device.say(bytes(3));
		await port.write(bytes(9));
		await vi.waitFor(() => {
			expect(read).toEqual([1, 2, 3]);
		});
		expect(device.asked).toContain(LINE_CODING);
		expect(device.written).toEqual([bytes(9)]);
		await port.close();
		expect(await end).toBeUndefined();
		expect(device.opened).toBe(false);
	});

	test('a pulled plug ends it; what is plugged in again is another device, with a hint', async () => {
		const { usb, source } = setUp();
		const wake = vi.fn();
		const stop = source.onHint(wake);
		const device = usb.plug(board());
		const port = await opened(source);
		const { end } = readAll(port);
		usb.unplug(device);
		expect(await end).toMatchObject({ reason: 'unplugged' });
		await port.close();
		expect(await source.open()).toBeNull();
		usb.plug(board());
		expect(await source.open()).not.toBeNull();
		expect(wake).toHaveBeenCalledTimes(2);
		stop();
	});

	test('what it fails with is a bare string: it ends, is not read for ever, and opens again', async () => {
		const { usb, source } = setUp();
		const device = usb.plug(board());
		const port = await opened(source);
		const { end } = readAll(port);
		// An empty packet, which the stand-in cannot take.
		device.say(bytes());
		expect(await end).toMatchObject({ reason: 'unplugged', cause: expect.any(String) });
		await port.close();
		expect(device.opened).toBe(false);
		const { read } = readAll(await opened(source));
		device.say(bytes(7));
		await vi.waitFor(() => {
			expect(read).toEqual([7]);
		});
	});

	test.each<[string, FakeUsbDevice]>([
		['another product', new FakeUsbDevice(BOARD.vendorId, 1, CDC)],
		['another vendor', new FakeUsbDevice(1, BOARD.productId, CDC)]
	])('%s is not opened', async (_name, device) => {
		const { usb, source } = setUp();
		usb.plug(device);
		expect(await source.open()).toBeNull();
		expect(device.asked).toEqual([]);
	});

	test.each<[string, number[], number[], boolean]>([
		['the serial interface', CDC, [], true],
		['its maker’s interface, where the system has the serial one', [2, 10, 255], [2, 10], true],
		['its maker’s interface alone', [255], [], true],
		['not where the system has all of it', [2, 10, 255], [2, 255], false],
		['not where it has none', [3], [], false]
	])('opens %s', async (_name, classes, taken, isOpened) => {
		const { usb, source } = setUp();
		const device = usb.plug(board(classes));
		device.taken = taken;
		const port = await source.open().catch((error: unknown) => error);
		if (isOpened) {
			const { read } = readAll(port as BytePort);
			device.say(bytes(1));
			await vi.waitFor(() => {
				expect(read).toEqual([1]);
			});
		} else {
			expect(port).toMatchObject({ name: 'PortError', reason: 'busy' });
			expect(device.opened).toBe(false);
		}
	});
});

test('choosing a device: remembered by its ids; none is no fault', async () => {
	const chosen = { requestDevice: () => Promise.resolve(board().device) };
	expect(await chooseDevice(chosen)).toEqual(BOARD);
	const refuse = (name: string) => ({
		requestDevice: () => Promise.reject(new DOMException('', name))
	});
	expect(await chooseDevice(refuse('NotFoundError'))).toBeNull();
	await expect(chooseDevice(refuse('SecurityError'))).rejects.toThrow();
});
