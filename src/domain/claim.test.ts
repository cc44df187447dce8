import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from './calendar.ts';
import {
	claimAfter,
	CLAIM_AT_MOST,
	CLAIM_LASTS,
	isClaimed,
	type Act,
	type Claim
} from './claim.ts';
import { NOON } from './facts.fixture.ts';
import { TASK_ACTIONS } from './shapes/words.ts';

const act = (more: Partial<Act> = {}): Act => ({
	...{ action: 'claim', personId: 'ada', until: null, toPersonId: null, isToAllowed: true },
	...{ leads: false, at: { origin: 'dada', epochNo: 1, seq: 1 }, madeAt: NOON, arrivedAt: NOON },
	...more
});
const bob = (more: Partial<Act> = {}): Act =>
	act({ personId: 'bob', at: { origin: 'dbob', epochNo: 1, seq: 1 }, ...more });

/** What becomes of it when they arrive one after the other, and what each is told. */
function after(...acts: Act[]): { claim: Claim | null; warnings: (string | null)[] } {
	let claim: Claim | null = null;
	const warnings = acts.map((one) => {
		const { claim: next, warning } = claimAfter(claim, one);
		claim = next;
		return warning;
	});
	return { claim, warnings };
}

describe('the first claim wins', () => {
	test('and the loser is told', () => {
		const { claim, warnings } = after(act(), bob());
		expect([claim?.personId, warnings]).toEqual(['ada', [null, 'claimed_by_another']]);
	});
	test('who has it may say so again', () => {
		const again = act({ at: { origin: 'dada', epochNo: 1, seq: 2 }, until: NOON + HOUR });
		expect(after(act(), again)).toMatchObject({
			...{ claim: { personId: 'ada', until: NOON + HOUR }, warnings: [null, null] }
		});
	});
	test('from another device of the same person too', () => {
		const other = act({ at: { origin: 'dada2', epochNo: 1, seq: 1 }, action: 'release' });
		expect(after(act(), other)).toMatchObject({ claim: { personId: '' }, warnings: [null, null] });
	});
	test('it lasts a shift, then it is free', () => {
		const later = NOON + CLAIM_LASTS;
		expect(after(act(), bob({ arrivedAt: later - 1 })).claim?.personId).toBe('ada');
		expect(after(act(), bob({ arrivedAt: later })).claim?.personId).toBe('bob');
	});
	test('or as long as was said, but not for ever', () => {
		expect(after(act({ until: NOON + MINUTE })).claim?.until).toBe(NOON + MINUTE);
		expect(after(act({ until: NOON + 365 * 24 * HOUR })).claim?.until).toBe(NOON + CLAIM_AT_MOST);
	});
});

describe('what else is done', () => {
	const table: [string, Act[], string, (string | null)[]][] = [
		[
			'released, somebody else may claim',
			[act(), act({ action: 'release', at: { origin: 'dada', epochNo: 1, seq: 2 } }), bob()],
			'bob',
			[null, null, null]
		],
		[
			'nobody releases what another has',
			[act(), bob({ action: 'release' })],
			'ada',
			[null, 'claimed_by_another']
		],
		[
			'but who leads there does',
			[act(), bob({ action: 'release', leads: true })],
			'',
			[null, null]
		],
		[
			'who leads claims nothing over another',
			[act(), bob({ leads: true })],
			'ada',
			[null, 'claimed_by_another']
		],
		[
			'handed over, it is the other’s',
			[act({ action: 'handOver', toPersonId: 'cleo' })],
			'cleo',
			[null]
		],
		[
			'not to somebody who may not work there',
			[act({ action: 'handOver', toPersonId: 'cleo', isToAllowed: false })],
			'',
			['cannot_take']
		],
		[
			'who snoozes it has it',
			[act({ action: 'snooze', until: NOON + HOUR }), bob()],
			'ada',
			[null, 'claimed_by_another']
		],
		['done is done, whoever says it', [act(), bob({ action: 'done' })], '', [null, null]]
	];
	test.each(table)('%s', (_, acts, personId, warnings) => {
		const { claim, warnings: told } = after(...acts);
		expect([claim?.personId ?? '', told]).toEqual([personId, warnings]);
	});
	test('snoozed until', () => {
		expect(after(act({ action: 'snooze', until: NOON + HOUR })).claim).toMatchObject({
			snoozedUntil: NOON + HOUR
		});
	});
	test('nothing of it is a claim once it is over', () => {
		const { claim } = after(act({ until: NOON + HOUR }));
		expect([isClaimed(claim, NOON + HOUR - 1), isClaimed(claim, NOON + HOUR)]).toEqual([
			true,
			false
		]);
		expect(isClaimed(null, NOON)).toBe(false);
	});
});

test('[M11] of one device, in whatever order its acts come, the last one stands', () => {
	const acts = fc.array(fc.constantFrom(...TASK_ACTIONS.filter((one) => one !== 'handOver')), {
		minLength: 1,
		maxLength: 8
	});
	fc.assert(
		fc.property(acts, fc.infiniteStream(fc.nat()), (actions, chance) => {
			const made = actions.map((action, i) =>
				act({
					...{ action, until: NOON + HOUR, madeAt: NOON + i },
					at: { origin: 'dada', epochNo: 1, seq: i + 1 }
				})
			);
			const shuffled = made
				.map((one) => ({ one, at: chance.next().value ?? 0 }))
				.sort((a, b) => a.at - b.at)
				.map(({ one }) => one);
			const straight = after(...made).claim;
			const other = after(...shuffled, ...made).claim;
			// `done` is kept whatever comes, and stands aside of who claims it.
			expect(other?.doneAt).toBe(straight?.doneAt);
			if (actions.at(-1) !== 'done') expect(other).toEqual(straight);
		})
	);
});
