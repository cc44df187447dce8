import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '#domain/calendar.ts';
import { figuresOf, freshnessNow, isCalled, standingsOf } from './fleet.ts';
import { ago, alert, machine, NOW } from './people.fixture.ts';

test.each([
	['fresh', 20_000, 0, 'fresh'],
	['fresh', 20_000, 4 * MINUTE, 'stale'],
	['stale', HOUR, 0, 'stale'],
	['stale', HOUR, 7 * HOUR + MINUTE, 'unknown'],
	['reported', HOUR, HOUR, 'reported'],
	['reported', HOUR, 8 * HOUR, 'unknown'],
	['unknown', HOUR, 0, 'unknown']
] as const)(
	'[M19] %s, seen %d ms before an answer that is %d ms old, is %s now',
	(said, seenBefore, later, now) => {
		expect(freshnessNow(said, NOW - seenBefore, NOW, NOW + later)).toBe(now);
	}
);

test('[M19] a machine of which nothing was ever heard is not known, whatever was said', () => {
	expect(freshnessNow('fresh', null, NOW, NOW)).toBe('unknown');
});

test('the most urgent comes first, and a fridge without hardware is not lost', () => {
	const silent = { freshness: 'unknown', lastSeenAt: ago(9 * HOUR) } as const;
	const fleet = [
		machine({ machineId: 1, name: 'runs' }),
		machine({ machineId: 2, name: 'warm', openAlerts: 1 }),
		machine({ machineId: 3, name: 'silent', ...silent }),
		machine({ machineId: 4, name: 'corner', hardware: 'none', ...silent }),
		machine({ machineId: 5, name: 'held', status: 'pending' }),
		machine({ machineId: 6, name: 'full', openAlerts: 1 }),
		machine({ machineId: 7, name: 'slow', unsentFacts: 3 }),
		machine({ machineId: 8, name: 'ended', status: 'revoked' }),
		machine({ machineId: 9, name: 'late', freshness: 'stale' })
	];
	const alerts = [
		alert({ machineId: 2, severity: 'critical' }),
		alert({ machineId: 6, severity: 'warning', kind: 'full' }),
		alert({ machineId: 2, severity: 'info', kind: 'cleaning' })
	];
	const standings = standingsOf(fleet, alerts, NOW, NOW);
	expect(standings.map(({ machine: { name }, urgency }) => [name, urgency])).toEqual([
		['warm', 'critical'],
		['full', 'alert'],
		['silent', 'lost'],
		['held', 'waiting'],
		['late', 'old'],
		['slow', 'unsent'],
		['runs', 'none'],
		['corner', 'none'],
		['ended', 'gone']
	]);
	expect(standings[0]?.alert?.kind).toBe('temperature');
	expect(figuresOf(standings)).toEqual({
		reporting: 4,
		running: 7,
		lost: 1,
		unsent: 3,
		portions: 36
	});
});

test.each([
	['boddin', true],
	['  BODDINSTRASSE ', false],
	['straße 34', true],
	['Weser', false],
	['', true]
])('a machine is found by %j: %s', (typed, found) => {
	const [standing] = standingsOf([machine()], [], NOW, NOW);
	expect(standing && isCalled(standing, typed)).toBe(found);
});
