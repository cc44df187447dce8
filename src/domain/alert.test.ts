import { describe, expect, test } from 'vitest';
import { alertAfter, alertAfterRaise, placeOf, type Alert } from './alert.ts';
import { HOUR, MINUTE } from './calendar.ts';
import { id, NOON } from './facts.fixture.ts';
import type { AlertFact } from './shapes/fact.ts';

type Step = {
	/** Minutes after noon. */
	readonly at: number;
	readonly cleared?: true;
	readonly seq?: number;
	readonly value?: number;
	readonly severity?: AlertFact['severity'];
};

const factOf = ({ cleared, value, severity = 'warning' }: Step, seq: number): AlertFact => ({
	type: 'alert',
	eventId: id('event', seq),
	epoch: id('epoch', 1),
	seq,
	occurredAt: new Date(NOON).toISOString(),
	bootId: id('boot', 1),
	uptimeMs: 0,
	kind: 'temperature',
	severity,
	cleared: cleared ?? false,
	...(value === undefined ? {} : { value })
});

/** The alert after these facts; their seqs count from 1 where they say none. */
function after(steps: readonly Step[], before: Alert | null = null): Alert | null {
	return steps.reduce((alert: Alert | null, step, i) => {
		const seq = step.seq ?? i + 1;
		const place = { origin: 'm7', epochNo: 1, seq };
		return alertAfter(alert, factOf(step, seq), place, NOON + step.at * MINUTE);
	}, before);
}

describe('[M17] the life of an alert', () => {
	test.each<[string, Step[], { first: number; state: string; since: number; clearedAt: number }]>([
		['raised', [{ at: 0 }], { first: 1, state: 'open', since: 0, clearedAt: 0 }],
		[
			'a repeat updates it',
			[{ at: 0 }, { at: 5 }],
			{ first: 1, state: 'open', since: 0, clearedAt: 0 }
		],
		[
			'a clear ends it',
			[{ at: 0 }, { at: 5, cleared: true }],
			{ first: 1, state: 'resolved', since: 0, clearedAt: 5 }
		],
		[
			'a second clear changes nothing of when',
			[{ at: 0 }, { at: 5, cleared: true }, { at: 9, cleared: true }],
			{ first: 1, state: 'resolved', since: 0, clearedAt: 5 }
		],
		[
			'another raise within 10 min reopens it',
			[{ at: 0 }, { at: 5, cleared: true }, { at: 15 }],
			{ first: 1, state: 'open', since: 0, clearedAt: 0 }
		],
		[
			'a later one is another alert',
			[{ at: 0 }, { at: 5, cleared: true }, { at: 15.001 }],
			{ first: 3, state: 'open', since: 15.001, clearedAt: 0 }
		],
		[
			'a clear of what was never raised is kept, and reopens nothing',
			[{ at: 0, cleared: true }, { at: 5 }],
			{ first: 2, state: 'open', since: 5, clearedAt: 0 }
		],
		[
			'[M11] a raise that comes after its clear, and is older, opens nothing',
			[
				{ at: 5, cleared: true, seq: 2 },
				{ at: 0, seq: 1 }
			],
			{ first: 2, state: 'resolved', since: 5, clearedAt: 0 }
		]
	])('%s', (_, steps, { first, state, since, clearedAt }) => {
		expect(after(steps)).toMatchObject({
			alertId: id('event', first),
			state,
			since: NOON + since * MINUTE,
			clearedAt: clearedAt === 0 ? 0 : NOON + clearedAt * MINUTE
		});
	});

	test('a repeat takes the newest severity, value and time', () => {
		const alert = after([
			{ at: 0, value: 7 },
			{ at: 5, value: 9, severity: 'critical' }
		]);
		expect(alert).toMatchObject({ value: 9, severity: 'critical', updatedAt: NOON + 5 * MINUTE });
	});

	test.each(['claimed', 'snoozed'] as const)('a repeat leaves it %s, a clear ends it', (state) => {
		const raised = after([{ at: 0 }]);
		const cared = raised && { ...raised, state };
		expect(after([{ at: 1, seq: 2 }], cared)?.state).toBe(state);
		expect(after([{ at: 1, seq: 2, cleared: true }], cared)?.state).toBe('resolved');
	});

	test.each([
		[{}, ''],
		[{ slot: 3 }, 'slot:3'],
		[{ sensor: 't1' }, 'sensor:t1'],
		[{ slot: 3, sensor: 't1' }, 'slot:3']
	])('its key has one place: %j is "%s"', (fact, place) => {
		expect(placeOf(fact)).toBe(place);
	});
});

test('the server’s own alerts live by the same rules', () => {
	const said = {
		kind: 'offline',
		place: 'server',
		severity: 'warning',
		unit: '',
		value: null,
		threshold: null
	} as const;
	const say = (before: Alert | null, n: number, cleared: boolean, at: number) =>
		alertAfterRaise(
			before,
			{ ...said, alertId: id('own', n), cleared },
			{ origin: 'server', epochNo: 1, seq: n },
			at
		);
	const raised = say(null, 1, false, NOON);
	const cleared = say(raised, 2, true, NOON + HOUR);
	expect(cleared).toMatchObject({ state: 'resolved', clearedAt: NOON + HOUR });
	const again = say(cleared, 3, false, NOON + HOUR + MINUTE);
	expect(again).toMatchObject({ state: 'open', alertId: id('own', 1), since: NOON });
	const later = say(cleared, 3, false, NOON + 2 * HOUR);
	expect(later).toMatchObject({ state: 'open', alertId: id('own', 3), since: NOON + 2 * HOUR });
});
