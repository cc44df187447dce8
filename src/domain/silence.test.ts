import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from './calendar.ts';
import { NOON } from './facts.fixture.ts';
import {
	findOffline,
	lateAfter,
	listeningSince,
	offlineAfter,
	type Look,
	type Silent
} from './silence.ts';

const silentFor = (ms: number, machineId = 1, more: Partial<Silent> = {}): Silent => ({
	machineId,
	lastSeenAt: NOON - ms,
	interval: 60,
	isAlerted: false,
	...more
});
const many = (count: number, ms: number, from = 1): Silent[] =>
	Array.from({ length: count }, (_, i) => silentFor(ms, from + i));
const look = (silent: Silent[], more: Partial<Look> = {}): Look => ({
	now: NOON,
	listeningSince: NOON - HOUR,
	fleet: 100,
	silent,
	storm: null,
	...more
});
const NOTHING = { raise: [], clear: [], storm: null };

describe('[M15] offline after max(3 intervals as last sent, 3 min)', () => {
	test.each([
		[15, 3 * MINUTE],
		[60, 3 * MINUTE],
		[61, 183 * SECOND],
		[3_600, 3 * HOUR]
	])('an interval of %i s: %i ms', (interval, ms) => {
		expect(offlineAfter(interval)).toBe(ms);
		const at = (silence: number) => findOffline(look([silentFor(silence, 7, { interval })])).raise;
		expect(at(ms)).toEqual([]);
		expect(at(ms + 1)).toEqual([7]);
	});

	test('a machine that spreads its statuses a little is never late', () => {
		for (const interval of [15, 60, 3_600]) {
			expect(lateAfter(interval)).toBeGreaterThanOrEqual(1.1 * interval * SECOND);
		}
	});

	test.each<[string, Look, object]>([
		['nobody is silent', look([]), NOTHING],
		['one is', look([silentFor(4 * MINUTE)]), { ...NOTHING, raise: [1] }],
		['it is known', look([silentFor(4 * MINUTE, 1, { isAlerted: true })]), NOTHING],
		['it is back', look([silentFor(SECOND, 1, { isAlerted: true })]), { ...NOTHING, clear: [1] }],
		[
			'it is back, and late again: that is no silence yet',
			look([silentFor(2 * MINUTE, 1, { isAlerted: true })]),
			{ ...NOTHING, clear: [1] }
		],
		[
			'not within 5 min of the server’s own start',
			look([silentFor(HOUR)], { listeningSince: NOON - 5 * MINUTE + 1 }),
			NOTHING
		],
		[
			'5 min after it',
			look([silentFor(HOUR)], { listeningSince: NOON - 5 * MINUTE }),
			{ ...NOTHING, raise: [1] }
		],
		[
			'who comes back within these 5 min is cleared',
			look([silentFor(0, 1, { isAlerted: true })], { listeningSince: NOON }),
			{ ...NOTHING, clear: [1] }
		]
	])('%s', (_, seen, found) => {
		expect(findOffline(seen)).toEqual(found);
	});

	test.each([
		['it looked a moment ago', NOON - 15 * SECOND, NOON - HOUR],
		['it slept', NOON - 3 * MINUTE, NOON],
		['its clock was set back', NOON + MINUTE, NOON]
	])('the server listens: %s', (_, lookedAt, since) => {
		expect(listeningSince(NOON - HOUR, lookedAt, NOON)).toBe(since);
	});
});

describe('[M15] a fifth of the fleet at once is one alert', () => {
	const gone = 4 * MINUTE;
	const late = 2 * MINUTE;
	const storm = { until: NOON - 10 * MINUTE, count: 30 };
	const before = (count: number, from = 1) => many(count, 14 * MINUTE, from);
	test.each<[string, Look, object]>([
		['19 of 100', look(many(19, gone)), { raise: many(19, 0).map((one) => one.machineId) }],
		['20 of 100', look(many(20, gone)), { storm: { until: NOON, count: 20 } }],
		[
			'the first of 20, the others are late',
			look([...many(1, gone), ...many(19, late, 2)]),
			{ storm: { until: NOON, count: 20 } }
		],
		['20 late, none gone', look(many(20, late)), {}],
		['one of three machines is no storm', look(many(1, gone), { fleet: 3 }), { raise: [1] }],
		['two of three are', look(many(2, gone), { fleet: 3 }), { storm: { until: NOON, count: 2 } }],
		[
			'those that went long ago do not count',
			look([...many(19, gone), silentFor(HOUR, 50, { isAlerted: true })]),
			{ raise: many(19, 0).map((one) => one.machineId) }
		],
		['it lasts', look(before(30), { storm }), { storm }],
		['some are back', look(before(22), { storm }), { storm: { ...storm, count: 22 } }],
		['all are back', look([], { storm }), {}],
		[
			'most are back: the others are alerts of their own',
			look(before(3), { storm }),
			{ raise: [1, 2, 3] }
		],
		[
			'another machine meanwhile',
			look([...before(25), silentFor(gone, 99)], { storm }),
			{ raise: [99], storm: { ...storm, count: 25 } }
		],
		[
			'a second wave is the same alert',
			look([...before(25), ...many(20, gone, 50)], { storm }),
			{ storm: { until: NOON, count: 45 } }
		],
		[
			'the server starts anew while it lasts',
			look(before(3), { storm, listeningSince: NOON }),
			{ storm: { ...storm, count: 3 } }
		]
	])('%s', (_, seen, found) => {
		expect(findOffline(seen)).toEqual({ ...NOTHING, ...found });
	});

	test('whoever is offline is in exactly one alert, whoever is not in none', () => {
		const machine = fc.record({
			silence: fc.integer({ min: 0, max: 20 * MINUTE }),
			interval: fc.constantFrom(15, 60, 120),
			isAlerted: fc.boolean()
		});
		fc.assert(
			fc.property(
				fc.array(machine, { maxLength: 30 }),
				fc.integer({ min: 30, max: 60 }),
				fc.option(fc.integer({ min: 0, max: 20 * MINUTE })),
				(machines, fleet, age) => {
					const silent = machines
						.map(({ silence, ...more }, i) => silentFor(silence, i + 1, more))
						.filter((one) => one.isAlerted || NOON - one.lastSeenAt > lateAfter(one.interval));
					const until = age === null ? null : NOON - age;
					const found = findOffline(
						look(silent, { fleet, storm: until === null ? null : { until, count: 1 } })
					);
					for (const one of silent) {
						const isOffline = NOON - one.lastSeenAt > offlineAfter(one.interval);
						const own = one.isAlerted
							? !found.clear.includes(one.machineId)
							: found.raise.includes(one.machineId);
						const shared =
							!one.isAlerted && found.storm !== null && one.lastSeenAt <= found.storm.until;
						expect(Number(own) + Number(shared)).toBe(isOffline ? 1 : shared ? 1 : 0);
						if (!isOffline) expect(own).toBe(false);
					}
				}
			)
		);
	});
});
