import { describe, expect, test } from 'vitest';
import { lockedSlots, slotStateOf, type ZoneSaid } from './cold-chain.ts';
import { NOON } from './facts.fixture.ts';
import type { Zone } from './shapes/machine.ts';
import type { SlotState } from './shapes/words.ts';

const zones: Zone[] = [
	{ zone: 'fridge', storage: 'chilled', slots: [1, 2], sensors: ['t1'] },
	{ zone: 'freezer', storage: 'frozen', slots: [3], sensors: ['t2'] }
];
const fridge = (state: ZoneSaid['state'], at = NOON): ZoneSaid => ({ zone: 'fridge', state, at });

describe('[F6] the newest that was said of a zone decides whether its slots are locked', () => {
	test.each<[string, ZoneSaid[], number[]]>([
		['nothing was said', [], []],
		['locked', [fridge('locked')], [1, 2]],
		['the other zone', [{ zone: 'freezer', state: 'locked', at: NOON }], [3]],
		['locked, and after it ok', [fridge('locked'), fridge('ok', NOON + 1)], []],
		['a locked that comes late is older', [fridge('ok', NOON + 1), fridge('locked')], []],
		['ok, and after it locked', [fridge('ok'), fridge('locked', NOON + 1)], [1, 2]],
		['both of one moment: locked', [fridge('locked'), fridge('ok')], [1, 2]],
		['both of one moment, the other way round', [fridge('ok'), fridge('locked')], [1, 2]],
		['warm, but not yet locked', [fridge('warn')], []],
		['not known is not locked by us: the machine locks after 4 h [F5]', [fridge('unknown')], []],
		['a zone that it does not have', [{ zone: 'cellar', state: 'locked', at: NOON }], []]
	])('%s', (_, said, slots) => {
		expect([...lockedSlots(zones, said)]).toEqual(slots);
	});

	test.each<[SlotState | null, boolean, SlotState]>([
		[null, false, 'ok'],
		['fault', false, 'fault'],
		['full', false, 'full'],
		[null, true, 'locked'],
		['ok', true, 'locked'],
		['fault', true, 'locked']
	])('a slot of which is said %j, in a locked zone: %j, is %s', (said, isLocked, state) => {
		const reported = new Map(said === null ? [] : [[1, said]]);
		expect(slotStateOf(1, reported, new Set(isLocked ? [1] : []))).toBe(state);
	});
});
