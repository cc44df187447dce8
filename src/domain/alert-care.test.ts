import { describe, expect, test } from 'vitest';
import { careAfter, careAt, type Care, type Deed, type NotDone } from './alert-care.ts';
import { HOUR } from './calendar.ts';
import { NOON } from './facts.fixture.ts';
import { TASK_ACTIONS } from './shapes/words.ts';

const open: Care = { state: 'open', personId: null, until: null };
const resolved: Care = { ...open, state: 'resolved' };
const adas: Care = { state: 'claimed', personId: 'ada', until: null };
const bobs: Care = { ...adas, personId: 'bob' };
const snoozed: Care = { state: 'snoozed', personId: 'ada', until: NOON + HOUR };
const over: Care = { ...snoozed, until: NOON };

const ada = (action: Deed['action'], more: Partial<Deed> = {}): Deed => ({
	action,
	personId: 'ada',
	...more
});
const snooze = ada('snooze', { until: NOON + HOUR });
const toBob = ada('handOver', { toPersonId: 'bob' });

describe('[M17] open, claimed, snoozed, resolved', () => {
	test.each<[Care, Deed, Care | NotDone]>([
		[open, ada('claim'), adas],
		[adas, ada('claim'), adas],
		[snoozed, ada('claim'), adas],
		[bobs, ada('claim'), 'claimed_by_other'],
		[open, ada('release'), 'not_claimed'],
		[adas, ada('release'), open],
		[snoozed, ada('release'), open],
		[bobs, ada('release'), 'claimed_by_other'],
		[open, snooze, snoozed],
		[adas, snooze, snoozed],
		[snoozed, ada('snooze', { until: NOON + 2 * HOUR }), { ...snoozed, until: NOON + 2 * HOUR }],
		[bobs, snooze, 'claimed_by_other'],
		[open, ada('snooze', { until: NOON }), 'until_past'],
		[open, ada('snooze'), 'until_past'],
		[adas, toBob, bobs],
		[bobs, toBob, 'claimed_by_other'],
		[open, toBob, 'not_claimed'],
		[snoozed, toBob, 'not_claimed'],
		[adas, ada('handOver'), 'nobody_named'],
		[open, ada('done'), resolved],
		[adas, ada('done'), resolved],
		[bobs, ada('done'), 'claimed_by_other'],
		// A snooze that is over is as if it had never been.
		[over, ada('release'), 'not_claimed'],
		[over, ada('claim'), adas]
	])('%j, then %j: %j', (before, deed, after) => {
		expect(careAfter(before, deed, NOON)).toEqual(
			typeof after === 'string' ? { kind: 'refused', why: after } : { kind: 'changed', care: after }
		);
	});

	test.each(TASK_ACTIONS)('%s of what is resolved changes nothing', (action) => {
		const deed = ada(action, { until: NOON + HOUR, toPersonId: 'bob' });
		expect(careAfter(resolved, deed, NOON)).toEqual({ kind: 'refused', why: 'resolved' });
	});

	test.each([
		[snoozed, NOON + HOUR - 1, snoozed],
		[snoozed, NOON + HOUR, open],
		[adas, NOON + 100 * HOUR, adas],
		[resolved, NOON, resolved]
	])('%j at %i is %j', (care, now, then) => {
		expect(careAt(care, now)).toEqual(then);
	});
});
