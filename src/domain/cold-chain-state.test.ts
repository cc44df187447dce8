import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from './calendar.ts';
import {
	coldChainAfter,
	coldChainAt,
	newColdChain,
	shiftedChain,
	standingsOf,
	warmSpansAt,
	type ColdChain,
	type ColdEvent,
	type ColdPlan
} from './cold-chain-state.ts';
import { NOON } from './facts.fixture.ts';
import { policyOf } from './policy.ts';
import type { FactBody } from './shapes/fact.ts';

const plan: ColdPlan = {
	zones: [
		{ zone: 'fridge', storage: 'chilled', slots: [1, 2], sensors: ['t1'] },
		{ zone: 'freezer', storage: 'frozen', slots: [3], sensors: ['t2'] },
		{ zone: 'shelf', storage: 'ambient', slots: [4], sensors: ['t3'] }
	],
	policy: policyOf('eu')
};
const minute = (n: number) => n * MINUTE;
const t = (n: number, sensor: string, celsius: number, at = NOON + minute(n)): ColdEvent => ({
	...{ kind: 'measured', sensor, celsius, ms: minute(n), at }
});
const hear = (chain: ColdChain, ...events: ColdEvent[]) =>
	events.reduce((before, event) => coldChainAfter(before, event, plan), chain);
const states = (chain: ColdChain, by = plan) =>
	Object.fromEntries(
		Object.entries(standingsOf(chain, by)).map(([zone, { state }]) => [zone, state])
	);
const begun = hear(newColdChain(NOON), t(0, 't1', 4), t(0, 't2', -18), t(0, 't3', 30));
/** A fridge that is warm for so long, with a freezer that is cold. */
const warmed = (minutes: number) => {
	const samples = Array.from({ length: minutes / 5 + 1 }, (_, i) => [
		t(5 * i, 't1', 12),
		t(5 * i, 't2', -18)
	]);
	return hear(begun, ...samples.flat());
};
const service = (more: Partial<FactBody<'service'>> = {}): FactBody<'service'> => ({
	...{ type: 'service', done: ['clean', 'measure', 'reopen'], measuredC: 4, ...more }
});
const served = (fact: FactBody<'service'>, n = 61): ColdEvent => ({
	...{ kind: 'served', fact, at: NOON + minute(n) }
});

describe('[F5] each zone by its own sensors, slots and limit', () => {
	test('what may be warm is no zone that is judged', () => {
		expect(states(begun)).toEqual({ fridge: 'ok', freezer: 'ok' });
		expect(states(warmed(60))).toEqual({ fridge: 'locked', freezer: 'ok' });
		expect(states(hear(begun, t(5, 't2', -14)))).toEqual({ fridge: 'ok', freezer: 'watch' });
	});

	test('a door of another zone delays nothing', () => {
		const door = (slot: number): ColdEvent => ({
			...{ kind: 'opened', slot, ms: minute(1), at: NOON + minute(1) }
		});
		const warm = [5, 20, 35, 50, 65].map((n) => [t(n, 't1', 9), t(n, 't2', -18)]).flat();
		expect(states(hear(begun, door(3), ...warm))).toMatchObject({ fridge: 'locked' });
		expect(states(hear(begun, door(2), ...warm))).toMatchObject({ fridge: 'warn' });
	});

	test('a probe that is no zone’s changes nothing', () => {
		expect(states(hear(begun, t(1, 't9', 40)))).toEqual({ fridge: 'ok', freezer: 'ok' });
	});
});

describe('[F6] a service opens the zone that it was done at', () => {
	test.each<[string, FactBody<'service'>, string]>([
		['at the machine', service(), 'unknown'],
		['at the zone', service({ zone: 'fridge' }), 'unknown'],
		['at a slot of it', service({ slot: 2 }), 'unknown'],
		['at the other zone', service({ zone: 'freezer' }), 'locked'],
		['at a slot of the other zone', service({ slot: 3 }), 'locked'],
		['not to open', service({ done: ['clean', 'measure'] }), 'locked'],
		['without a temperature', service({ measuredC: undefined as never }), 'locked'],
		['still too warm', service({ measuredC: 7.1 }), 'locked'],
		['at the limit', service({ measuredC: 7 }), 'unknown']
	])('%s', (_, fact, state) => {
		// Opened, it is for its sensor to say how it is.
		const chain = hear(warmed(60), served(fact));
		const isOpen = state !== 'locked';
		expect(chain.zones['fridge']?.lockedAt === null).toBe(isOpen);
		expect(states(hear(chain, t(62, 't1', 4)))['fridge']).toBe(isOpen ? 'ok' : 'locked');
	});

	test('another name, or other rules, do not', () => {
		const renamed: ColdPlan = {
			zones: [{ zone: 'other', storage: 'chilled', slots: [2, 5], sensors: ['t1'] }],
			policy: { ...plan.policy, cold: policyOf('uk').cold }
		};
		const chain = coldChainAt(warmed(60), NOON + minute(61), renamed);
		expect(states(chain, renamed)).toEqual({ other: 'locked' });
		expect(warmSpansAt(chain, 2)).toEqual([[NOON, NOON + minute(61)]]);
		expect(warmSpansAt(chain, 4)).toEqual([]);
	});
});

describe('[F5] a gap counts in the controller’s journal', () => {
	const started = (n: number, ms = 1_000): ColdEvent => ({
		...{ kind: 'started', ms, at: NOON + minute(n) }
	});

	test('hours without the page, with the controller awake, are no gap', () => {
		// The page comes back after six hours, to a journal that has all of it.
		const night = Array.from({ length: 72 }, (_, i) => [
			t(5 * i, 't1', 4, NOON + 6 * HOUR),
			t(5 * i, 't2', -18, NOON + 6 * HOUR)
		]);
		const chain = hear(begun, ...night.flat());
		expect(states(chain)).toEqual({ fridge: 'ok', freezer: 'ok' });
		expect(chain.at).toBe(NOON + minute(355));
	});

	test.each<[string, number, string]>([
		['a power cut of 3 hours', 180, 'ok'],
		['one of 5', 300, 'locked']
	])('%s: %s', (_, n, state) => {
		const cold: ColdEvent = {
			...{ kind: 'measured', sensor: 't1', celsius: 4, ms: 2_000, at: NOON + minute(n) + 1_000 }
		};
		const chain = hear(begun, started(n), cold);
		expect(states(chain)['fridge']).toBe(state);
		expect(warmSpansAt(chain, 1)).toEqual(state === 'ok' ? [] : [[NOON, NOON + minute(n)]]);
	});

	test('a part of the journal that is lost is a gap, as long as this device knows', () => {
		const lost: ColdEvent = { kind: 'lost' };
		expect(states(hear(begun, lost, t(300, 't1', 4)))['fridge']).toBe('locked');
		expect(states(hear(begun, lost, t(200, 't1', 4)))['fridge']).toBe('ok');
		// Another board counts from its own start.
		const other = { ...t(0, 't1', 4, NOON + 5 * HOUR), ms: 77 };
		expect(states(hear(begun, lost, other))['fridge']).toBe('locked');
	});

	test('who sets this device’s clock makes no gap, and takes no time away', () => {
		for (const by of [10 * 365 * DAY, -DAY]) {
			const after = warmed(50);
			const chain = hear(after, t(55, 't1', 9, NOON + minute(55) + by));
			expect(states(chain)['fridge']).toBe('warn');
			const shifted = shiftedChain(chain, by);
			expect(shifted.at).toBe(chain.at + by);
			const next = hear(shifted, t(60, 't1', 9, NOON + minute(60) + by), t(60, 't2', -18));
			expect(states(next)).toEqual({ fridge: 'locked', freezer: 'ok' });
			expect(standingsOf(next, plan)['fridge']?.since).toBe(NOON + minute(60) + by);
		}
	});

	test('a service under a clock that was set opens, and makes no gap of years', () => {
		const fact = service();
		const late: ColdEvent = { kind: 'served', fact, at: NOON + 9_999 * DAY };
		const chain = hear(warmed(60), late, t(71, 't1', 4), t(71, 't2', -18));
		expect(states(chain)).toEqual({ fridge: 'ok', freezer: 'ok' });
	});

	test('a thermometer of this device’s own measures beside the board, or without one', () => {
		const own = (n: number, celsius: number): ColdEvent => ({
			...{ kind: 'measuredHere', sensor: 't1', celsius, at: NOON + minute(n) }
		});
		const alone = Array.from({ length: 14 }, (_, i) => own(5 * i, 9));
		expect(states(hear(newColdChain(NOON), ...alone))['fridge']).toBe('locked');
		// It makes no gap in what the board's clock tells, and its samples take no time twice.
		const beside = hear(begun, own(3, 4), t(5, 't1', 4), t(5, 't2', -18), own(7, 4));
		expect(states(beside)).toEqual({ fridge: 'ok', freezer: 'ok' });
		expect(beside.at).toBe(NOON + minute(7));
	});
});
