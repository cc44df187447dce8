import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, type Millis } from './calendar.ts';
import { isOffered } from './offer-window.ts';
import { offerWindow, type DatedLot } from './offering.ts';
import { policyOf } from './policy.ts';
import {
	confirmed,
	isWithheldInDoubt,
	lookedAt,
	safeNow,
	startClock,
	type SafeClock
} from './safe-clock.ts';
import { UTC } from './facts.fixture.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const YEAR = 365 * DAY;
const at = (device: Millis, uptimeMs: Millis) => ({ device, uptimeMs });

describe('[F9] after a start', () => {
	test.each<[string, Millis, Millis | null, Millis, boolean]>([
		['the first of all', NOON, null, NOON, false],
		['a minute later', NOON + MINUTE, NOON, NOON + MINUTE, false],
		['at the very time', NOON, NOON, NOON, false],
		['a second behind', NOON - 1_000, NOON, NOON, true],
		['24 hours behind', NOON - DAY, NOON, NOON, true],
		['in 1970', 0, NOON, NOON, true],
		['10 years ahead', NOON + 10 * YEAR, NOON, NOON + 10 * YEAR, false]
	])('%s: the latest of what is known; in doubt %s', (_, device, stored, now, doubtful) => {
		const clock = startClock(at(device, 900), stored);
		expect(safeNow(clock, at(device, 900))).toBe(now);
		expect(clock.doubt !== null).toBe(doubtful);
	});

	test('a clock a day behind does not hold the time still', () => {
		const clock = startClock(at(NOON - DAY, 900), NOON);
		expect(safeNow(clock, at(NOON - DAY + HOUR, 900 + HOUR))).toBe(NOON + HOUR);
	});

	test('a device that slept goes by its own clock: the monotonic one slept too', () => {
		const clock = startClock(at(NOON, 900), NOON - MINUTE);
		expect(safeNow(clock, at(NOON + 8 * HOUR, 950))).toBe(NOON + 8 * HOUR);
	});
});

describe('[F9] while it runs', () => {
	test('a clock that is set back changes nothing', () => {
		let clock = startClock(at(NOON, 0), NOON - MINUTE);
		clock = lookedAt(clock, at(NOON + MINUTE, MINUTE));
		expect(safeNow(clock, at(NOON - DAY, 2 * MINUTE))).toBe(NOON + 2 * MINUTE);
		expect(clock.doubt, 'it has seen the right time itself').toBe(null);
	});

	test('one that jumps ahead and back stays ahead, until the server says what time it is', () => {
		let clock = startClock(at(NOON, 0), null);
		clock = lookedAt(clock, at(NOON + 10 * YEAR, MINUTE));
		clock = lookedAt(clock, at(NOON + 2 * MINUTE, 2 * MINUTE));
		expect(safeNow(clock, at(NOON + 2 * MINUTE, 2 * MINUTE))).toBe(NOON + 10 * YEAR + MINUTE);
		const reading = at(NOON + 3 * MINUTE, 3 * MINUTE);
		clock = confirmed(clock, NOON + 3 * MINUTE, 3 * MINUTE, reading);
		expect(safeNow(clock, reading)).toBe(NOON + 3 * MINUTE);
	});
});

describe('[F9] the word of the server', () => {
	test('ends a doubt, and is the time from then on', () => {
		const start = startClock(at(NOON - DAY, 0), NOON);
		const clock = confirmed(start, NOON + 6 * HOUR, 1_000, at(NOON - DAY + 1_200, 1_200));
		expect(clock.doubt).toBe(null);
		const later = at(NOON - DAY + HOUR, HOUR);
		expect(safeNow(clock, later)).toBe(NOON + 6 * HOUR + HOUR - 1_000);
	});

	test('counts the time on the way: rather late than early', () => {
		const clock = confirmed(startClock(at(NOON, 0), null), NOON + HOUR, 1_000, at(NOON, 9_000));
		expect(safeNow(clock, at(NOON, 9_000))).toBe(NOON + HOUR + 8_000);
	});

	test('corrects a device that is 10 years ahead, also later and after it is set right', () => {
		const wrong = NOON + 10 * YEAR;
		const clock = confirmed(startClock(at(wrong, 0), NOON), NOON, 0, at(wrong, 0));
		expect(safeNow(clock, at(wrong + HOUR, HOUR))).toBe(NOON + HOUR);
		expect(safeNow(clock, at(NOON + HOUR, HOUR))).toBe(NOON + HOUR);
	});

	test('does not correct what is within the tolerance of clocks: the later one stands', () => {
		const ahead = NOON + 4 * MINUTE;
		const clock = confirmed(startClock(at(ahead, 0), null), NOON, 0, at(ahead, 0));
		expect(safeNow(clock, at(ahead, 0))).toBe(ahead);
	});
});

/** What may happen to a device: time passes, its clock is set, it starts anew, the server answers. */
const happening = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({ kind: fc.constant('passes' as const), ms: fc.nat(3 * HOUR) })
	},
	fc.record({
		kind: fc.constant('set' as const),
		by: fc.oneof(fc.constantFrom(-DAY, 10 * YEAR, -10 * YEAR), fc.integer({ min: -DAY, max: DAY }))
	}),
	fc.record({ kind: fc.constant('restart' as const), off: fc.nat(2 * DAY) }),
	fc.record({ kind: fc.constant('answer' as const) })
);

/** A device with a clock that may be wrong, in a world with the right time. */
class Device {
	truth = NOON;
	wrongBy = 0;
	uptimeMs = 0;
	stored: Millis | null = null;
	clock: SafeClock = startClock(this.reading, null);
	/** Whether it has had a way to the right time since its last start: its clock, or the server. */
	knows = true;

	get reading() {
		return at(this.truth + this.wrongBy, this.uptimeMs);
	}
	look(): Millis {
		this.clock = lookedAt(this.clock, this.reading);
		this.stored = this.clock.highest.at;
		return this.clock.highest.at;
	}
}

function live(
	device: Device,
	what: typeof happening extends fc.Arbitrary<infer T> ? T : never
): void {
	switch (what.kind) {
		case 'passes':
			device.truth += what.ms;
			device.uptimeMs += what.ms;
			return;
		case 'set':
			device.wrongBy += what.by;
			return;
		case 'restart':
			device.truth += what.off;
			device.uptimeMs = 0;
			device.clock = startClock(device.reading, device.stored);
			device.knows = device.wrongBy >= 0;
			return;
		case 'answer':
			device.clock = confirmed(device.clock, device.truth, device.uptimeMs, device.reading);
			device.knows = true;
			return;
	}
}

describe('[F9] whatever happens to the clock of a device', () => {
	const milk: DatedLot = {
		...{ category: 'dairy', storage: 'chilled', dateKind: 'useBy', date: '2026-11-24' }
	};
	const window = offerWindow(milk, 'chilled', NOON, UTC, policyOf('eu'));
	const life = fc.array(happening, { minLength: 1, maxLength: 40 });

	test('nothing past its use-by is offered by a machine that could know', () => {
		fc.assert(
			fc.property(life, (happenings) => {
				const device = new Device();
				device.look();
				for (const what of happenings) {
					live(device, what);
					const now = device.look();
					const offered =
						isOffered(window, now) && !(device.clock.doubt && isWithheldInDoubt(milk));
					if (device.knows && offered) expect(isOffered(window, device.truth)).toBe(true);
				}
			}),
			{ numRuns: 2_000 }
		);
	});

	test('without the server time never goes back: what is withheld for its use-by stays so', () => {
		fc.assert(
			fc.property(life, (happenings) => {
				const device = new Device();
				let last = device.look();
				let withheld = false;
				for (const what of happenings.filter(({ kind }) => kind !== 'answer')) {
					live(device, what);
					const now = device.look();
					expect(now).toBeGreaterThanOrEqual(last);
					last = now;
					if (withheld) expect(isOffered(window, now)).toBe(false);
					withheld ||= !isOffered(window, now);
				}
			}),
			{ numRuns: 2_000 }
		);
	});

	test('after an answer the time is right, to the tolerance of clocks', () => {
		fc.assert(
			fc.property(life, fc.nat(HOUR), (happenings, passed) => {
				const device = new Device();
				for (const what of happenings) {
					live(device, what);
					device.look();
				}
				live(device, { kind: 'answer' });
				live(device, { kind: 'passes', ms: passed });
				expect(device.clock.doubt).toBe(null);
				const off = device.look() - device.truth;
				expect(off).toBeGreaterThanOrEqual(0);
				expect(off).toBeLessThanOrEqual(5 * MINUTE);
			}),
			{ numRuns: 2_000 }
		);
	});

	test('a start behind the stored time is always a doubt, and only an answer ends it', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 20 * YEAR }), life, (behind, happenings) => {
				let clock = startClock(at(NOON - behind, 0), NOON);
				expect(clock.doubt).toEqual({ device: NOON - behind, stored: NOON });
				for (const what of happenings) {
					if (what.kind === 'answer' || what.kind === 'restart') continue;
					const jump = what.kind === 'set' ? what.by : what.ms;
					clock = lookedAt(clock, at(NOON + jump, jump));
					expect(clock.doubt).not.toBe(null);
				}
			})
		);
	});
});

test.each([
	['useBy', 'ambient', true],
	['useBy', 'chilled', true],
	['preparedAt', 'ambient', true],
	['preparedAt', 'frozen', true],
	['bestBefore', 'chilled', true],
	['bestBefore', 'frozen', false],
	['bestBefore', 'ambient', false]
] as const)('[F9] in doubt %s food that is %s is withheld: %s', (dateKind, storage, withheld) => {
	expect(isWithheldInDoubt({ dateKind, storage })).toBe(withheld);
});
