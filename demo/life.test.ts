import { HOUR, MINUTE } from '#domain/calendar.ts';
import { isOffered } from '#domain/offer-window.ts';
import { describe, expect, test } from 'vitest';
import { Chance } from './chance.ts';
import { hold, type Held } from './contents.ts';
import { beginLife, live, nextAt, stockUp, wake, type Happened, type World } from './life.ts';
import { localTime } from './local-time.ts';
import { CABINETS } from './places.ts';

const START = Date.UTC(2026, 10, 23, 12);
const newYork = localTime('America/New_York');

function worldOf(seed: number, more: Partial<World> = {}): World {
	let ids = 0;
	return {
		slots: CABINETS.lockers.slots,
		local: newYork,
		chance: new Chance(seed),
		newId: () => `lot${String(ids++).padStart(12, '0')}`,
		speed: 1,
		donationPaused: false,
		...more
	};
}

function days(seed: number, count: number, more: Partial<World> = {}): Happened[] {
	const world = worldOf(seed, more);
	const life = beginLife(START, world);
	const happened = stockUp(life, START, world);
	for (let at = START; at <= START + count * 24 * HOUR; at += MINUTE) {
		happened.push(...live(life, at, world));
	}
	return happened;
}

test('the same seed lives the same life, another seed another', () => {
	expect(days(7, 1)).toEqual(days(7, 1));
	expect(days(7, 1)).not.toEqual(days(8, 1));
});

test('however often one looks, the same has happened', () => {
	const often = worldOf(3);
	const rarely = worldOf(3);
	const a = beginLife(START, often);
	const b = beginLife(START, rarely);
	const end = START + 6 * HOUR;
	const seen: Happened[] = [];
	for (let at = START; at <= end; at += 10 * MINUTE) seen.push(...live(a, at, often));
	expect(seen).toEqual(live(b, end, rarely));
	expect(nextAt(a)).toBe(nextAt(b));
});

test('a machine that begins has food to show at once', () => {
	for (const slots of Object.values(CABINETS).map((cabinet) => cabinet.slots)) {
		const world = worldOf(1, { slots });
		const life = beginLife(START, world);
		const filled = stockUp(life, START, world);
		expect(filled.length).toBeGreaterThanOrEqual(4);
		expect(filled.every(({ at, draft }) => at === START && draft.type === 'donate')).toBe(true);
	}
});

describe('over two weeks, whatever the seed', () => {
	test.each([1, 2, 3, 4, 5])(
		'seed %i: nobody takes what is not there or may not be given',
		(seed) => {
			const slots = CABINETS.pantry.slots;
			const stock = new Map<string, { portions: number; held: Held }>();
			for (const { at, draft } of days(seed, 14, { slots })) {
				if (draft.type === 'alert') continue;
				if (draft.type === 'donate') {
					const { lot } = draft;
					expect(stock.has(lot.lotId)).toBe(false);
					const held = hold(lot, slots, at, newYork);
					stock.set(lot.lotId, { portions: lot.portions, held });
					expect(isOffered(held.window, at), lot.name).toBe(true);
					continue;
				}
				const lot = stock.get(draft.lotId);
				expect(lot).toBeDefined();
				if (!lot) continue;
				if (draft.type === 'collect') expect(isOffered(lot.held.window, at)).toBe(true);
				lot.portions -= draft.portions;
				expect(lot.portions).toBeGreaterThanOrEqual(0);
				if (draft.type === 'expired') expect(lot.portions).toBe(0);
			}
			expect(stock.size).toBeGreaterThan(40);
		}
	);

	test('what is raised is cleared, one at a time for each place', () => {
		const open = new Map<string, number>();
		let raised = 0;
		for (const { draft } of days(11, 14)) {
			if (draft.type !== 'alert') continue;
			const key = `${draft.kind}/${draft.slot ?? draft.sensor ?? ''}`;
			const before = open.get(key) ?? 0;
			expect(before).toBe(draft.cleared ? 1 : 0);
			open.set(key, draft.cleared ? 0 : 1);
			raised += draft.cleared ? 0 : 1;
		}
		expect(raised).toBeGreaterThan(10);
	});

	test('a locker holds one lot at a time', () => {
		const inside = new Map<number, string>();
		const left = new Map<string, { slot: number; portions: number }>();
		for (const { draft } of days(5, 14)) {
			if (draft.type === 'donate') {
				const { slot, lotId, portions } = draft.lot;
				if (slot <= 5) expect(inside.get(slot)).toBeUndefined();
				inside.set(slot, lotId);
				left.set(lotId, { slot, portions });
			} else if (draft.type !== 'alert') {
				const lot = left.get(draft.lotId);
				if (lot && (lot.portions -= draft.portions) === 0) inside.delete(lot.slot);
			}
		}
		expect(left.size).toBeGreaterThan(40);
	});
});

test('people come by day: the evening is many times as busy as the night', () => {
	const byHour = new Array<number>(24).fill(0);
	for (const { at, draft } of days(21, 30)) {
		const hour = newYork.hour(at);
		if (draft.type === 'collect') byHour[hour] = (byHour[hour] ?? 0) + 1;
	}
	const busy = (from: number, to: number): number =>
		byHour.slice(from, to).reduce((sum, n) => sum + n, 0);
	expect(busy(16, 20)).toBeGreaterThan(5 * busy(1, 5));
});

test('nobody brings food where donations are paused', () => {
	const world = worldOf(2, { donationPaused: true });
	const life = beginLife(START, world);
	const happened = live(life, START + 48 * HOUR, world);
	expect(happened.filter(({ draft }) => draft.type === 'donate')).toEqual([]);
});

test('a machine that stood without power does not live through the time it missed', () => {
	const world = worldOf(4);
	const life = beginLife(START, world);
	live(life, START + HOUR, world);
	const later = START + 30 * 24 * HOUR;
	wake(life, later);
	expect(live(life, later - 1, world)).toEqual([]);
	expect(live(life, later, world).every(({ at }) => at === later)).toBe(true);
});
