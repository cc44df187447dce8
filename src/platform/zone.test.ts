import { expect, test } from 'vitest';
import { zoneOf } from './zone.ts';

test.each([
	['Europe/Berlin', '2026-11-23T22:59:59Z', '2026-11-23'],
	['Europe/Berlin', '2026-11-23T23:00:00Z', '2026-11-24'],
	['America/New_York', '2026-11-24T04:59:59Z', '2026-11-23'],
	['Pacific/Kiritimati', '2026-11-23T10:00:00Z', '2026-11-24'],
	['Asia/Kathmandu', '2026-11-23T18:15:00Z', '2026-11-24']
])('in %s, %s falls on %s', (name, at, date) => {
	expect(zoneOf(name).localDate(Date.parse(at))).toBe(date);
	expect(zoneOf(name)).toMatchObject({ name, known: true });
});

test('a zone that no browser knows is UTC, and says so', () => {
	const zone = zoneOf('Mars/Olympus');
	expect(zone).toMatchObject({ name: 'UTC', known: false });
	expect(zone.localDate(Date.parse('2026-11-23T23:59:59Z'))).toBe('2026-11-23');
});
