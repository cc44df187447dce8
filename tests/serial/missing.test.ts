import { afterEach, expect, test, vi } from 'vitest';
import { missing } from './missing.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

test('a machine that can do it lacks nothing', () => {
	expect(missing()).toEqual([]);
});

test.each([
	[
		'CHROMIUM',
		'/nowhere/chromium',
		/^\/nowhere\/chromium is missing: `apt-get install -y chromium`/
	],
	['PATH', '/nowhere', /^gcc is missing: `apt-get install -y gcc libc6-dev`/]
])('a machine without what %s leads to says so, and how to get it', (name, value, words) => {
	vi.stubEnv(name, value);
	expect(missing()).toEqual([expect.stringMatching(words)]);
});
