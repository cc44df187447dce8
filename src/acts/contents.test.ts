import { describe, expect, test } from 'vitest';
import { factOf } from '#domain/act.ts';
import { policyOf } from '#domain/policy.ts';
import { collectable, pickup } from './collect.ts';
import { contentsAtStart, learnContents } from './contents.ts';
import { donation } from './donate.ts';
import { lotsInside, NOTHING_PULLED } from './stock.ts';
import { newKiosk, soup, utc } from './testing.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const slots = [1, 2].map((slot) => ({ slot, storage: 'chilled', kind: 'locker' }) as const);
const bread = { ...soup, name: 'Bread', category: 'bakery', storage: 'ambient' } as const;
const ACKED = { epoch: 'older0000000000', throughSeq: 40, highestSeq: 40, missingSeqs: [] };

function kiosk() {
	const { store, clock, disk } = newKiosk();
	clock.time = NOON;
	const give = async (gift: typeof soup, slot: number) => {
		const act = donation(gift, slot, NOON);
		await store.outbox.append([factOf(act)]);
		return act.lot.lotId;
	};
	const look = async (isUnknown: boolean) =>
		lotsInside(store.outbox, {
			...{ slots, zone: utc, policy: policyOf('eu'), now: NOON, inDoubt: false, isUnknown }
		});
	return { store, disk, give, look };
}

describe('[M3a] a store that begins anew', () => {
	test('does not know what is inside, over a restart too', async () => {
		const { store, disk } = kiosk();
		expect(await contentsAtStart(store)).toBe('unknown');
		expect(await contentsAtStart(newKiosk(disk).store)).toBe('unknown');
	});

	test('gives out nothing that needs cold, and takes what comes', async () => {
		const { give, look } = kiosk();
		await give(soup, 1);
		await give(bread, 2);
		const inside = await look(true);
		expect(collectable(inside, []).map(({ lot }) => lot.name)).toEqual(['Bread']);
		const chilled = inside.find(({ lot }) => lot.name === soup.name)!;
		expect(chilled).toMatchObject({ offered: false, withheld: true, portions: 4 });
		expect(pickup(chilled, 1, NOON)).toBeNull();
		expect(collectable(await look(false), [])).toHaveLength(2);
	});

	test('nothing is inside where the server has never had a fact of it', async () => {
		const { store } = kiosk();
		await contentsAtStart(store);
		expect(await learnContents(store, { acked: null, pulled: NOTHING_PULLED })).toBe('known');
		expect(await contentsAtStart(store)).toBe('known');
	});

	test('is known once the server has told its lots, and for good', async () => {
		const { store, give } = kiosk();
		await contentsAtStart(store);
		await give(soup, 1);
		const learn = (at: number | null, acked: typeof ACKED | undefined = ACKED) =>
			learnContents(store, { acked, pulled: { records: [], at } });
		expect(await learn(null), 'its own facts do not end it').toBe('unknown');
		expect(await learn(null, undefined), 'nobody has said anything').toBe('unknown');
		expect(await contentsAtStart(store)).toBe('unknown');
		expect(await learn(NOON, undefined)).toBe('known');
		expect(await learn(null)).toBe('known');
	});
});

test('a store that has facts from before this was asked knows its contents', async () => {
	const { store, give } = kiosk();
	await give(soup, 1);
	expect(await contentsAtStart(store)).toBe('known');
});
