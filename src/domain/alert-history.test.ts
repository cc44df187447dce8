import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertNext, isLate, type Alert } from './alert.ts';
import { alertFrom, type Told } from './alert-history.ts';
import { MINUTE } from './calendar.ts';
import { id, NOON } from './facts.fixture.ts';
import { byPlace } from './place.ts';

type Word = { readonly minutes: number; readonly cleared: boolean };

/** Words of one origin in its order. */
function toldBy(origin: string, words: readonly Word[]): Told[] {
	return words.map(({ minutes, cleared }, i) => ({
		alertId: id(origin, i + 1),
		...{ kind: 'door_open', place: 'slot:1', severity: 'warning', cleared },
		...{ value: i, threshold: null, unit: '' },
		at: { origin, epochNo: 1, seq: i + 1, at: NOON + minutes * MINUTE }
	}));
}

const inOrder = (told: readonly Told[]): Alert | null =>
	told.reduce<Alert | null>((so, { at, ...raise }) => alertNext(so, raise, at, at.at), null);

/** As a server does it: what comes late is worked out of the history, all else is added. */
function arriving(told: readonly Told[], care?: (alert: Alert, n: number) => Alert): Alert | null {
	let alert: Alert | null = null;
	told.forEach((one, i) => {
		const { at, ...raise } = one;
		alert = isLate(alert, at)
			? alertFrom(told.slice(0, i + 1), true, alert as unknown as Alert)
			: alertNext(alert, raise, at, at.at);
		if (alert && care) alert = care(alert, i);
	});
	return alert;
}

const words = fc.array(fc.record({ minutes: fc.nat(60), cleared: fc.boolean() }), {
	minLength: 1,
	maxLength: 12,
	size: 'max'
});
const histories = words.chain((all) => {
	const told = toldBy('m7', all);
	return fc.record({
		told: fc.constant(told),
		shuffled: fc.shuffledSubarray(told, { minLength: told.length })
	});
});
const numRuns = process.env['TEST_ALL'] === undefined ? 1_000 : 20_000;

describe('[M11] an alert’s history', () => {
	test('whatever order its facts come in, the alert is the one that they make in order', () => {
		fc.assert(
			fc.property(histories, ({ told, shuffled }) => {
				expect(arriving(shuffled)).toEqual(inOrder(told));
			}),
			{ numRuns }
		);
		expect.hasAssertions();
	});

	test('of two origins too, whose words stand by their time', () => {
		const two = fc.tuple(words, words).chain(([own, others]) => {
			const all = [...toldBy('m7', own), ...toldBy('d1', others)];
			return fc.shuffledSubarray(all, { minLength: all.length });
		});
		fc.assert(
			fc.property(two, (told) => {
				const sorted = told.toSorted((a, b) => byPlace(a.at, b.at));
				expect(arriving(told)).toEqual(arriving(sorted));
			}),
			{ numRuns }
		);
		const [raised] = toldBy('m7', [{ minutes: 5, cleared: false }]);
		const words20 = Array.from({ length: 20 }, () => ({ minutes: 1, cleared: false }));
		const older = toldBy('d1', words20).at(-1);
		const [cleared] = toldBy('d1', [{ minutes: 6, cleared: true }]);
		const found = [raised, older, cleared].filter((one) => one !== undefined);
		expect(arriving(found.slice(0, 2))).toMatchObject({ state: 'open', alertId: older?.alertId });
		expect(arriving(found.filter((one) => one !== older))).toMatchObject({ state: 'resolved' });
	});

	test('the newest words are enough, or it says that they are not', () => {
		let isEnough = 0;
		fc.assert(
			fc.property(histories, fc.nat(12), ({ told }, count) => {
				const whole = inOrder(told);
				if (!whole) return;
				const part = alertFrom(told.slice(-count), false, whole);
				if (count > 0 && part) {
					isEnough++;
					expect(part).toEqual(whole);
				}
			}),
			{ numRuns }
		);
		expect(isEnough).toBeGreaterThan(numRuns / 50);
	});
});

describe('[M17] who cares for it', () => {
	const [raise, clear, again, later] = toldBy('m7', [
		{ minutes: 0, cleared: false },
		{ minutes: 1, cleared: true },
		{ minutes: 5, cleared: false },
		{ minutes: 6, cleared: false }
	]) as [Told, Told, Told, Told];
	const cared = (state: Alert['state'], after: number) => (alert: Alert, n: number) =>
		n === after ? { ...alert, state, ...(state === 'resolved' && { clearedAt: 7 }) } : alert;

	test.each(['claimed', 'snoozed', 'resolved'] as const)(
		'what comes late and is not the newest word leaves it %s',
		(state) => {
			const alert = arriving([again, raise, clear], cared(state, 0));
			expect(alert).toMatchObject({ state, alertId: raise.alertId, since: raise.at.at });
			expect(alert?.clearedAt).toBe(state === 'resolved' ? 7 : 0);
		}
	);

	test('a clear ends it, and a raise after that is nobody’s', () => {
		const steps = [raise, clear, again];
		expect(arriving(steps.slice(0, 2), cared('claimed', 0))?.state).toBe('resolved');
		expect(arriving(steps, cared('claimed', 0))).toMatchObject({
			...{ state: 'open', alertId: raise.alertId }
		});
	});

	test('a person who was done with it has ended it, whatever comes late', () => {
		const long = toldBy('m7', [
			{ minutes: 0, cleared: false },
			{ minutes: 1, cleared: false },
			{ minutes: 30, cleared: false }
		]) as [Told, Told, Told];
		const [first, , last] = long;
		const done = (minutes: number) => new Map([[first.alertId, NOON + minutes * MINUTE]]);
		const before = { ...(inOrder([last]) as Alert), state: 'claimed' } as const;
		expect(alertFrom(long, true, before, done(5))).toMatchObject({
			...{ alertId: last.alertId, since: last.at.at, state: 'claimed' }
		});
		expect(alertFrom(long, true, before, done(25))).toMatchObject({ alertId: first.alertId });
		expect(alertFrom(long, true, before)).toMatchObject({ alertId: first.alertId });
	});

	test('where another origin’s word is the newest, the claim goes on', () => {
		const [others] = toldBy('d1', [{ minutes: 20, cleared: false }]) as [Told];
		const alert = arriving([later, others], cared('claimed', 0));
		expect(alert).toMatchObject({ state: 'claimed', alertId: later.alertId, at: others.at });
	});
});
