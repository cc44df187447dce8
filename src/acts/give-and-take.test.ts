import { describe, expect, test } from 'vitest';
import { doubtfulFactOf, factOf } from '#domain/act.ts';
import { DAY, HOUR } from '#domain/calendar.ts';
import { policyOf } from '#domain/policy.ts';
import { collectable, mostPortions, pickup } from './collect.ts';
import { chooseSlot, donation, judgeDate, type Gift } from './donate.ts';
import { CABINET } from './enrol.ts';
import { reportStuckDoor } from './report-fault.ts';
import { lotsInside, type Slot } from './stock.ts';
import { newKiosk, soup, told, utc } from './testing.ts';

const slots: Slot[] = CABINET.map(({ slot, storage }) => ({ slot, storage, kind: 'locker' }));
const now = Date.UTC(2026, 10, 23, 18);
const policy = policyOf('eu');

describe('[F2, F3, F4] the date of a gift', () => {
	test.each<[string, Partial<Gift>, string]>([
		['use-by today', { date: '2026-11-23' }, 'fine'],
		['use-by yesterday', { date: '2026-11-22' }, 'useByOver'],
		['use-by in ten years', { date: '2036-11-22' }, 'tooFarAhead'],
		[
			'bread a day past',
			{ category: 'bakery', dateKind: 'bestBefore', date: '2026-11-22' },
			'fine'
		],
		[
			'bread a week past',
			{ category: 'bakery', dateKind: 'bestBefore', date: '2026-11-16' },
			'tooOld'
		],
		[
			'dairy a day past',
			{ category: 'dairy', dateKind: 'bestBefore', date: '2026-11-22' },
			'tooOld'
		],
		['cooked an hour ago', { dateKind: 'preparedAt', preparedAt: at(now - HOUR) }, 'fine'],
		['cooked yesterday', { dateKind: 'preparedAt', preparedAt: at(now - DAY) }, 'tooOld'],
		['cooked tomorrow', { dateKind: 'preparedAt', preparedAt: at(now + DAY) }, 'future']
	])('%s', (_, change, verdict) => {
		expect(judgeDate({ ...soup, ...change }, now, utc, policy).kind).toBe(verdict);
	});

	function at(time: number): string {
		return new Date(time).toISOString();
	}
});

describe('the door that fits', () => {
	const open = { slots, inside: [], faults: [] };
	test.each([
		['chilled food goes into the cold', 'chilled', open, 1],
		['dry food leaves the cold free', 'ambient', open, 7],
		[
			'dry food takes the cold when nothing else is free',
			'ambient',
			{ ...open, not: [7, 8, 9] },
			1
		],
		['[F2a] never a door that is too warm', 'frozen', open, null],
		['a stuck door is passed over', 'chilled', { ...open, faults: [1, 2] }, 3]
	] as const)('%s', (_, needs, machine, door) => {
		expect(chooseSlot(needs, machine)?.slot ?? null).toBe(door);
	});

	test('a locker holds one lot, a shelf many', async () => {
		const { store, clock } = newKiosk();
		await store.outbox.append([factOf(donation(soup, 1, now))]);
		const inside = await lotsInside(store.outbox, {
			slots,
			zone: utc,
			policy,
			now: clock.now(),
			inDoubt: false
		});
		expect(chooseSlot('chilled', { ...open, inside })?.slot).toBe(2);
		const shelf: Slot[] = [{ slot: 1, storage: 'chilled', kind: 'shelf' }];
		expect(chooseSlot('chilled', { ...open, slots: shelf, inside })?.slot).toBe(1);
	});
});

describe('what is inside', () => {
	test('[M11] is the sum over its own facts, of all epochs', async () => {
		const { store, clock } = newKiosk();
		const gift = donation(soup, 1, now);
		await store.outbox.append([factOf(gift)]);
		await store.outbox.startEpoch();
		const taken = { type: 'collect', lotId: gift.lot.lotId, portions: 3, evidence: 'door' };
		await store.outbox.append([taken]);
		const where = { slots, zone: utc, policy, now: clock.now(), inDoubt: false };
		expect(await lotsInside(store.outbox, where)).toMatchObject([{ portions: 1, offered: true }]);
		const last: typeof taken = { ...taken, portions: 1 };
		await store.outbox.append([last]);
		expect(await lotsInside(store.outbox, where)).toEqual([]);
	});

	test('[F2] past its use-by it is still inside, and cannot be taken, offline too', async () => {
		const { store } = newKiosk();
		await store.outbox.append([factOf(donation(soup, 1, now))]);
		const after = Date.UTC(2026, 10, 28);
		const [before] = await lotsInside(store.outbox, {
			slots,
			zone: utc,
			policy,
			now: after - 1,
			inDoubt: false
		});
		expect(before?.offered).toBe(true);
		const inside = await lotsInside(store.outbox, {
			slots,
			zone: utc,
			policy,
			now: after,
			inDoubt: false
		});
		expect(inside).toMatchObject([{ offered: false, portions: 4 }]);
		expect(collectable(inside, [])).toEqual([]);
		// Somebody was reading about it when midnight came.
		expect(before && pickup(before, 1, after)).toBeNull();
	});

	test('[S1a] an unconfirmed donation is not offered', async () => {
		const { store } = newKiosk();
		await store.outbox.append([doubtfulFactOf(donation(soup, 1, now))]);
		const inside = await lotsInside(store.outbox, {
			slots,
			zone: utc,
			policy,
			now,
			inDoubt: false
		});
		expect(inside).toMatchObject([{ offered: false, offer: { why: 'unconfirmed' } }]);
	});

	test('what runs out first comes first; behind a stuck door there is nothing to take', async () => {
		const { store } = newKiosk();
		const later = { ...soup, date: '2026-11-29' };
		await store.outbox.append([factOf(donation(later, 1, now)), factOf(donation(soup, 2, now))]);
		const inside = await lotsInside(store.outbox, {
			slots,
			zone: utc,
			policy,
			now,
			inDoubt: false
		});
		expect(collectable(inside, []).map(({ lot }) => lot.slot)).toEqual([2, 1]);
		expect(collectable(inside, [2]).map(({ lot }) => lot.slot)).toEqual([1]);
		expect(inside[0] && mostPortions(inside[0], 3)).toBe(3);
		expect(inside[0] && mostPortions(inside[0], null)).toBe(4);
	});
});

test('[M17] a stuck door is told once, and cleared when it opens again', async () => {
	const { store, board, controller } = newKiosk();
	expect(await reportStuckDoor(store, 2)).toEqual([2]);
	expect(await reportStuckDoor(store, 2)).toEqual([2]);
	board.write({ k: 'unlock', c: 2, key: 'elsewhere' });
	board.move(3, true);
	board.move(2, true);
	await controller.idle();
	expect(await store.recall('faults')).toEqual([]);
	const alert = { type: 'alert', kind: 'lock', severity: 'warning', slot: 2 };
	expect((await told(store)).filter(({ type }) => type === 'alert')).toEqual([
		{ ...alert, cleared: false },
		{ ...alert, cleared: true }
	]);
});
