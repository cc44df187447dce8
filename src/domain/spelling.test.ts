import { expect, test } from 'vitest';
import { closestTo } from './spelling.ts';

const known = ['interval', 'timeZone', 'notice', 'languages'];

test.each([
	['intervall', 'interval'],
	['timezone', 'timeZone'],
	['time-zone', 'timeZone'],
	['Note', 'notice'],
	['language', 'languages']
])('%s is closest to %s', (typed, name) => {
	expect(closestTo(typed, known)).toBe(name);
});

test('with nothing known there is nothing to suggest', () => {
	expect(closestTo('x', [])).toBe('');
});
