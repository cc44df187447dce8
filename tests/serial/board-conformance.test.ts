import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { openDevice, type Device } from '../../conformance/board/device.ts';
import { crc16, encode, Frames, type Frame } from '../../conformance/board/frame.ts';
import { boardConformance, RULES } from '../../conformance/board/run.ts';
import { Board } from './board.ts';
import { keepsEveryRule } from './keeps-every-rule.ts';
import { UsbPort } from './usb-port.ts';

test('the kit knows the check value of the frames', () => {
	expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x29b1);
});

keepsEveryRule('the controller of C on a terminal', async () => {
	const port = new UsbPort();
	const board = new Board();
	port.onBytes = (bytes) => {
		board.write(bytes);
	};
	board.onBytes = (bytes) => {
		port.write(bytes);
	};
	board.start();
	await port.power();
	const device = await openDevice(port.terminal, 115_200);
	return {
		device,
		useDoor: (slot) => {
			board.onPulse = () => {
				board.move(slot, true);
				board.onJournaled = ({ body }) => {
					if (body['k'] === 'door') board.move(slot, false);
				};
			};
		},
		losePower: async () => {
			await board.kill();
			board.start();
		},
		close: async () => {
			device.close();
			await port.close();
			await board.close();
		}
	};
});

describe('a board that does something else is found', () => {
	const changed = (frame: Frame, body: object): Frame => ({ ...frame, body: { ...body } });

	test.each<[string, RegExp, (frame: Frame) => Frame[]]>([
		[
			'says hello with a sid of its own',
			/a hello is answered/,
			(at) => [at.type === 'H' ? changed(at, { ...at.body, sid: '0badc0de' }) : at]
		],
		[
			'speaks of its journal as of a number',
			/a hello is answered/,
			(at) => [at.type === 'H' ? changed(at, { ...at.body, jid: 7 }) : at]
		],
		[
			'does not know how late it is',
			/is LATE/,
			(at) => [at.type === 'x' ? changed({ ...at, type: 'r' }, { ok: 1 }) : at]
		],
		[
			'leaves an event out',
			/gets every event/,
			(at) => (at.type === 'e' && at.id === 1 ? [] : [at])
		],
		[
			'takes any op for one it knows',
			/unknown op is NOOP/,
			(at) => [at.type === 'x' ? changed(at, { e: 'BADREQ' }) : at]
		],
		[
			'answers each question twice, once too early',
			/a repeated id/,
			(at) => [at.type === 'r' ? changed(at, { door: String(Math.random()) }) : at]
		]
	])('%s', async (_name, says, edit) => {
		const board = new Board();
		const frames = new Frames();
		const device: Device = {
			isGone: false,
			onBytes: () => undefined,
			send: (bytes) => {
				board.write(bytes);
			},
			close: () => undefined
		};
		board.onBytes = (bytes) => {
			for (const { type, id, body } of frames.push(bytes).flatMap(edit)) {
				device.onBytes(encode(type, id, JSON.stringify(body)));
			}
		};
		board.start();
		try {
			const rules = RULES.filter((rule) => says.test(rule.says));
			const outcomes = await boardConformance(device, { slot: null, ask: null }, rules);
			expect(outcomes.map(({ result }) => result)).toEqual(['failed']);
		} finally {
			await board.close();
		}
	});
});

describe('npm run controller:test says what to do', () => {
	const run = (...args: string[]) =>
		new Promise<{ code: unknown; said: string }>((done) => {
			execFile('node', ['conformance/board/cli.ts', ...args], (error, _out, said) => {
				done({ code: error?.code ?? 0, said });
			});
		});

	test.each([
		[[], /^npm run controller:test -- DEVICE/],
		[['/dev/null', '--unlock', 'all'], /^npm run controller:test -- DEVICE/],
		[['/dev/ttyNONE9'], /^There is no \/dev\/ttyNONE9\. Boards are usually/]
	])('%j', async (args, words) => {
		const { code, said } = await run(...args);
		expect(code).toBe(2);
		expect(said).toMatch(words);
	});
});
