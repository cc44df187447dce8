import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader } from './lines.ts';
import { portOf } from '../testing.ts';
import { readScanner, scanOf, type Scan } from './scanner.ts';
import { Wedge, type Key } from './wedge.ts';

async function scansOf(pieces: (string | Uint8Array)[], failure?: Error): Promise<string[]> {
	const scans: Scan[] = [];
	await readScanner(portOf(pieces, failure), (scan) => scans.push(scan));
	return scans.map(({ value }) => value);
}

describe('[P8] a scanner on a serial port', () => {
	const umlaut = Buffer.from('Käse ✓\r\n');
	test.each<[string, (string | Uint8Array)[], string[]]>([
		['a line', ['4006381333931\r\n'], ['4006381333931']],
		['CR alone, LF alone, both', ['a\rb\nc\r\n'], ['a', 'b', 'c']],
		['pieces', ['40063', '8133', '3931\r', '\n40', '1\r\n'], ['4006381333931', '401']],
		[
			'a letter of several bytes in pieces',
			[...umlaut].map((byte) => Uint8Array.of(byte)),
			['Käse ✓']
		],
		['empty lines', ['\r\n\r\n  \r\n'], []],
		['a line without end', ['4006381333931'], []],
		['a line that is no code, and the next', [`${'x'.repeat(2_000)}\r\nok\r\n`], ['ok']],
		['129 characters', [`${'x'.repeat(129)}\r\n`], []],
		['control characters', ['\x02\x1b[2J42\x03\x7f\r\n'], ['[2J42']],
		['what is no UTF-8', [Uint8Array.of(0xff, 0x34, 0x0a)], ['\ufffd4']],
		['a web address is text', ['javascript:alert(1)\r\n'], ['javascript:alert(1)']]
	])('%s', async (_name, pieces, expected) => {
		expect(await scansOf(pieces)).toEqual(expected);
	});

	test('ends with its port, and tells what it had read', async () => {
		expect(await scansOf(['42\n', '43'], new Error('gone'))).toEqual(['42']);
	});

	test('however bytes are split, the same lines come of them', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat({ max: 600 }), (bytes, at) => {
				const whole = new LineReader().push(bytes);
				const pieces = new LineReader();
				const lines = [bytes.subarray(0, at), bytes.subarray(at)].flatMap((part) =>
					pieces.push(part)
				);
				expect(lines).toEqual(whole);
			})
		);
	});

	test('nothing of a terminal is left of any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
				const codes = Array.from(
					scanOf(text)?.value ?? 'x',
					(letter) => letter.codePointAt(0) ?? 0
				);
				expect(codes.every((code) => code >= 0x20 && code !== 0x7f)).toBe(true);
			})
		);
	});
});

/** Keys at so many milliseconds from each to the next. */
function type(keys: readonly (string | Partial<Key>)[], everyMs: number) {
	const scans: string[] = [];
	const wedge = new Wedge(({ value }) => scans.push(value));
	const ended = keys.map((key, index) =>
		wedge.take({
			key: '',
			timeStamp: 1_000 + index * everyMs,
			...(typeof key === 'string' ? { key } : key)
		})
	);
	return { scans, ended: ended.filter(Boolean).length };
}

describe('[P8] a scanner that types like a keyboard', () => {
	const code = Array.from('4006381333931');
	test.each<[string, (string | Partial<Key>)[], number, string[]]>([
		['a burst and Enter', [...code, 'Enter'], 5, ['4006381333931']],
		['a burst and Tab', [...code, 'Tab'], 29, ['4006381333931']],
		['two in a row', [...code, 'Enter', ...code, 'Enter'], 5, ['4006381333931', '4006381333931']],
		['capitals, with their shift', ['Shift', 'A', 'b', 'Shift', 'C', '1', 'Enter'], 5, ['AbC1']],
		['a person', [...code, 'Enter'], 30, []],
		['a person who is slow', [...code, 'Enter'], 180, []],
		['Enter alone', ['Enter', 'Enter'], 5, []],
		['keys struck together', ['a', 's', 'Enter'], 5, []],
		['a burst without end', code, 5, []],
		['a burst with a key of another kind', ['4', '0', 'ArrowLeft', '1', 'Enter'], 5, []],
		[
			'a shortcut',
			[{ key: '1' }, { key: '2' }, { key: '3' }, { key: 'w', ctrlKey: true }, 'Enter'],
			5,
			[]
		],
		['a key held down', Array.from({ length: 9 }, () => ({ key: 'a', repeat: true })), 5, []],
		[
			'a held key and Enter',
			[...Array.from({ length: 9 }, () => ({ key: 'a', repeat: true })), 'Enter'],
			5,
			[]
		],
		[
			'more than a code',
			[
				...'x'
					.repeat(200)
					.split('x')
					.map(() => 'x'),
				'Enter'
			],
			5,
			[]
		]
	])('%s', (_name, keys, everyMs, expected) => {
		const { scans, ended } = type(keys, everyMs);
		expect(scans).toEqual(expected);
		expect(ended).toBe(expected.length);
	});

	test('a space within a scan presses nothing, a person’s does', () => {
		const wedge = new Wedge(() => undefined);
		const presses = (key: string, timeStamp: number) => wedge.take({ key, timeStamp });
		expect([presses('a', 0), presses(' ', 5), presses('b', 10)]).toEqual([false, true, false]);
		expect(presses(' ', 500)).toBe(false);
	});

	test('what a person typed before does not come into the scan', () => {
		const scans: string[] = [];
		const wedge = new Wedge(({ value }) => scans.push(value));
		let timeStamp = 0;
		const press = (key: string, afterMs: number) =>
			wedge.take({ key, timeStamp: (timeStamp += afterMs) });
		for (const key of 'hel') press(key, 200);
		press('1', 31);
		for (const key of '2345') press(key, 4);
		press('Enter', 4);
		expect(scans).toEqual(['12345']);
	});

	test('an end that comes late is a person’s', () => {
		const scans: string[] = [];
		const wedge = new Wedge(({ value }) => scans.push(value));
		let timeStamp = 0;
		for (const key of '12345') wedge.take({ key, timeStamp: (timeStamp += 4) });
		expect(wedge.take({ key: 'Enter', timeStamp: timeStamp + 400 })).toBe(false);
		expect(scans).toEqual([]);
	});
});
