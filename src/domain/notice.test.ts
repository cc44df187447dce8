import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from './calendar.ts';
import { NOON } from './facts.fixture.ts';
import { decideNotice, type Queue, type Unrung } from './notice.ts';

const told = (pending: number | null, ago: number): Queue['status'] => ({
	at: NOON - ago,
	interval: 60,
	pending
});
const unrung = (more: Partial<Unrung> = {}): Unrung => ({
	state: 'open',
	seenAt: NOON - MINUTE,
	queue: { status: told(0, 30 * SECOND), hasGaps: false },
	...more
});
const queue = (status: Queue['status'], hasGaps = false): Partial<Unrung> => ({
	queue: { status, hasGaps }
});

describe('[M13] an alert rings once its origin’s queue is empty, or after 5 minutes', () => {
	test.each<[string, Unrung, string]>([
		['a status after it said that nothing waits', unrung(), 'ring'],
		[
			'even with a gap: what lies in it is not there to come',
			unrung(queue(told(0, 0), true)),
			'ring'
		],
		['facts wait', unrung(queue(told(250, 30 * SECOND))), 'wait'],
		[
			'online: the status before it said that nothing waits',
			unrung({ seenAt: NOON - 1, ...queue(told(0, 50 * SECOND)) }),
			'ring'
		],
		[
			'but there is a gap',
			unrung({ seenAt: NOON - 1, ...queue(told(0, 50 * SECOND), true) }),
			'wait'
		],
		[
			'back after days: that status says nothing any more',
			unrung({ seenAt: NOON - 1, ...queue(told(0, 48 * 60 * MINUTE)) }),
			'wait'
		],
		['it does not tell what waits', unrung(queue(told(null, 0))), 'wait'],
		['it never sent a status', unrung(queue(null)), 'wait'],
		[
			'5 minutes have passed, whatever waits',
			unrung({ seenAt: NOON - 5 * MINUTE, ...queue(told(250, 0), true) }),
			'ring'
		],
		[
			'a moment less',
			unrung({ seenAt: NOON - 5 * MINUTE + 1, ...queue(told(250, 0), true) }),
			'wait'
		],
		['the server’s own has no queue', unrung({ seenAt: NOON, queue: null }), 'ring'],
		['cleared meanwhile', unrung({ state: 'resolved' }), 'drop'],
		['cleared long ago', unrung({ state: 'resolved', seenAt: 0 }), 'drop'],
		['somebody has claimed it', unrung({ state: 'claimed', seenAt: 0 }), 'wait'],
		['somebody has snoozed it', unrung({ state: 'snoozed', seenAt: 0 }), 'wait']
	])('%s', (_, alert, decision) => {
		expect(decideNotice(alert, NOON)).toBe(decision);
	});
});
