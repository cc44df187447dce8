import { describe, expect, test } from 'vitest';
import { TestClock } from '../../../tests/support/board.ts';
import { PortError, type BytePort, type PortSource } from '../port.ts';
import { KeptPort, type PortState } from './kept-port.ts';
import { portOf } from '../testing.ts';
import { readScanner } from './scanner.ts';

/** A source that answers each opening with the next of these; the last one again and again. */
function bench(answers: readonly (() => BytePort | null)[]) {
	const clock = new TestClock();
	const states: PortState[] = [];
	const scans: string[] = [];
	let opened = 0;
	let hint: () => void = () => undefined;
	const ports: PortSource = {
		open: () => {
			const answer = answers[Math.min(opened, answers.length - 1)];
			opened += 1;
			return Promise.resolve().then(() => answer?.() ?? null);
		},
		onHint: (wake) => {
			hint = wake;
			return () => undefined;
		}
	};
	const kept = new KeptPort({
		ports,
		read: (port) => readScanner(port, ({ value }) => scans.push(value)),
		after: clock.after,
		onState: (state) => states.push(state)
	});
	kept.start();
	return {
		...{ clock, states, scans, kept },
		hint: () => {
			hint();
		},
		opened: () => opened
	};
}

const held = () => {
	throw new PortError('busy');
};
/** Says one code, and stays open until it is closed. */
function openPort(code: string): BytePort {
	let close: () => void = () => undefined;
	const closed = new Promise<void>((done) => (close = done));
	async function* read() {
		yield new TextEncoder().encode(`${code}\n`);
		await closed;
	}
	return {
		incoming: read(),
		write: () => Promise.resolve(),
		close: async () => {
			close();
			await closed;
		}
	};
}

describe('[P5] [P8] the port of a device that only tells', () => {
	test('is opened again when it was lost, and says where it stands', async () => {
		const { clock, states, scans, kept } = bench([
			() => portOf(['first\n'], new Error('gone')),
			() => null,
			() => openPort('second')
		]);
		await clock.pass(3_000);
		expect(scans).toEqual(['first', 'second']);
		expect(states).toEqual(['opening', 'open', 'unplugged', 'unplugged', 'open']);
		await kept.stop();
	});

	test('that somebody else holds is said, and tried ever more rarely', async () => {
		const { clock, states, opened, kept } = bench([held]);
		await clock.pass(60_000);
		expect(new Set(states)).toEqual(new Set(['opening', 'busy']));
		expect(opened()).toBeLessThan(12);
		expect(opened()).toBeGreaterThan(5);
		await kept.stop();
		const before = opened();
		await clock.pass(60_000);
		expect(opened()).toBe(before);
	});

	test('is tried at once when a port may have come', async () => {
		const { clock, scans, hint, kept } = bench([
			...Array.from({ length: 6 }, () => () => null),
			() => openPort('there')
		]);
		await clock.pass(28_000);
		expect(scans).toEqual([]);
		hint();
		await clock.pass(10);
		expect(scans).toEqual(['there']);
		await kept.stop();
	});

	test('is closed when it is stopped, and not opened again', async () => {
		const { clock, states, opened, kept } = bench([() => openPort('42')]);
		await clock.pass(100);
		await kept.stop();
		await clock.pass(60_000);
		expect(opened()).toBe(1);
		expect(states).toEqual(['opening', 'open']);
	});
});
