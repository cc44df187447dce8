import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { LineSensor, parseLine, type Reading } from './line-sensor.ts';
import { portOf } from '../testing.ts';

const nothing: Reading = { temperature: null, average: null, isOpen: null, status: null };

describe('[P8] a line of a sensor that only tells', () => {
	test.each<[string, Partial<Reading> | null]>([
		[
			't=4.3C, avg=4.1C, door=closed, status=OK',
			{ temperature: 4.3, average: 4.1, isOpen: false, status: 'OK' }
		],
		[
			'status=OK,door=open,avg=4C,t=-0.5C',
			{ temperature: -0.5, average: 4, isOpen: true, status: 'OK' }
		],
		['t = 4.3 °C , DOOR = Open', { temperature: 4.3, isOpen: true }],
		['t=4.3C', { temperature: 4.3 }],
		['t=4.3C, humidity=81%', { temperature: 4.3 }],
		['door=ajar, t=4.3C', { temperature: 4.3 }],
		['t=nanC, door=closed', { isOpen: false }],
		['t=, avg=4.1C', { average: 4.1 }],
		['t=4.3F, door=closed', { isOpen: false }],
		['t=4.3, door=closed', { isOpen: false }],
		['t=999C, avg=-127C, status=OK', { status: 'OK' }],
		['t=4.3C=5C, door=open', { isOpen: true }],
		['status=<b>OK</b>, t=1C', { temperature: 1 }],
		['t=85.0C', { temperature: 85 }],
		['', null],
		['boot v1.2', null],
		['humidity=81%', null],
		['t=4.3F', null],
		[',,,=,=,', null]
	])('%s', (line, expected) => {
		expect(parseLine(line)).toEqual(expected && { ...nothing, ...expected });
	});

	test('whatever it says, nothing is thrown and no figure is out of range', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (line) => {
				const temperature = parseLine(line)?.temperature ?? 0;
				expect(temperature).toBeGreaterThanOrEqual(-60);
				expect(temperature).toBeLessThanOrEqual(100);
			})
		);
	});
});

function listening() {
	const readings: (number | null)[] = [];
	const doors: boolean[] = [];
	return {
		readings,
		doors,
		onReading: ({ temperature }: Reading) => readings.push(temperature),
		onDoor: (isOpen: boolean) => doors.push(isOpen)
	};
}

describe('[P8] a sensor on a port', () => {
	test('tells each reading, and each change of its door', async () => {
		const heard = listening();
		const port = portOf([
			'\x00\xffgarbage\r\nt=4.0C, door=clo',
			'sed\r\nt=4.1C, door=open\r',
			'\n\r\nt=4.2C\n',
			'x'.repeat(5_000),
			'\nt=4.3C, door=open\nt=4.4C, door=closed\nt=9.9C, door=op'
		]);
		const sensor = new LineSensor(port, heard);
		expect([sensor.last, sensor.isOpen]).toEqual([null, null]);
		await sensor.run();
		expect(heard.readings).toEqual([4, 4.1, 4.2, 4.3, 4.4]);
		expect(heard.doors).toEqual([true, false]);
		expect(sensor.last?.temperature).toBe(4.4);
		expect(sensor.isOpen).toBe(false);
		expect(port.written).toEqual([]);
	});

	test('ends when the port is lost, and when it is stopped', async () => {
		const lost = new LineSensor(portOf(['t=1C\n'], new Error('gone')), listening());
		await expect(lost.run()).resolves.toBeUndefined();
		const heard = listening();
		const stopped = new LineSensor(portOf(['t=1C\n', 't=2C\n', 't=3C\n']), heard);
		const run = stopped.run();
		await vi.waitFor(() => {
			expect(heard.readings).toContain(1);
		});
		await stopped.stop();
		await expect(run).resolves.toBeUndefined();
	});
});
