import { describe, expect, test, vi } from 'vitest';
import { FakeSerial, FakeSerialPort } from './fake-serial.ts';
import { PortError, type BytePort } from './port.ts';
import { bytes, opened, readAll, sleep, sleepShort } from './testing.ts';
import { choosePort, isChosen, WebSerialPorts, type PortChoice } from './web-serial.ts';

const PICO = { vendorId: 0x2e8a, productId: 0x000a };
const pico = () => new FakeSerialPort(PICO.vendorId, PICO.productId);
function setUp(choices: readonly PortChoice[] = [PICO], isShort = false) {
	const serial = new FakeSerial();
	return { serial, source: new WebSerialPorts(serial, choices, isShort ? sleepShort : sleep) };
}

describe('[P5] which port is opened', () => {
	test.each<[string, readonly PortChoice[], FakeSerialPort, boolean]>([
		['the chosen one', [PICO], pico(), true],
		['any product of a vendor', [{ vendorId: 0x2e8a }], pico(), true],
		['not another product', [{ vendorId: 0x2e8a, productId: 5 }], pico(), false],
		['not another vendor', [{ vendorId: 0x1a86 }], pico(), false],
		['not one without USB ids', [PICO], new FakeSerialPort(), false],
		['one without USB ids where somebody chose it', ['withoutUsbIds'], new FakeSerialPort(), true],
		['then not one with USB ids', ['withoutUsbIds'], pico(), false],
		['none before one was chosen', [], pico(), false]
	])('%s', async (_name, choices, port, isOpened) => {
		const { serial, source } = setUp(choices);
		serial.add(port);
		expect((await source.open()) !== null).toBe(isOpened);
		expect(port.opened).toBe(isOpened ? 1 : 0);
	});

	test('a port that a policy granted without an event is found the next time', async () => {
		const { serial, source } = setUp();
		expect(await source.open()).toBeNull();
		serial.add(pico(), { silently: true });
		expect(await source.open()).not.toBeNull();
	});

	test('a plug is a hint until nobody listens', () => {
		const { serial, source } = setUp();
		const wake = vi.fn();
		const stop = source.onHint(wake);
		serial.add(pico());
		expect(wake).toHaveBeenCalledOnce();
		stop();
		serial.add(pico());
		expect(wake).toHaveBeenCalledOnce();
	});

	test('of two alike, the one without a controller comes last, however much it talks', async () => {
		const { serial, source } = setUp();
		const [sensor, board] = [serial.add(pico()), serial.add(pico())];
		const first = await opened(source);
		const { read } = readAll(first);
		sensor.say(new TextEncoder().encode('t=4.3C, door=closed\n'));
		await vi.waitFor(() => {
			expect(read).not.toEqual([]);
		});
		await first.close();
		expect([sensor.opened, board.opened]).toEqual([1, 0]);
		const second = await opened(source);
		second.greeted?.();
		await second.close();
		await opened(source);
		expect([sensor.opened, board.opened]).toEqual([1, 2]);
	});

	test('one that another program has does not keep us from the next', async () => {
		const { serial, source } = setUp();
		serial.add(pico()).isTaken = true;
		const free = serial.add(pico());
		await opened(source);
		expect(free.opened).toBe(1);
	});
});

describe('[P7] why a port did not open', () => {
	test.each<[string, (port: FakeSerialPort) => void, string]>([
		['another program has it', (port) => (port.isTaken = true), 'busy'],
		['it is gone', (port) => (port.connected = false), 'unplugged'],
		['it never answers', (port) => (port.hangs = true), 'busy']
	])('%s', async (_name, happens, reason) => {
		const { serial, source } = setUp([PICO], true);
		happens(serial.add(pico()));
		const error: unknown = await source.open().catch((cause: unknown) => cause);
		expect(error).toBeInstanceOf(PortError);
		expect(error).toMatchObject({ reason });
	});

	test('what opens when nobody waits any more is closed', async () => {
		const { serial, source } = setUp([PICO], true);
		const port = serial.add(pico());
		const open = port.open.bind(port);
		const late = Promise.withResolvers<undefined>();
		port.open = () => late.promise.then(open);
		await expect(source.open()).rejects.toThrow(PortError);
		const closed = vi.spyOn(port, 'close');
		late.resolve(undefined);
		await vi.waitFor(() => {
			expect(closed).toHaveBeenCalledOnce();
		});
		expect(port.isOpen).toBe(false);
	});
});

describe('[P2] the bytes of an open port', () => {
	test('go both ways', async () => {
		const { serial, source } = setUp();
		const fake = serial.add(pico());
		const port = await opened(source);
		const { read, end } = readAll(port);
		fake.say(bytes(1, 2));
		fake.say(bytes(3));
		await port.write(bytes(9));
		await vi.waitFor(() => {
			expect(read).toEqual([1, 2, 3]);
		});
		expect(fake.written).toEqual([bytes(9)]);
		await port.close();
		expect(await end).toBeUndefined();
	});

	test.each(['BreakError', 'ParityError', 'FramingError', 'BufferOverrunError'])(
		'go on after a %s',
		async (name) => {
			const { serial, source } = setUp();
			const fake = serial.add(pico());
			const port = await opened(source);
			const { read } = readAll(port);
			for (const value of [1, 2, 3]) {
				fake.say(bytes(value));
				await vi.waitFor(() => {
					expect(read).toContain(value);
				});
				fake.breakLine(name);
			}
			fake.say(bytes(4));
			await vi.waitFor(() => {
				expect(read).toEqual([1, 2, 3, 4]);
			});
			await port.close();
			expect(fake.isOpen).toBe(false);
		}
	);

	test.each<[string, (port: FakeSerialPort) => void]>([
		[
			'it is unplugged',
			(port) => {
				port.unplug();
			}
		],
		[
			'it fails with a bare string',
			(port) => {
				port.fail('NetworkError: gone');
			}
		],
		[
			'it fails and the same stream stands there',
			(port) => {
				port.fail(new DOMException('', 'BreakError'));
			}
		]
	])('end when %s, and it can be closed', async (_name, happens) => {
		const { serial, source } = setUp();
		const fake = serial.add(pico());
		const port = await opened(source);
		const { end } = readAll(port);
		happens(fake);
		expect(await end).toMatchObject({ reason: 'unplugged' });
		await port.close();
		expect(fake.isOpen).toBe(false);
		await expect(port.write(bytes(1))).rejects.toThrow();
	});

	test.each<[string, (port: BytePort) => Promise<void>]>([
		['was never read', () => Promise.resolve()],
		[
			'is being read',
			async (port) => {
				void readAll(port);
				await Promise.resolve();
			}
		],
		[
			'was read once and left',
			async (port) => {
				await port.incoming[Symbol.asyncIterator]().next();
			}
		]
	])('stop when a port is closed that %s; it opens again', async (_name, use) => {
		const { serial, source } = setUp();
		const fake = serial.add(pico());
		const port = await opened(source);
		fake.say(bytes(1));
		await use(port);
		await Promise.all([port.close(), port.close()]);
		expect(fake.isOpen).toBe(false);
		expect(await source.open()).not.toBeNull();
	});

	test('a port that does not close keeps nobody waiting', async () => {
		const { serial, source } = setUp([PICO], true);
		const fake = serial.add(pico());
		const port = await opened(source);
		fake.close = () => new Promise(() => undefined);
		await expect(port.close()).resolves.toBeUndefined();
	});
});

describe('choosing the port', () => {
	test.each([
		[pico(), PICO],
		[new FakeSerialPort(), 'withoutUsbIds']
	])('is remembered as what can be found again', async (port, expected) => {
		const choice = await choosePort({ requestPort: () => Promise.resolve(port) });
		expect(choice).toEqual(expected);
		expect(isChosen(port.getInfo(), choice ? [choice] : [])).toBe(true);
	});

	test('none is no fault; a page that may not ask is one', async () => {
		const refuse = (name: string) => ({
			requestPort: () => Promise.reject(new DOMException('', name))
		});
		expect(await choosePort(refuse('NotFoundError'))).toBeNull();
		await expect(choosePort(refuse('SecurityError'))).rejects.toThrow();
	});
});
