import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { text } from './values.ts';

describe('a bounded text is counted in characters, as JSON Schema counts', () => {
	const name = text(1, 3);
	test.each([
		['abc', true],
		['abcd', false],
		['🍎🍐🍋', true],
		['🍎🍐🍋🍉', false],
		['  abc  ', true],
		['   ', false],
		['', false],
		['a\0b', false]
	])('%j: %s', (typed, isTaken) => {
		expect(v.is(name, typed)).toBe(isTaken);
	});
});
