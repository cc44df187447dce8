import { HOUR } from '#domain/calendar.ts';
import { Lot } from '#domain/shapes/fact.ts';
import { Register } from '#domain/shapes/machine.ts';
import { ALLERGENS, DATE_KINDS, STORAGES } from '#domain/shapes/words.ts';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Chance } from './chance.ts';
import { localTime } from './local-time.ts';
import { lotOf, MENU } from './menu.ts';
import { hardwareOf, placeOf } from './places.ts';

const at = Date.UTC(2026, 10, 23, 12);
const local = localTime('America/New_York');

test.each(MENU.map((food) => [food.name, food] as const))('%s is a lot of the wire', (_, food) => {
	for (let seed = 0; seed < 20; seed++) {
		const lot = lotOf(food, 1, 'lot000000000001', at, local, new Chance(seed));
		expect(v.safeParse(Lot, lot).issues).toBeUndefined();
		expect(v.parse(Lot, lot)).toEqual(lot);
	}
});

test('the menu shows what screens must cope with', () => {
	const dateKinds = new Set<string>();
	for (const food of MENU) {
		dateKinds.add(lotOf(food, 1, 'lot000000000001', at, local, new Chance(1)).dateKind);
	}
	expect([...dateKinds].sort()).toEqual([...DATE_KINDS].sort());
	expect(new Set(MENU.map(({ storage }) => storage))).toEqual(new Set(STORAGES));
	const known = MENU.map(({ allergens }) =>
		allergens === null
			? 'unknown'
			: allergens.contains.length + allergens.mayContain.length + allergens.freeOf.length ===
				  ALLERGENS.length
				? 'full'
				: 'partly'
	);
	expect(new Set(known)).toEqual(new Set(['unknown', 'full', 'partly']));
	const scripts = [/[一-鿿]/, /[؀-ۿ]/, /[Ѐ-ӿ]/, /[ऀ-ॿ]/, /[฀-๿]/];
	for (const script of scripts) expect(MENU.some(({ name }) => script.test(name))).toBe(true);
	const lengths = MENU.map(({ name }) => name.length);
	expect(Math.min(...lengths)).toBeLessThanOrEqual(3);
	expect(Math.max(...lengths)).toBeGreaterThan(80);
});

test('the day that is printed is the machine’s own, not that of UTC', () => {
	const bagels = MENU.find(({ name }) => name.startsWith('Bagels'));
	if (!bagels) throw new Error('There are no bagels.');
	const lateEvening = Date.UTC(2026, 10, 24, 3); // still the 23rd in New York
	const dates = new Set<string | undefined>();
	for (let seed = 0; seed < 30; seed++) {
		dates.add(lotOf(bagels, 1, 'lot000000000001', lateEvening, local, new Chance(seed)).date);
	}
	expect(dates).toEqual(new Set(['2026-11-23', '2026-11-24']));
});

test('prepared food was made in the past', () => {
	for (const food of MENU) {
		const { preparedAt } = lotOf(food, 1, 'lot000000000001', at, local, new Chance(3));
		if (preparedAt !== undefined) {
			expect(Date.parse(preparedAt)).toBeLessThanOrEqual(at - HOUR);
		}
	}
});

test('300 places, each a machine that may register, no two of one name', () => {
	const places = Array.from({ length: 300 }, (_, index) => placeOf(index, 1));
	expect(new Set(places.map(({ name }) => name)).size).toBe(300);
	for (const place of places) {
		expect(place.lat).toBeGreaterThan(40.5);
		expect(place.lat).toBeLessThan(40.95);
		expect(place.name.length).toBeLessThanOrEqual(120);
		expect(place.address.length).toBeLessThanOrEqual(200);
		const body = {
			enrolmentCode: 'X',
			secret: 'a'.repeat(43),
			hardware: hardwareOf(place, 'demo-1')
		};
		expect(v.safeParse(Register, body).issues).toBeUndefined();
	}
	expect(placeOf(250, 1)).toEqual(placeOf(250, 1));
	expect(placeOf(250, 1)).not.toEqual(placeOf(250, 2));
});
