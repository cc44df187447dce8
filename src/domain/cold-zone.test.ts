import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, type Millis } from './calendar.ts';
import {
	aboveLimitMs,
	laterZone,
	newColdZone,
	standingOf,
	withFault,
	withGap,
	withOpenedDoor,
	withSample,
	withService,
	type ColdZone
} from './cold-zone.ts';
import { NOON } from './facts.fixture.ts';
import { policyOf } from './policy.ts';
import { warmMs } from './warm-time.ts';
import type { ColdChainState } from './shapes/words.ts';

// The limit of `eu` is 7 °C, and it locks after 60 minutes.
const { cold } = policyOf('eu');
const LIMIT = 7;
const COLD = 4;
const WARM = 9;
const minute = (n: number): Millis => NOON + n * MINUTE;

/** What happens to a zone, by minutes: a temperature of its first sensor, or something else. */
type Happening = number | 'door' | 'service' | 'reopen' | 'broken' | ['gap', number];
type Story = readonly (readonly [minute: number, happening: Happening])[];

function after(story: Story, until: number, from = newColdZone(NOON)): ColdZone {
	const last = story.reduce((zone, [n, happening]) => happens(zone, minute(n), happening), from);
	return laterZone(last, minute(until), cold);
}

function happens(zone: ColdZone, at: Millis, happening: Happening): ColdZone {
	if (typeof happening === 'number') {
		return withSample(zone, { sensor: 't1', celsius: happening, at }, LIMIT, cold);
	}
	if (typeof happening === 'object') {
		return withGap(zone, [at - happening[1] * MINUTE, at], cold);
	}
	switch (happening) {
		case 'door':
			return withOpenedDoor(zone, at, cold);
		case 'service':
			return withService(zone, at, false, cold);
		case 'reopen':
			return withService(zone, at, true, cold);
		case 'broken':
			return withFault(zone, { sensor: 't1', at }, cold);
	}
}

/** A sample every five minutes, as a board tells them. */
const every5 = (celsius: number, from: number, to: number): Story =>
	Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, i) => [from + 5 * i, celsius]);

const stateAfter = (story: Story, until: number): ColdChainState =>
	standingOf(after(story, until), cold).state;

describe('[F5] the states of a zone', () => {
	const warming = [...every5(COLD, 0, 10), ...every5(WARM, 15, 200)];
	const upTo = (until: number) => warming.filter(([n]) => n <= until);
	test.each<[string, Story, number, ColdChainState]>([
		['nothing was measured yet', [], 1, 'unknown'],
		['cold', every5(COLD, 0, 30), 30, 'ok'],
		['at the limit it is not above it', every5(LIMIT, 0, 90), 90, 'ok'],
		['above it, at once', upTo(15), 15, 'watch'],
		['for a little less than 15 minutes', upTo(29), 29.9, 'watch'],
		['for 15', upTo(30), 30, 'warn'],
		['for a little less than an hour', upTo(74), 74.9, 'warn'],
		['for an hour', upTo(75), 75, 'locked'],
		['and cold again afterwards', [...upTo(75), ...every5(COLD, 80, 300)], 300, 'locked'],
		['warm, then cold in time', [...upTo(70), [72, COLD]], 72, 'ok'],
		['a sensor that says nothing any more', every5(COLD, 0, 10), 26, 'unknown'],
		['one that the board says is broken', [...every5(COLD, 0, 10), [11, 'broken']], 11, 'unknown'],
		[
			'one that reads what no fridge can be',
			[
				[0, COLD],
				[1, -127]
			],
			1,
			'unknown'
		],
		[
			'a broken one that measures again',
			[
				[0, COLD],
				[1, 'broken'],
				[2, COLD]
			],
			2,
			'ok'
		],
		['without a sensor for less than 4 h', every5(COLD, 0, 10), 249, 'unknown'],
		['without a sensor for 4 h', every5(COLD, 0, 10), 250, 'locked'],
		['never a sensor', [], 240, 'locked'],
		['silent while it was warm: it goes on being warm', upTo(30), 75, 'locked'],
		['broken while it was warm', [...upTo(30), [31, 'broken']], 74, 'unknown'],
		['broken while it was warm, an hour after', [...upTo(30), [31, 'broken']], 75, 'locked'],
		[
			'a gap of less than 4 h',
			[...every5(COLD, 0, 10), [249, ['gap', 239]], [249.9, COLD]],
			249.9,
			'ok'
		],
		['a gap of more', [...every5(COLD, 0, 10), [260, ['gap', 250]], [261, COLD]], 261, 'locked']
	])('%s', (_, story, until, state) => {
		expect(stateAfter(story, until)).toBe(state);
	});

	test('each says since when it is so, whenever it was looked at', () => {
		const since = (story: Story, until: number) =>
			(standingOf(after(story, until), cold).since - NOON) / MINUTE;
		expect(since(upTo(20), 24)).toBe(15);
		expect(since(upTo(45), 47)).toBe(30);
		expect(since(upTo(200), 200)).toBe(75);
		expect(since(every5(COLD, 0, 10), 100)).toBe(25);
		expect(since(every5(COLD, 0, 10), 900)).toBe(250);
	});
});

describe('[F5] a zone is as warm as the hottest of its sensors, each a mean of five minutes', () => {
	const measure = (zone: ColdZone, sensor: string, celsius: number, n: number) =>
		withSample(zone, { sensor, celsius, at: minute(n) }, LIMIT, cold);
	const isWarm = (...samples: [sensor: string, celsius: number, n: number][]) =>
		samples.reduce((zone, one) => measure(zone, ...one), newColdZone(NOON)).isWarm;

	test('one warm sensor is enough', () => {
		expect(isWarm(['t1', COLD, 0], ['t2', WARM, 1], ['t1', COLD, 2])).toBe(true);
		expect(isWarm(['t1', COLD, 0], ['t2', COLD, 1])).toBe(false);
	});

	test('a warm one that went silent long ago is not one that works', () => {
		expect(isWarm(['t2', WARM, 0], ['t1', COLD, 15])).toBe(true);
		expect(isWarm(['t2', WARM, 0], ['t1', COLD, 16])).toBe(false);
	});

	test('a moment of warmth is not five minutes of it', () => {
		const still: [string, number, number][] = [0, 1, 2, 3].map((n) => ['t1', COLD, n]);
		expect(isWarm(...still, ['t1', 18, 4])).toBe(false);
		expect(isWarm(...still, ['t1', 20, 4])).toBe(true);
		// Five minutes later only it counts.
		expect(isWarm(...still, ['t1', 18, 4], ['t1', 18, 8])).toBe(true);
	});
});

describe('[F5] a door delays the lock by 15 minutes and a service by 30, once per warming', () => {
	const locksAfter = (story: Story): number => {
		const zone = after(
			[...story, ...every5(WARM, 20, 200)].sort((a, b) => a[0] - b[0]),
			200
		);
		return ((zone.lockedAt ?? Infinity) - NOON) / MINUTE - 20;
	};
	test.each<[string, Story, number]>([
		['nobody was there', [], 60],
		['a door, as it got warm', [[21, 'door']], 75],
		['a door just before', [[5, 'door']], 75],
		['a door long before', [[4, 'door']], 60],
		[
			'two doors',
			[
				[21, 'door'],
				[50, 'door']
			],
			75
		],
		['a service', [[21, 'service']], 90],
		['a service before', [[0, 'service']], 90],
		[
			'a service with its doors',
			[
				[20, 'door'],
				[22, 'service'],
				[30, 'door']
			],
			90
		],
		['a door after it has locked', [[81, 'door']], 60]
	])('%s', (_, story, minutes) => {
		expect(locksAfter(story)).toBe(minutes);
	});

	test.each<[number, number]>([
		// The same warming: its five minutes count, and its delay is spent.
		[29, 75 - 5],
		// Another one, which a door delays anew.
		[30, 75]
	])('cold for %s minutes, and warm again with a door open', (n, minutes) => {
		const begin: Story = [
			[0, WARM],
			[1, 'door'],
			[5, COLD],
			[15, COLD],
			[25, COLD]
		];
		const again: Story = [[5 + n, WARM], [5 + n, 'door'], ...every5(WARM, 10 + n, 200)];
		expect(after([...begin, ...again], 200).lockedAt).toBe(minute(5 + n + minutes));
	});

	test('opening a door every ten minutes keeps no warm zone from locking', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(600), fc.constantFrom('door', 'service')), { maxLength: 60 }),
				(visits) => {
					const doors: Story = Array.from({ length: 60 }, (_, i) => [i * 10, 'door']);
					const story = [...every5(WARM, 0, 600), ...doors, ...(visits as unknown as Story)];
					const zone = after(
						[...story].sort((a, b) => a[0] - b[0]),
						600
					);
					expect(zone.lockedAt).toBeLessThanOrEqual(minute(60 + 30));
				}
			)
		);
	});
});

describe('[F6] only a service opens a locked zone again', () => {
	const locked = [...every5(COLD, 0, 10), ...every5(WARM, 15, 80)] as const;
	test.each<[string, Story, ColdChainState]>([
		[
			'somebody only cleaned',
			[
				[81, 'service'],
				[82, COLD]
			],
			'locked'
		],
		[
			'its doors were opened',
			[
				[81, 'door'],
				[82, COLD]
			],
			'locked'
		],
		[
			'its probe was changed',
			[
				[81, 'broken'],
				[82, COLD]
			],
			'locked'
		],
		[
			'it was measured, and opened again',
			[
				[81, 'reopen'],
				[82, COLD]
			],
			'ok'
		],
		[
			'opened again, while its probe says that it is warm',
			[
				[81, 'reopen'],
				[82, WARM]
			],
			'watch'
		]
	])('%s', (_, story, state) => {
		expect(stateAfter([...locked, ...story], 82)).toBe(state);
	});

	test('afterwards it counts anew, with the delay of a service', () => {
		const story: Story = [...locked, [81, 'reopen'], ...every5(WARM, 85, 300)];
		expect(after(story, 300).lockedAt).toBe(minute(85 + 60 + 30));
		// What was inside stays as warm as it was.
		expect(warmMs(after([...locked, [81, 'reopen']], 81).warm, NOON, minute(300))).toBe(
			66 * MINUTE
		);
	});

	test('nothing else does, whatever happens', () => {
		const happening = fc.oneof(
			fc.double({ min: -40, max: 40, noNaN: true }),
			fc.constantFrom('door' as const, 'service' as const, 'broken' as const)
		);
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(2_000), happening)), (more) => {
				const story = [...more].sort((a, b) => a[0] - b[0]);
				const zone = story.reduce(
					(before, [n, what]) => happens(before, minute(80 + n), what),
					after(locked, 80)
				);
				expect(standingOf(zone, cold).state).toBe('locked');
			})
		);
	});
});

describe('[F5] time', () => {
	const celsius = fc.constantFrom(COLD, LIMIT, WARM);
	const steps = fc.array(
		fc.tuple(fc.integer({ min: 1, max: 40 }), fc.oneof(celsius, fc.constant('door' as const))),
		{ maxLength: 30 }
	);
	const storyOf = (gaps: readonly (readonly [number, Happening])[]): [number, Happening][] => {
		let n = 0;
		return gaps.map(([gap, happening]) => [(n += gap), happening]);
	};

	test('it makes no difference in how many steps it passes', () => {
		fc.assert(
			fc.property(steps, fc.array(fc.nat(1_200)), (gaps, looks) => {
				const story = storyOf(gaps);
				const whole = after(story, 1_300);
				const stepped = [
					...story.map(([n, happening]) => ({ n, happening: happening })),
					...looks.map((n) => ({ n: n + 0.5, happening: null }))
				]
					.sort((a, b) => a.n - b.n)
					.reduce(
						(zone, { n, happening }) =>
							happening === null
								? laterZone(zone, minute(n), cold)
								: happens(zone, minute(n), happening),
						newColdZone(NOON)
					);
				expect(laterZone(stepped, minute(1_300), cold)).toEqual(whole);
			})
		);
	});

	test('a sample that is told twice changes nothing', () => {
		fc.assert(
			fc.property(steps, (gaps) => {
				const story = storyOf(gaps);
				const twice = story.flatMap((one) => (typeof one[1] === 'number' ? [one, one] : [one]));
				const seen = (zone: ColdZone) => ({
					...{ standing: standingOf(zone, cold), warm: zone.warm, above: aboveLimitMs(zone) }
				});
				expect(seen(after(twice, 1_300))).toEqual(seen(after(story, 1_300)));
			})
		);
	});

	test('never counts twice, nor before it has passed', () => {
		fc.assert(
			fc.property(steps, (gaps) => {
				const story = storyOf(gaps);
				const zone = after(story, 1_300);
				expect(warmMs(zone.warm, 0, Infinity)).toBe(warmMs(zone.warm, NOON, minute(1_300)));
				expect(aboveLimitMs(zone)).toBeLessThanOrEqual(1_300 * MINUTE);
				// An event that comes late, by a clock that is behind, takes no time back.
				expect(happens(zone, NOON, 'door')).toEqual({
					...zone,
					doorAt: zone.at,
					delayMs: expect.any(Number) as number
				});
			})
		);
	});

	test('a gap of more than four hours counts as warm, all of it, and once', () => {
		const story: Story = [...every5(WARM, 0, 10), [310, ['gap', 300]]];
		const { warm } = after(story, 310);
		expect(warm).toEqual([[NOON, minute(310)]]);
		expect(warmMs(warm, minute(10), minute(310))).toBe(5 * HOUR);
	});
});
