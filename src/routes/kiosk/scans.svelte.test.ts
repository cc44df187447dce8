import { describe, expect, test } from 'vitest';
import { Scans } from './scans.svelte.ts';

const CODE = ['4', '7', '1', '1'];

/** A keyboard whose time the test moves. */
function bench() {
	let at = 0;
	let due: { at: number; task: () => void } | null = null;
	const scans = new Scans((ms, task) => {
		due = { at: at + ms, task };
		return () => (due = null);
	});
	const scanned: string[] = [];
	const typed: string[] = [];
	scans.onScan((value) => scanned.push(value));
	scans.onType((key) => typed.push(key));
	const wait = (ms: number) => {
		at += ms;
		if (!due || at < due.at) return;
		const { task } = due;
		due = null;
		task();
	};
	const press = (keys: readonly string[], everyMs: number) =>
		keys.map((key) => {
			const isOfScan = scans.key({ key, timeStamp: at });
			wait(everyMs);
			return isOfScan;
		});
	return { scans, scanned, typed, press, wait };
}

describe('[P8] scanners and people', () => {
	test('what a scanner types is told once, and none of it as a person’s', () => {
		const { scanned, typed, press, wait } = bench();
		expect(press([...CODE, 'Enter'], 5)).toEqual([false, false, false, false, true]);
		wait(100);
		expect([scanned, typed]).toEqual([['4711'], []]);
	});

	test('what a person types is theirs', () => {
		const { scanned, typed, press } = bench();
		press([...CODE, 'Enter'], 180);
		expect([scanned, typed]).toEqual([[], [...CODE, 'Enter']]);
	});

	test('two keys struck together are a person’s', () => {
		const { typed, press, wait } = bench();
		press(['4', '7'], 10);
		wait(100);
		expect(typed).toEqual(['4', '7']);
	});

	test('a scanner that sends no end types nothing', () => {
		const { scanned, typed, press, wait } = bench();
		press(Array.from('4006381333931'), 5);
		wait(100);
		expect([scanned, typed]).toEqual([[], []]);
	});

	test('a shortcut is not typed', () => {
		const { scans, typed, wait } = bench();
		scans.key({ key: 'r', timeStamp: 0, ctrlKey: true });
		wait(100);
		expect(typed).toEqual([]);
	});

	test('only the screen that came last is told, and the one before again when it goes', () => {
		const { scans, scanned } = bench();
		const later: string[] = [];
		const stop = scans.onScan((value) => later.push(value));
		scans.heard('one', 'serial');
		stop();
		scans.heard('two', 'board');
		expect([scanned, later]).toEqual([['two'], ['one']]);
		expect(scans.last.map(({ value, by }) => [value, by])).toEqual([
			['two', 'board'],
			['one', 'serial']
		]);
	});

	test('where no screen wants a code nothing happens but that it is remembered', () => {
		const scans = new Scans(() => () => undefined);
		for (const value of ['1', '2', '3', '4']) scans.heard(value, 'serial');
		expect(scans.last.map(({ value }) => value)).toEqual(['4', '3', '2']);
	});
});
