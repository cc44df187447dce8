import { describe, expect, test } from 'vitest';
import type { ControllerEvent } from '#controller/event.ts';
import { factOf } from '#domain/act.ts';
import { newConfig } from '#domain/config.fixture.ts';
import { policyOf } from '#domain/policy.ts';
import { pickup } from './collect.ts';
import { CABINET_ZONES } from './enrol.ts';
import { coldLockedSlots } from './keep-cold-chain.ts';
import { lotsInside } from './stock.ts';
import { giving, newKiosk, serving, soup, told, utc } from './testing.ts';
import { toldHardware } from './tell-hardware.ts';
import { ColdWatch } from './watch-cold-chain.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 23, 18);
const ZONES = [{ zone: 'cold', storage: 'chilled', slots: [2, 3], sensors: ['t1'] }] as const;

/** A kiosk whose board tells what somebody says that it tells. */
async function bench() {
	const kiosk = newKiosk();
	const { store, keeper } = kiosk;
	const zones = ZONES.map((zone) => ({
		...zone,
		slots: [...zone.slots],
		sensors: [...zone.sensors]
	}));
	const document = newConfig({ zones });
	await store.remember('config', { version: 1, etag: null, document });
	let seq = 0;
	const at = { minute: 0, isHeard: true, jumped: 0 };
	const time = () => START + (at.minute + at.jumped) * MINUTE;
	const position = { controllerId: 'hand1', journalId: '0badc0de', epoch: 1 };
	const tell = async (minute: number, event: Record<string, unknown>): Promise<void> => {
		at.minute = minute;
		seq += 1;
		await keeper.keep({
			...{ kind: 'event', position: { ...position, seq }, at: time() },
			event: { ms: minute * MINUTE + 5_000, ...event } as ControllerEvent
		});
	};
	const watch = new ColdWatch({
		...{ store, uptime: () => at.minute * MINUTE, now: time },
		isHeard: () => at.isHeard
	});
	return {
		...kiosk,
		at,
		time,
		tell,
		measure: (minute: number, celsius: number) =>
			tell(minute, { k: 'temp', p: 1, dC: celsius * 10 }),
		/** Every five minutes. */
		measures: async (from: number, to: number, celsius: number) => {
			for (let n = from; n <= to; n += 5) await tell(n, { k: 'temp', p: 1, dC: celsius * 10 });
		},
		look: async (minute: number) => {
			at.minute = minute;
			await watch.look();
		},
		safety: async () =>
			(await told(store))
				.filter(({ type }) => type === 'safety')
				.map(({ state, since, aboveLimitMs }) => [
					state,
					(Date.parse(String(since)) - START) / MINUTE,
					Number(aboveLimitMs) / MINUTE
				])
	};
}

const reopen = { type: 'service', done: ['clean', 'measure', 'reopen'], measuredC: 4 };

describe('[F5, F6] each change of a zone is one safety fact', () => {
	test('with what was measured, in the transaction of the event', async () => {
		const { measures, safety, store } = await bench();
		await measures(0, 10, 4);
		await measures(15, 90, 9);
		expect(await safety()).toEqual([
			['ok', 0, 0],
			['watch', 15, 0],
			['warn', 30, 15],
			['locked', 75, 60]
		]);
		const facts = await told(store);
		const { version } = policyOf('eu');
		expect(facts.find(({ state }) => state === 'locked')).toMatchObject({ policyVersion: version });
		// [M17] Who has to come is called once.
		expect(facts.filter(({ type }) => type === 'alert')).toEqual([
			{
				...{ type: 'alert', kind: 'temperature', severity: 'critical', cleared: false },
				...{ sensor: 'cold', threshold: 7, unit: '°C' }
			}
		]);
		expect(await coldLockedSlots(store)).toEqual([2, 3]);
	});

	test('of what was journaled before this store knew the board only what is so now is told', async () => {
		const { keeper, safety, store } = await bench();
		const past = { controllerId: 'hand1', journalId: '0badc0de', epoch: 1, newsFrom: 14 };
		for (let seq = 1; seq <= 13; seq++) {
			await keeper.keep({
				...{ kind: 'event', position: { ...past, seq }, at: START + 5 * seq * MINUTE },
				event: { k: 'temp', p: 1, dC: 90, ms: 5 * seq * MINUTE }
			});
		}
		expect(await told(store)).toEqual([]);
		const now = { kind: 'event', position: { ...past, seq: 14 }, at: START + 66 * MINUTE } as const;
		await keeper.keep({ ...now, event: { k: 'temp', p: 1, dC: 40, ms: 66 * MINUTE } });
		expect(await safety()).toEqual([['locked', 65, 61]]);
	});

	test('before the first configuration the zones count that it enrolled with', async () => {
		const { keeper, store } = newKiosk();
		const identity = { machineId: 7, secret: 's', status: 'accepted', slots: [] } as const;
		await store.remember('identity', { ...identity, zones: CABINET_ZONES });
		const position = { controllerId: 'hand1', journalId: '0badc0de', epoch: 1, seq: 1 };
		const event = { k: 'temp', p: 1, dC: 40, ms: 1 } as const;
		await keeper.keep({ kind: 'event', event, position, at: START });
		expect(await told(store)).toMatchObject([{ type: 'safety', zone: 'chilled', state: 'ok' }]);
	});

	test('where the store refuses, neither the fact nor what it follows from is kept', async () => {
		const { measure, measures, safety, store } = await bench();
		await measures(0, 10, 4);
		const before = await store.recall('coldChain');
		const append = store.outbox.rows.bulkAdd.bind(store.outbox.rows);
		store.outbox.rows.bulkAdd = () => {
			throw new DOMException('', 'QuotaExceededError');
		};
		await expect(measure(15, 9)).rejects.toThrow();
		expect(await store.recall('coldChain')).toEqual(before);
		store.outbox.rows.bulkAdd = append;
		await measure(15, 9);
		expect((await safety()).map(([state]) => state)).toEqual(['ok', 'watch']);
	});

	test('what a controller tells again after a crash counts once', async () => {
		const { keeper, measures, safety, store } = await bench();
		await measures(0, 15, 9);
		const kept = await store.recall('coldChain');
		const again = { controllerId: 'hand1', journalId: '0badc0de', epoch: 1, seq: 4 };
		await keeper.keep({
			...{ kind: 'event', position: again, at: START + 15 * MINUTE },
			event: { k: 'temp', p: 1, dC: 90, ms: 15 * MINUTE + 5_000 }
		});
		expect(await store.recall('coldChain')).toEqual(kept);
		expect(await safety()).toHaveLength(2);
	});

	test('time passes where nothing is told: warm goes on being warm', async () => {
		const { look, measures, safety } = await bench();
		await measures(0, 5, 9);
		await look(5);
		await look(14);
		await look(16);
		await look(17);
		// Its sensor says nothing any more; it locks in its time all the same.
		await look(30);
		await look(61);
		expect(await safety()).toEqual([
			['watch', 0, 0],
			['warn', 15, 16],
			['unknown', 20, 30],
			['locked', 60, 61]
		]);
	});

	test('without a sensor it is unknown, and after four hours locked', async () => {
		const { look, measure, safety, tell } = await bench();
		await measure(0, 4);
		await tell(2, { k: 'fault', dev: 'probe', c: 1, code: 3 });
		await look(3);
		await look(239);
		expect(await safety()).toEqual([
			['ok', 0, 0],
			['unknown', 2, 0]
		]);
		await look(241);
		expect((await safety()).at(-1)).toEqual(['locked', 240, 0]);
	});
});

describe('[F5] a gap counts in the controller’s journal', () => {
	test('with the cable out for six hours nothing is shown as cold, and the journal decides', async () => {
		const { at, look, measures, safety, store } = await bench();
		await measures(0, 10, 4);
		await look(11);
		at.isHeard = false;
		for (const n of [20, 60, 240, 260, 360]) await look(n);
		expect((await safety()).map(([state]) => state)).toEqual(['ok', 'unknown', 'locked']);
		expect(await coldLockedSlots(store)).toEqual([2, 3]);
		// The cable is in again: the board had gone on measuring.
		await measures(15, 360, 4);
		at.isHeard = true;
		await look(361);
		expect((await safety()).at(-1)?.[0]).toBe('ok');
		expect(await coldLockedSlots(store)).toEqual([]);
	});

	test('a board without power for five hours is one: locked, whatever it measures then', async () => {
		const { measures, safety, store, tell } = await bench();
		await measures(0, 10, 4);
		await store.outbox.append([factOf(giving(START - MINUTE))]);
		await tell(310, { k: 'boot', why: 0, ms: 500 });
		await tell(310, { k: 'temp', p: 1, dC: 40, ms: 900 });
		expect((await safety()).map(([state]) => state)).toEqual(['ok', 'locked']);
		await tell(315, { k: 'temp', p: 1, dC: 40, ms: 300_900 });
		expect((await safety()).at(-1)?.[0]).toBe('locked');
	});

	test('a device whose clock is set by years locks nothing', async () => {
		const { at, look, measures, safety, store } = await bench();
		await measures(0, 10, 4);
		await look(11);
		// Time goes on, the calendar has jumped.
		at.jumped = 3_650 * 24 * 60;
		await look(12);
		expect((await store.recall('coldChain'))?.chain.at).toBe(START + (12 + at.jumped) * MINUTE);
		await measures(15, 20, 4);
		await look(21);
		expect((await safety()).map(([state]) => state)).toEqual(['ok']);
	});
});

describe('[F6] only a service opens again', () => {
	test.each<[string, object, boolean]>([
		['measured back in range', reopen, true],
		['only cleaned', { type: 'service', done: ['clean'] }, false],
		['still warm', { ...reopen, measuredC: 9 }, false],
		['at another slot', { ...reopen, slot: 1 }, false],
		['at a slot of it', { ...reopen, slot: 3 }, true]
	])('%s', async (_, service, opens) => {
		const { measures, safety, store } = await bench();
		await measures(0, 60, 9);
		await store.transact(() => Promise.resolve([service as { type: string }]));
		expect(await coldLockedSlots(store)).toEqual(opens ? [] : [2, 3]);
		const facts = await told(store);
		expect((await safety()).at(-1)?.[0]).toBe(opens ? 'ok' : 'locked');
		expect(facts.filter(({ type, cleared }) => type === 'alert' && cleared)).toHaveLength(
			opens ? 1 : 0
		);
	});

	test('one that an act at a door settles to does, in the transaction of the door', async () => {
		const { measures, store, tell } = await bench();
		await measures(0, 60, 9);
		const act = { ...serving(START), done: ['clean', 'measure', 'reopen'] as const, measuredC: 3 };
		await store.acts.add({ ...act, state: 'unlocking' });
		await tell(61, { k: 'unlock', c: 2, key: act.actId });
		await tell(61, { k: 'door', c: 2, open: 1 });
		expect(await coldLockedSlots(store)).toEqual([2, 3]);
		await tell(62, { k: 'door', c: 2, open: 0 });
		expect(await coldLockedSlots(store)).toEqual([]);
		expect((await told(store)).slice(-3)).toMatchObject([
			{ type: 'service', slot: 2, measuredC: 3 },
			{ type: 'safety', state: 'ok', zone: 'cold' },
			{ type: 'alert', kind: 'temperature', cleared: true }
		]);
	});
});

describe('[F6] what is behind a locked door', () => {
	const slots = [1, 2, 3].map((slot) => ({
		...{ slot, kind: 'shelf' as const, storage: slot === 1 ? ('ambient' as const) : soup.storage }
	}));

	test('is neither offered nor taken; what is elsewhere goes on; what was warm for hours never is', async () => {
		const { measures, store, time } = await bench();
		const gift = factOf(giving(START));
		const bread = { ...soup, storage: 'ambient' as const };
		const at = (slot: number, lotId: string) => ({ ...bread, slot, lotId });
		await store.outbox.append([
			gift,
			{ type: 'donate', lot: at(1, 'bread0000000001'), evidence: 'door' } as { type: string },
			{ type: 'donate', lot: at(3, 'bread0000000003'), evidence: 'door' } as { type: string }
		]);
		const inside = async () =>
			lotsInside(store.outbox, {
				...{ slots, zone: utc, policy: policyOf('eu'), now: time(), inDoubt: false },
				...{ locked: await coldLockedSlots(store) },
				chain: (await store.recall('coldChain'))?.chain ?? null
			});
		const seen = async () =>
			(await inside()).map(({ lot, offered, coldChain }) => [lot.slot, offered, coldChain]);
		await measures(0, 30, 9);
		expect(await seen()).toEqual([
			[2, true, 'fine'],
			[1, true, 'fine'],
			[3, true, 'fine']
		]);
		const before = await inside();
		await measures(35, 60, 9);
		expect(await seen()).toEqual([
			[2, false, 'locked'],
			[1, true, 'fine'],
			[3, false, 'locked']
		]);
		expect((await inside()).map((lot) => pickup(lot, 1, time()) !== null)).toEqual([
			...[false, true, false]
		]);
		expect(before.every((lot) => pickup(lot, 1, time()) !== null)).toBe(true);
		// After four hours the soup is no food any more, though the door is open again.
		await measures(65, 300, 9);
		await store.transact(() => Promise.resolve([reopen]));
		expect(await seen()).toEqual([
			[2, false, 'discard'],
			[1, true, 'fine'],
			[3, true, 'fine']
		]);
	});
});

describe('[M14] what a status tells of it', () => {
	const now = (minute: number, isLinked = true) => ({
		...{ slots: [1, 2, 3], isLinked, isOpen: (slot: number) => slot === 3 },
		...{ faults: [2], now: START + minute * MINUTE }
	});

	test('is what the controller has told and may still be so', async () => {
		const { measures, store, tell } = await bench();
		await measures(0, 60, 9);
		await tell(61, { k: 'power', src: 1, mV: 11_500 });
		const coldChain = [{ zone: 'cold', state: 'locked', since: '2026-11-23T19:00:00.000Z' }];
		const slotsTold = [
			{ slot: 1, state: 'ok' },
			{ slot: 2, state: 'locked' },
			{ slot: 3, state: 'locked' }
		];
		expect(await toldHardware(store, now(61))).toEqual({
			...{ temperatures: [{ sensor: 't1', celsius: 9 }], power: 'battery' },
			...{ coldChain, slots: slotsTold },
			doors: [
				{ slot: 1, open: false },
				{ slot: 2, open: false },
				{ slot: 3, open: true }
			]
		});
		// Without the link nobody knows; what was locked is.
		expect(await toldHardware(store, now(61, false))).toEqual({
			...{ temperatures: [], power: 'unknown', coldChain, slots: slotsTold }
		});
		expect((await toldHardware(store, now(120))).temperatures).toEqual([]);
		await tell(62, { k: 'power', src: 0, mV: 12_400 });
		await tell(62, { k: 'fault', dev: 'probe', c: 1, code: 1 });
		expect(await toldHardware(store, now(62))).toMatchObject({ power: 'mains', temperatures: [] });
	});

	test('is nothing where nothing was told', async () => {
		const { store } = newKiosk();
		expect(await toldHardware(store, now(0))).toMatchObject({
			...{ temperatures: [], power: 'unknown', coldChain: [] },
			slots: [{ state: 'ok' }, { state: 'fault' }, { state: 'ok' }]
		});
	});
});
