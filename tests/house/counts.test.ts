import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { countGo, countPlaywright, countSums, countVitest } from '../../tools/counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'exes-counts-'));
afterAll(() => {
	rmSync(folder, { recursive: true });
});

function written(report: unknown): string {
	const file = join(folder, 'report.json');
	writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
	return file;
}

const file = (status: string, ...tests: string[]) => ({
	status,
	assertionResults: tests.map((outcome) => ({ status: outcome }))
});

describe('npm test counts', () => {
	test.each([
		[
			'all pass',
			{ numPassedTests: 3, numFailedTests: 0, testResults: [file('passed', 'passed')] },
			0,
			3,
			0
		],
		[
			'one fails',
			{ numPassedTests: 2, numFailedTests: 1, testResults: [file('failed', 'passed', 'failed')] },
			1,
			2,
			1
		],
		['a file cannot be read', { numPassedTests: 2, testResults: [file('failed')] }, 1, 2, 1],
		['a set-up fails', { numPassedTests: 0, testResults: [file('failed', 'skipped')] }, 1, 0, 1],
		[
			'crashed after passing',
			{ numPassedTests: 2, testResults: [file('passed', 'passed')] },
			1,
			2,
			1
		],
		['no report at all', '', 1, 0, 1]
	])('vitest: %s', (_, report, code, passed, failed) => {
		expect(countVitest(written(report), code)).toEqual({ passed, failed });
	});

	test.each([
		['all pass', ['ok a door', '39 passed, 0 failed', '1 passed, 0 failed'], 0, 40, 0],
		['one program fails', ['39 passed, 0 failed', '4 passed, 1 failed'], 2, 43, 1],
		['it does not compile', ['39 passed, 0 failed'], 2, 39, 1],
		['it says nothing', [], 1, 0, 1]
	])('sums: %s', (_, lines, code, passed, failed) => {
		expect(countSums(lines, code)).toEqual({ passed, failed });
	});

	test.each([
		['all pass', { stats: { expected: 4, unexpected: 0, flaky: 0 } }, 0, 4, 0],
		['two fail', { stats: { expected: 4, unexpected: 2, flaky: 0 } }, 1, 4, 2],
		['the set-up fails', { stats: { expected: 0, unexpected: 0, flaky: 0 } }, 1, 0, 1]
	])('playwright: %s', (_, report, code, passed, failed) => {
		expect(countPlaywright(written(report), code)).toEqual({ passed, failed });
	});

	const go = (Action: string, Test?: string, Output?: string) =>
		JSON.stringify({ Action, Package: 'exes', Test, Output });
	test.each([
		[
			'subtests, not their parent',
			[go('pass', 'A/x'), go('pass', 'A/y'), go('pass', 'A')],
			0,
			2,
			0
		],
		['one fails', [go('output', 'A', 'why\n'), go('fail', 'A'), go('pass', 'B')], 1, 1, 1],
		['one panics and never ends', [go('run', 'A'), go('output', 'A', 'panic\n')], 2, 0, 1],
		['it does not compile', ['# exes', go('fail')], 1, 0, 1]
	])('go: %s', (_, events, code, passed, failed) => {
		expect(countGo(events, code)).toMatchObject({ passed, failed });
	});

	test('go shows why', () => {
		const { shown } = countGo([go('output', 'A', 'why\n'), go('fail', 'A')], 1);
		expect(shown).toBe('why');
	});
});
