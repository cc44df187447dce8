import { describe, expect, test } from 'vitest';
import { TestClock } from '../../../tests/support/board.ts';
import type { BytePort } from '../port.ts';
import { readThermometer } from './thermometer.ts';

/** A port out of which comes what the test says. */
function bench() {
	const clock = new TestClock();
	const lines: string[] = [];
	let isClosed = false;
	let wake: () => void = () => undefined;
	async function* read() {
		while (!isClosed) {
			const line = lines.shift();
			if (line === undefined) await new Promise<void>((done) => (wake = done));
			else yield new TextEncoder().encode(`${line}\n`);
		}
	}
	const port: BytePort = {
		incoming: read(),
		write: () => Promise.reject(new Error('nothing is written to it')),
		close: () => {
			isClosed = true;
			wake();
			return Promise.resolve();
		}
	};
	const heard: number[] = [];
	const samples: number[] = [];
	let isOver = false;
	void readThermometer(port, {
		after: clock.after,
		onTemperature: (celsius) => heard.push(celsius),
		onSample: (celsius) => samples.push(celsius)
	}).then(() => (isOver = true));
	const say = async (line: string, ms: number) => {
		lines.push(line);
		wake();
		await clock.pass(ms);
	};
	return { clock, say, heard, samples, isOver: () => isOver };
}

describe('[P8] a thermometer that sends lines', () => {
	test('is sampled once a minute, at the mean of what it told', async () => {
		const { say, heard, samples } = bench();
		for (let i = 0; i < 12; i++) await say(`t=${i % 2 === 0 ? '4.0' : '5.0'}C`, 10_000);
		expect(heard).toHaveLength(12);
		expect(samples).toEqual([4.5, 4.5]);
	});

	test('that says nothing of it for half a minute is let go, so that another speed is tried', async () => {
		const { clock, say, samples, isOver } = bench();
		await say('\u00ff\u0000garbage', 20_000);
		await say('door=open', 9_000);
		expect(isOver()).toBe(false);
		await clock.pass(2_000);
		expect(isOver()).toBe(true);
		await clock.pass(120_000);
		expect(samples).toEqual([]);
	});

	test('that fell silent makes no samples of old figures', async () => {
		const { clock, say, samples, isOver } = bench();
		await say('t=4.0C', 60_000);
		await clock.pass(120_000);
		expect(isOver()).toBe(true);
		expect(samples.length).toBeLessThanOrEqual(1);
	});
});
