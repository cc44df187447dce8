import { describe, expect, test, vi } from 'vitest';
import { sample } from '../support/sample.ts';

const cases = Array.from({ length: 10 }, (_, index) => index);

describe('a sample', () => {
	test('takes at most what was asked for, and in turn every case', () => {
		vi.stubEnv('TEST_ALL', undefined);
		const turns = [0, 1, 2, 3].map((turn) => sample(cases, 3, turn));
		for (const part of turns) expect(part.length).toBeLessThanOrEqual(3);
		expect(turns.flat().sort()).toEqual(cases);
		expect(sample(cases, 3, 5)).toEqual(turns[1]);
	});

	test('is everything when all is asked for', () => {
		vi.stubEnv('TEST_ALL', '1');
		expect(sample(cases, 3, 1)).toEqual(cases);
	});

	test('is the same for the same commit', () => {
		vi.stubEnv('TEST_ALL', undefined);
		expect(sample(cases, 3)).toEqual(sample(cases, 3));
	});
});
