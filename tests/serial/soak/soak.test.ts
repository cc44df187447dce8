import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/controller/journal.ts';
import type { Journaled } from '../board.ts';
import { soak } from './soak.ts';
import { judge } from './verdict.ts';

const ALL = process.env['TEST_ALL'] !== undefined;
const EVENTS = ALL ? 100_000 : 3_000;
const MACHINES = ALL ? 24 : 8;
const ENDS_WITHIN_MS = ALL ? 15 * 60_000 : 120_000;

test(
	`[P3] [P4] ${EVENTS} events over bad cables: none is lost or doubled, no lock opens twice or late`,
	{ timeout: ENDS_WITHIN_MS },
	async () => {
		const sum = await soak({ seed: 1, events: EVENTS, machines: MACHINES });
		expect(sum.missing).toEqual([]);
		expect(sum).toMatchObject({ lost: 0, doubled: 0, unlockedTwice: 0, stale: 0 });
		expect(sum.events).toBeGreaterThanOrEqual(EVENTS);
		// What makes the sum worth something.
		expect(sum.faults).toBeGreaterThan(EVENTS / 50);
		expect(sum.disturbances).toBeGreaterThan(20);
		expect(sum.unlocked).toBeGreaterThan(10);
	}
);

describe('the judge of a life finds', () => {
	const unlock = { k: 'unlock', c: 1, key: 'act1', ms: 1_000 };
	const journal: Journaled[] = [
		{ seq: 1, start: 1, heardAt: 5_000, body: { k: 'boot', why: 0, ms: 0 } },
		{ seq: 2, start: 1, heardAt: 6_000, body: unlock }
	];
	const entry = (seq: number, event: object): JournalEntry =>
		({
			kind: 'event',
			event,
			at: 0,
			position: { controllerId: 'posix', journalId: '00000001', epoch: 1, seq }
		}) as unknown as JournalEntry;
	const entries = [entry(1, { k: 'boot', why: 0, ms: 0 }), entry(2, unlock)];
	const good = {
		...{ journal, entries, pulses: [{ slot: 1, key: 'act1' }], faults: 0, disturbances: 0 },
		asked: [{ key: 'act1', deadline: 6_100 }]
	};

	test.each<[string, Partial<typeof good>, object]>([
		['nothing where all is well', {}, { lost: 0, doubled: 0, unlockedTwice: 0, stale: 0 }],
		['an event that was not stored', { entries: entries.slice(0, 1) }, { lost: 1 }],
		[
			'an event that was stored as another',
			{ entries: [entry(1, { k: 'boot', why: 1, ms: 0 }), entry(2, unlock)] },
			{ lost: 1 }
		],
		['an event that was stored twice', { entries: [...entries, entry(2, unlock)] }, { doubled: 1 }],
		['events out of order', { entries: entries.toReversed() }, { doubled: 1 }],
		['a second pulse', { pulses: [...good.pulses, ...good.pulses] }, { unlockedTwice: 1 }],
		['an unlock after its deadline', { asked: [{ key: 'act1', deadline: 5_900 }] }, { stale: 1 }],
		['an unlock that nobody asked for', { asked: [] }, { stale: 1 }]
	])('%s', (_name, change, found) => {
		expect(judge({ ...good, ...change })).toMatchObject(found);
	});
});
