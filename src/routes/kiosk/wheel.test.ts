import { expect, test } from 'vitest';
import { turn, type Part } from './wheel.ts';

test.each<[string, Part, 1 | -1, string]>([
	['2026-11-30', 'day', 1, '2026-12-01'],
	['2026-01-01', 'day', -1, '2025-12-31'],
	['2026-01-31', 'month', 1, '2026-02-28'],
	['2026-12-15', 'month', 1, '2027-01-15'],
	['2026-01-15', 'month', -1, '2025-12-15'],
	['2028-02-29', 'year', 1, '2029-02-28'],
	['2026-11-23', 'year', -1, '2025-11-23']
])('%s, %s %i is %s', (date, part, by, turned) => {
	expect(turn(date, part, by)).toBe(turned);
});
