import { describe, expect, test } from 'vitest';
import { factOf } from '#domain/act.ts';
import { DAY, HOUR, MINUTE } from '#domain/calendar.ts';
import { policyOf } from '#domain/policy.ts';
import { newDisk } from '#outbox/testing.ts';
import { collectable, pickup } from './collect.ts';
import { donation, type Gift } from './donate.ts';
import { KeptTime } from './keep-time.ts';
import { lotsInside } from './stock.ts';
import { newKiosk, soup, utc } from './testing.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const policy = policyOf('eu');
const slots = [1, 2, 3].map((slot) => ({ slot, storage: 'chilled', kind: 'locker' }) as const);

/** A kiosk on a disk that outlives it, at a time that its device believes. */
function kioskAt(disk: ReturnType<typeof newDisk>, time: number) {
	const kiosk = newKiosk(disk);
	let uptime = 1_000;
	kiosk.clock.time = time;
	return {
		...kiosk,
		start: () => KeptTime.start(kiosk.store, { now: kiosk.clock.now, uptime: () => uptime }),
		pass: (ms: number) => {
			kiosk.clock.time += ms;
			uptime += ms;
		}
	};
}

describe('[F9] the highest time', () => {
	test('outlives a restart at which the device believes that it is yesterday', async () => {
		const disk = newDisk();
		const first = kioskAt(disk, NOON);
		const before = await first.start();
		first.pass(HOUR);
		await before.keep();

		const second = kioskAt(disk, NOON + HOUR - DAY);
		const after = await second.start();
		expect(after.now()).toBe(NOON + HOUR);
		expect(after.doubt).toEqual({ device: NOON + HOUR - DAY, stored: NOON + HOUR });
		second.pass(MINUTE);
		expect(after.now(), 'and goes on').toBe(NOON + HOUR + MINUTE);
	});

	test('is known only from what was stored: the last minute is lost with the power', async () => {
		const disk = newDisk();
		const first = kioskAt(disk, NOON);
		const before = await first.start();
		await before.keep();
		first.pass(30_000);
		const after = await kioskAt(disk, NOON + 10_000).start();
		expect(after.doubt).toBe(null);
		expect(after.now()).toBe(NOON + 10_000);
	});

	test('that was 10 years ahead does not come back after the server has corrected it', async () => {
		const disk = newDisk();
		const first = kioskAt(disk, NOON + 3_650 * DAY);
		const time = await first.start();
		await time.keep();
		await time.confirm(NOON, 1_000);
		expect(time.now()).toBe(NOON);
		const after = await kioskAt(disk, NOON + MINUTE).start();
		expect(after.doubt).toBe(null);
		expect(after.now()).toBe(NOON + MINUTE);
	});
});

describe('[F9] while nobody knows what time it is', () => {
	const rice: Gift = { ...soup, category: 'pantry', storage: 'ambient', dateKind: 'bestBefore' };
	const gifts: [string, Gift, boolean][] = [
		['with a use-by', { ...soup, date: '2026-11-30' }, true],
		['chilled with a best-before', { ...rice, storage: 'chilled', date: '2027-11-30' }, true],
		['dry with a best-before', { ...rice, date: '2027-11-30' }, false]
	];
	test.each(gifts)('food %s is withheld until the server confirms', async (_, gift, withheld) => {
		const disk = newDisk();
		await (await kioskAt(disk, NOON).start()).keep();
		const kiosk = kioskAt(disk, NOON - DAY);
		const time = await kiosk.start();
		// Donations go on, whatever the clock says.
		await kiosk.store.outbox.append([factOf(donation(gift, 1, time.now()))]);
		const look = () =>
			lotsInside(kiosk.store.outbox, {
				...{ slots, zone: utc, policy, now: time.now(), inDoubt: time.doubt !== null }
			});

		const [inside] = await look();
		expect(inside).toMatchObject({ offered: !withheld, withheld });
		expect(collectable(await look(), [])).toHaveLength(withheld ? 0 : 1);
		expect(pickup(inside!, 1, time.now()) === null).toBe(withheld);

		await time.confirm(NOON + HOUR, 1_000);
		const [known] = await look();
		expect(known).toMatchObject({ offered: true, withheld: false });
		expect(pickup(known!, 1, time.now())).not.toBe(null);
	});

	test('[F2] what is past its use-by stays so after the confirmation', async () => {
		const disk = newDisk();
		await (await kioskAt(disk, NOON).start()).keep();
		const kiosk = kioskAt(disk, NOON - DAY);
		const time = await kiosk.start();
		await kiosk.store.outbox.append([factOf(donation({ ...soup, date: '2026-11-23' }, 1, NOON))]);
		await time.confirm(NOON + DAY, 1_000);
		const where = { slots, zone: utc, policy, now: time.now(), inDoubt: time.doubt !== null };
		const [inside] = await lotsInside(kiosk.store.outbox, where);
		expect(inside).toMatchObject({ offered: false, withheld: false });
	});
});
