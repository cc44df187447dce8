import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, DAY, firstInstantAfter, HOUR, MINUTE } from './calendar.ts';
import { isOffered } from './offer-window.ts';
import { isPastUseBy, offerWindow, type DatedLot } from './offering.ts';
import { POLICIES, type Policy } from './policy.ts';
import { MOST_GRACE_DAYS } from './shapes/policy.ts';
import {
	CATEGORIES,
	DATE_KINDS,
	PRODUCT_KINDS,
	PROFILES,
	STORAGES,
	type Category
} from './shapes/words.ts';
import { intlZone, shiftDays, ZONES } from '../../tests/support/zones.ts';

// What may be offered, whatever the lot, the zone, the night and the policy [F1 to F4, F2a].

const NOW = Date.UTC(2026, 10, 23, 12);
const milk: DatedLot = { category: 'dairy', storage: 'chilled', dateKind: 'useBy' };

describe('[F2] in the nights in which clocks are changed, 2026 and 2027, in every zone', () => {
	const nights = ZONES.map((name) => ({ name, days: shiftDays(name, [2026, 2027]) }));

	test('there are hundreds of such nights, among them ones without a midnight', () => {
		const all = nights.flatMap(({ days }) => days);
		expect(all.length).toBeGreaterThan(400);
		const withoutMidnight = nights.filter(({ name, days }) =>
			days.some((day) => !showsMidnight(name, day))
		);
		expect(withoutMidnight.map(({ name }) => name)).toContain('Africa/Cairo');
	});

	function showsMidnight(name: string, day: string): boolean {
		const format = new Intl.DateTimeFormat('en-CA', {
			...{ timeZone: name, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' }
		});
		return format.format(firstInstantAfter(addDays(day, -1), intlZone(name))) === '00:00';
	}

	test('milk is offered exactly until the local date is later, and never again', () => {
		for (const { name, days } of nights) {
			const zone = intlZone(name);
			for (const day of days.flatMap((shift) => [addDays(shift, -1), shift, addDays(shift, 1)])) {
				const lot = { ...milk, date: day };
				const window = offerWindow(lot, 'chilled', NOW, zone, POLICIES.eu);
				expect(zone.localDate(window.until - 1) <= day, `${name} ${day}`).toBe(true);
				expect(zone.localDate(window.until) > day, `${name} ${day}`).toBe(true);
				let over = false;
				for (let at = window.until - 2 * HOUR; at < window.until + 26 * HOUR; at += 15 * MINUTE) {
					over ||= isPastUseBy(lot, at, zone);
					if (isOffered(window, at) === over) expect.fail(`${name} ${day} at ${at}`);
				}
			}
		}
	});
});

const anyLot: fc.Arbitrary<DatedLot> = fc.record({
	category: fc.constantFrom(...CATEGORIES),
	storage: fc.constantFrom(...STORAGES),
	dateKind: fc.constantFrom(...DATE_KINDS),
	date: fc.integer({ min: -900, max: 2_500 }).map((days) => addDays('2026-11-23', days)),
	preparedAt: fc
		.integer({ min: -60 * 24 * 60, max: 2_000 * 24 * 60 })
		.map((minutes) => new Date(NOW + minutes * MINUTE).toISOString()),
	productKind: fc.option(fc.constantFrom(...PRODUCT_KINDS), { nil: undefined }),
	labelled: fc.boolean()
});
const anySlot = fc.option(fc.constantFrom(...STORAGES), { nil: undefined });
const anyZone = fc.constantFrom(...ZONES).map(intlZone);
/** An instant near now or years away. */
const anyInstant = fc
	.oneof(
		fc.integer({ min: -3 * DAY, max: 3 * DAY }),
		fc.integer({ min: -900 * DAY, max: 2_600 * DAY })
	)
	.map((ms) => NOW + ms);

/** Any policy that an operator may save: within its bounds. */
const anyPolicy: fc.Arbitrary<Policy> = fc
	.tuple(
		fc.constantFrom(...PROFILES),
		fc.record(
			Object.fromEntries(
				CATEGORIES.map((name) => [name, fc.integer({ min: 0, max: MOST_GRACE_DAYS[name] })])
			) as Record<Category, fc.Arbitrary<number>>
		),
		fc.record({
			ambient: fc.integer({ min: 0, max: 6 }),
			chilled: fc.integer({ min: 0, max: 168 }),
			frozen: fc.integer({ min: 0, max: 2_160 })
		}),
		fc.boolean(),
		fc.subarray([...CATEGORIES], { maxLength: 2 }),
		fc.subarray([...PRODUCT_KINDS])
	)
	.map(([profile, days, hours, label, categories, products]) => {
		const sourced = <T>(value: T) => ({ value, source: 'A test' });
		const all = <K extends string, T>(values: Record<K, T>) =>
			Object.fromEntries(
				Object.entries<T>(values).map(([name, value]) => [name, sourced(value)])
			) as Record<K, { value: T; source: string }>;
		return {
			...POLICIES[profile],
			graceDays: all(days),
			preparedHours: all(hours),
			preparedNeedsLabel: sourced(label),
			refused: {
				categories: categories.map((category) => ({ category, source: 'A test' })),
				products: products.map((product) => ({ product, source: 'A test' }))
			}
		};
	});

describe('whatever the lot, the slot, the zone, the instant and the policy', () => {
	const runs = { numRuns: 3_000 };

	test('[F2] nothing is offered past its use-by', () => {
		fc.assert(
			fc.property(
				anyLot,
				anySlot,
				anyZone,
				anyPolicy,
				anyInstant,
				(lot, slot, zone, policy, at) => {
					const window = offerWindow(lot, slot, NOW, zone, policy);
					if (isOffered(window, at)) expect(isPastUseBy(lot, at, zone)).toBe(false);
				}
			),
			runs
		);
	});

	test('[F2a, F4] a lot that is never offered is not offered at any time', () => {
		fc.assert(
			fc.property(
				anyLot,
				anySlot,
				anyZone,
				anyPolicy,
				anyInstant,
				(lot, slot, zone, policy, at) => {
					const { why, ...window } = offerWindow(lot, slot, NOW, zone, policy);
					if (why !== null) expect(isOffered(window, at)).toBe(false);
					const refused =
						policy.refused.categories.some(({ category }) => category === lot.category) ||
						policy.refused.products.some(({ product }) => product === lot.productKind);
					if (refused) expect(why).toBe('refused_food');
					if (slot === undefined) expect(why).not.toBe(null);
				}
			),
			runs
		);
	});

	test('[F3] baby food, meat, fish and ready meals have no day past their best-before', () => {
		const strict = ['baby', 'meat-fish', 'prepared'] as const;
		fc.assert(
			fc.property(
				fc.tuple(anyLot, fc.constantFrom(...strict)),
				...[anySlot, anyZone, anyPolicy, anyInstant],
				([any, category], slot, zone, policy, at) => {
					const lot: DatedLot = { ...any, category, dateKind: 'bestBefore' };
					const window = offerWindow(lot, slot, NOW, zone, policy);
					if (isOffered(window, at)) expect(zone.localDate(at) <= (lot.date ?? '')).toBe(true);
				}
			),
			runs
		);
	});

	test('[F3] past its best-before a lot is offered for the days of the policy, no longer', () => {
		fc.assert(
			fc.property(anyLot, anyZone, anyPolicy, anyInstant, (any, zone, policy, at) => {
				const lot: DatedLot = { ...any, dateKind: 'bestBefore' };
				const { why, ...window } = offerWindow(lot, lot.storage, NOW, zone, policy);
				const last = addDays(lot.date ?? '', policy.graceDays[lot.category].value);
				if (why === null) expect(isOffered(window, at)).toBe(zone.localDate(at) <= last);
			}),
			runs
		);
	});

	test('[F4] prepared food is offered for the hours of the policy, and not before it is made', () => {
		fc.assert(
			fc.property(anyLot, anyZone, anyPolicy, anyInstant, (any, zone, policy, at) => {
				const lot: DatedLot = { ...any, dateKind: 'preparedAt' };
				const { why, ...window } = offerWindow(lot, lot.storage, NOW, zone, policy);
				const age = at - Date.parse(lot.preparedAt ?? '');
				const hours = policy.preparedHours[lot.storage].value;
				if (why === null) expect(isOffered(window, at)).toBe(age >= 0 && age < hours * HOUR);
				if (policy.preparedNeedsLabel.value && !lot.labelled) expect(why).not.toBe(null);
			}),
			runs
		);
	});

	test('what is over is over for ever', () => {
		fc.assert(
			fc.property(
				fc.tuple(anyLot, anySlot, anyZone, anyPolicy),
				fc.array(anyInstant, { minLength: 2, maxLength: 20 }),
				([lot, slot, zone, policy], instants) => {
					const window = offerWindow(lot, slot, NOW, zone, policy);
					const offered = instants.sort((a, b) => a - b).map((at) => isOffered(window, at));
					expect(offered.join().replace(/^(false,?)*(true,?)*(false,?)*$/, '')).toBe('');
				}
			),
			runs
		);
	});
});
