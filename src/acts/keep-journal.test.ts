import { describe, expect, test } from 'vitest';
import type { ControllerEvent } from '#controller/event.ts';
import type { JournalPosition } from '#controller/journal.ts';
import { policyOf } from '#domain/policy.ts';
import { FACTS } from '#domain/shapes/fact.ts';
import { safeParse } from 'valibot';
import { factOf } from '#domain/act.ts';
import { lotsInside } from './stock.ts';
import { giving, newKiosk, soup, taking, told, utc } from './testing.ts';

type Body = { [E in ControllerEvent as E['k']]: Omit<E, 'ms'> }[ControllerEvent['k']];
const at = Date.UTC(2026, 10, 23, 18);
const openedAt = '2026-11-23T18:00:00.000Z';

/** A journal that is told by hand; what comes before `newsFrom` the store did not see. */
function bench(newsFrom?: number) {
	const kiosk = newKiosk();
	const position: JournalPosition = {
		...{ controllerId: 'hand1', journalId: '0badc0de', epoch: 1, seq: 0 },
		...(newsFrom === undefined ? {} : { newsFrom })
	};
	let seq = 0;
	const { keeper, store } = kiosk;
	return {
		...kiosk,
		position,
		hear: async (...bodies: Body[]) => {
			for (const body of bodies) {
				seq += 1;
				const event = { ...body, ms: seq * 10_000 } as ControllerEvent;
				await keeper.keep({ kind: 'event', event, at, position: { ...position, seq } });
			}
			return told(store);
		},
		hearAt: async (time: number, body: Body) => {
			seq += 1;
			const event = { ...body, ms: seq * 10_000 } as ControllerEvent;
			await keeper.keep({ kind: 'event', event, at: time, position: { ...position, seq } });
			return told(store);
		},
		lose: async (count: number) => {
			const from = seq + 1;
			seq += count;
			await keeper.keep({ kind: 'lost', from, to: seq, at, position: { ...position, seq } });
			return told(store);
		}
	};
}

describe('[P3] the position in the journal', () => {
	test('is kept with each entry, by controller, and what comes again is not stored again', async () => {
		const { keeper, position, store, hear } = bench();
		expect(await keeper.position('hand1')).toBeNull();
		await hear({ k: 'tamper' });
		expect(await keeper.position('hand1')).toEqual({ ...position, seq: 1 });
		const again = { kind: 'event', event: { k: 'tamper', ms: 1 }, at } as const;
		await keeper.keep({ ...again, position: { ...position, seq: 1 } });
		expect(await told(store)).toHaveLength(1);
		// The same number of another journal, of another epoch, or of another controller is another event.
		await keeper.keep({ ...again, position: { ...position, journalId: '0badc0df', seq: 1 } });
		await keeper.keep({ ...again, position: { ...position, epoch: 2, seq: 1 } });
		await keeper.keep({ ...again, position: { ...position, controllerId: 'hand2', seq: 1 } });
		expect(await told(store)).toHaveLength(4);
		// Of an epoch that is over there is nothing to come.
		await keeper.keep({ ...again, position: { ...position, epoch: 1, seq: 9 } });
		expect(await told(store)).toHaveLength(4);
		expect(await keeper.position('hand1')).toEqual({ ...position, epoch: 2, seq: 1 });
	});

	test('goes past what nobody here can read, which is counted', async () => {
		const { keeper, position, store } = bench();
		const entry = { kind: 'unknown', body: { k: 'hologram' }, at } as const;
		await keeper.keep({ ...entry, position: { ...position, seq: 1 } });
		expect(await keeper.position('hand1')).toMatchObject({ seq: 1 });
		expect((await store.recall('board'))?.unknownEvents).toBe(1);
		expect(await told(store)).toEqual([]);
	});

	test('stands still where the store refuses, and the fact with it', async () => {
		const { keeper, position, store } = bench();
		const append = store.outbox.rows.bulkAdd.bind(store.outbox.rows);
		store.outbox.rows.bulkAdd = () => {
			throw new DOMException('', 'QuotaExceededError');
		};
		const entry = { kind: 'event', event: { k: 'tamper', ms: 1 }, at } as const;
		const first = { ...entry, position: { ...position, seq: 1 } };
		await expect(keeper.keep(first)).rejects.toThrow();
		expect(await keeper.position('hand1')).toBeNull();
		store.outbox.rows.bulkAdd = append;
		await keeper.keep(first);
		expect(await told(store)).toHaveLength(1);
	});
});

describe('[S1a] a door that opens without an act', () => {
	test('is an access, and what is behind it is offered to nobody until somebody counts', async () => {
		const { store, hear } = bench();
		const gift = giving(at);
		await store.outbox.append([factOf(gift), factOf({ ...giving(at, 3), slot: 3 })]);
		const facts = await hear({ k: 'door', c: 2, open: 1 }, { k: 'forced', c: 2 });
		expect(facts.slice(2)).toEqual([
			{ type: 'access', slot: 2, openedAt, cause: 'forced' },
			{ type: 'alert', kind: 'tamper', severity: 'critical', cleared: false, slot: 2 }
		]);
		const slots = [2, 3].map((slot) => ({ slot, storage: soup.storage, kind: 'locker' as const }));
		const where = { slots, zone: utc, policy: policyOf('eu'), now: at, inDoubt: false };
		const offered = async () =>
			(await lotsInside(store.outbox, where)).map(({ lot, offered: is }) => [lot.slot, is]);
		expect(await offered()).toEqual([
			[2, false],
			[3, true]
		]);
		const { lotId } = gift.lot;
		const count = { type: 'adjust', lotId, portions: 0, reason: 'counted' };
		await store.outbox.append([count]);
		expect(await offered()).toContainEqual([2, true]);
	});

	test('a board that finds a door open at its start does not know who it was', async () => {
		const { keeper, position, store } = bench();
		const event = { k: 'door', c: 2, open: 1, ms: 40 } as const;
		await keeper.keep({ kind: 'event', event, at, position: { ...position, seq: 1 } });
		expect(await told(store)).toMatchObject([{ type: 'access', cause: 'unknown' }]);
	});

	test('a door that opened while the board had no power is its act’s', async () => {
		const { store, hear } = bench();
		const act = giving(at);
		await store.acts.add({ ...act, state: 'unlocking' });
		const facts = await hear(
			{ k: 'unlock', c: 2, key: act.actId },
			{ k: 'boot', why: 0 },
			{ k: 'door', c: 2, open: 1 },
			{ k: 'door', c: 2, open: 0 }
		);
		expect(facts).toEqual([{ type: 'donate', lot: act.lot, evidence: 'door' }]);
	});

	test('that swings back before it has latched is nobody’s burglary', async () => {
		const { keeper, position, store } = bench();
		const moves = [
			{ open: 0, ms: 20_000 },
			{ open: 1, ms: 21_900 },
			{ open: 0, ms: 30_000 },
			{ open: 1, ms: 32_000 }
		] as const;
		for (const [index, move] of moves.entries()) {
			const event = { k: 'door', c: 2, ...move } as const;
			await keeper.keep({ kind: 'event', event, at, position: { ...position, seq: index + 1 } });
		}
		expect(await told(store)).toMatchObject([{ cause: 'unknown' }, { cause: 'forced' }]);
	});

	test('before the unlock with its key an opening is not the act’s', async () => {
		const { store, hear } = bench();
		await store.request(giving(at));
		const [act] = await store.openActs();
		await store.advance(act?.actId ?? '', { kind: 'sent' });
		const facts = await hear({ k: 'door', c: 2, open: 1 });
		expect(facts).toMatchObject([{ type: 'access', slot: 2, cause: 'forced' }]);
		expect(await store.openActs()).toMatchObject([{ state: 'unlocking' }]);
	});

	test('with a key that no act here has, nobody knows who it was', async () => {
		const { hear } = bench();
		const facts = await hear({ k: 'unlock', c: 2, key: 'elsewhere' }, { k: 'door', c: 2, open: 1 });
		expect(facts).toMatchObject([{ type: 'access', cause: 'unknown' }]);
	});

	test('an act that ended without knowing has said so: its door makes no access later', async () => {
		const { store, hear } = bench();
		const act = taking('lot000000000001', at);
		await store.acts.add({ ...act, state: 'unresolved' });
		await hear({ k: 'unlock', c: 2, key: act.actId });
		const facts = await hear({ k: 'door', c: 2, open: 1 }, { k: 'door', c: 2, open: 0 });
		expect(facts).toEqual([]);
		// That door closed; the next opening is another one.
		expect(await hear({ k: 'door', c: 2, open: 1 })).toMatchObject([{ type: 'access' }]);
	});

	test('an act at another door takes no part in it', async () => {
		const { store, hear } = bench();
		await store.acts.add({ ...giving(at, 3), state: 'unlocked' });
		await hear({ k: 'door', c: 2, open: 1 }, { k: 'door', c: 2, open: 0 });
		expect(await store.openActs()).toMatchObject([{ slot: 3, state: 'unlocked' }]);
	});
});

describe('[P3] what was journaled before this store knew the controller', () => {
	const past: Body[] = [
		{ k: 'unlock', c: 2, key: 'elsewhere' },
		{ k: 'door', c: 2, open: 1 },
		{ k: 'ajar', c: 2, s: 60 },
		{ k: 'door', c: 2, open: 0 },
		{ k: 'door', c: 3, open: 1 },
		{ k: 'forced', c: 3 },
		{ k: 'temp', p: 1, dC: 91 },
		{ k: 'talarm', p: 1, on: 1, dC: 91 },
		{ k: 'tamper' },
		{ k: 'fault', dev: 'fan', c: 0, code: 7 },
		{ k: 'fault', dev: 'lock', c: 1, code: 1 },
		{ k: 'wt', c: 2, g: 900 }
	];
	const stands = [
		{ kind: 'temperature', cleared: false },
		{ kind: 'lock', slot: 1, cleared: false }
	];

	test('makes no access, no reading and no alert of a moment; what still stands is told', async () => {
		const { hear, store } = bench(past.length + 1);
		expect(await hear(...past.slice(0, -1))).toEqual([]);
		expect(await hear(...past.slice(-1))).toMatchObject(stands);
		expect(await store.recall('faults')).toEqual([1]);
		expect(await store.recall('board')).toMatchObject({
			windows: {}
		});
		expect(await store.recall('board')).not.toHaveProperty('stillSo');
	});

	test('is told once; what comes after it is news', async () => {
		const { hear } = bench(past.length + 1);
		await hear(...past);
		const facts = await hear(
			{ k: 'talarm', p: 1, on: 1, dC: 95 },
			{ k: 'talarm', p: 1, on: 0, dC: 60 },
			{ k: 'door', c: 2, open: 1 },
			{ k: 'tamper' }
		);
		expect(facts.slice(stands.length)).toMatchObject([
			{ kind: 'temperature', cleared: true },
			{ type: 'access', slot: 2, cause: 'forced' },
			{ kind: 'tamper' }
		]);
	});

	test('settles an act of this store all the same, with its fact', async () => {
		const { store, hear } = bench(4);
		const act = giving(at);
		await store.acts.add({ ...act, state: 'unlocked' });
		const facts = await hear(
			{ k: 'boot', why: 0 },
			{ k: 'door', c: 2, open: 1 },
			{ k: 'door', c: 2, open: 0 }
		);
		expect((await store.acts.get(act.actId))?.state).toBe('settled');
		expect(facts).toMatchObject([{ type: 'donate', evidence: 'door' }]);
	});

	test('what still stood is told too where another journal begins in the middle of it', async () => {
		const { hear, keeper, position, store } = bench(past.length + 1);
		await hear(...past.slice(0, 8));
		const { newsFrom: _, ...other } = { ...position, journalId: '0badc0df', epoch: 2, seq: 1 };
		const event = { k: 'boot', why: 0, ms: 1 } as const;
		await keeper.keep({ kind: 'event', event, at, position: other });
		expect(await told(store)).toMatchObject(stands.slice(0, 1));
	});
});

describe('[M3] when it happened', () => {
	const access: Body = { k: 'door', c: 2, open: 1 };
	const minute = 60_000;

	test('is what a fact says, however late the journal is told', async () => {
		const { hearAt, store, clock } = bench();
		clock.time = at + 10 * minute;
		const uptimeMs = clock.uptime() - 10 * minute;
		await hearAt(at, access);
		const [row] = await store.outbox.kept();
		expect(row?.fact).toMatchObject({ occurredAt: openedAt, bootId: clock.bootId, uptimeMs });
		expect(row?.storedAt).toBe(clock.time);
	});

	test('of what a page of before would have heard, no clock of this page speaks', async () => {
		const { hearAt, store, clock } = bench();
		const before = at - clock.uptime() - minute;
		await hearAt(before, access);
		await hearAt(before + 1, { k: 'tamper' });
		await hearAt(at, { k: 'forced', c: 2 });
		const [opened, tampered, now] = (await store.outbox.kept()).map(({ fact }) => fact);
		expect(opened).toMatchObject({ occurredAt: new Date(before).toISOString(), uptimeMs: 0 });
		expect(opened?.bootId).toMatch(/^[a-z0-9]{15}$/);
		expect(opened?.bootId).not.toBe(clock.bootId);
		expect(tampered?.bootId).toBe(opened?.bootId);
		expect(now).toMatchObject({ occurredAt: openedAt, bootId: clock.bootId });
	});

	test('nothing is from the future, whatever the calendar was set to', async () => {
		const { hearAt, store, clock } = bench();
		await hearAt(at + minute, access);
		const [row] = await store.outbox.kept();
		expect(row?.fact).toMatchObject({ occurredAt: openedAt, uptimeMs: clock.uptime() });
	});
});

describe('[S1a] a hole in the journal', () => {
	test('is an alert, and what an act’s door did is not known', async () => {
		const { store, hear, lose } = bench();
		await hear({ k: 'boot', why: 0 });
		await store.acts.add({ ...giving(at), state: 'unlocking' });
		expect(await lose(12)).toEqual([
			{ type: 'alert', kind: 'journal_overflow', severity: 'warning', cleared: false, value: 12 }
		]);
		expect(await store.openActs()).toMatchObject([{ state: 'unlocking', blind: true }]);
	});

	test('what was told of the doors before it may be untrue by now', async () => {
		const { store, hear, lose } = bench();
		const act = giving(at, 3);
		await store.acts.add({ ...act, state: 'unlocking' });
		await hear({ k: 'door', c: 3, open: 1 }, { k: 'relock', c: 2 });
		const before = (await lose(12)).length;
		const facts = await hear({ k: 'unlock', c: 3, key: act.actId }, { k: 'relock', c: 2 });
		expect((await store.acts.get(act.actId))?.state).toBe('unlocked');
		expect(facts.slice(before), 'one relock after it is no stuck door').toEqual([]);
	});

	test('what was moved before and after it is not told by its scale', async () => {
		const { store, hear, lose } = bench();
		const act = giving(at);
		await store.acts.add({ ...act, state: 'unlocking' });
		await hear({ k: 'unlock', c: 2, key: act.actId }, { k: 'door', c: 2, open: 1, g: 40 });
		await lose(12);
		const facts = await hear({ k: 'door', c: 2, open: 0, g: 1_240 });
		expect(facts.at(-1)).toEqual({ type: 'donate', lot: act.lot, evidence: 'door' });
	});

	test('another journal is one too', async () => {
		const { store, keeper, position, hear } = bench();
		await hear({ k: 'boot', why: 0 });
		await store.acts.add({ ...giving(at), state: 'unlocking' });
		await hear({ k: 'scan', t: 'qr', v: 'x' });
		expect(await store.openActs()).not.toMatchObject([{ blind: true }]);
		const event = { k: 'boot', why: 0, ms: 1 } as const;
		const other = { ...position, controllerId: 'hand2', seq: 1 };
		await keeper.keep({ kind: 'event', event, at, position: other });
		expect(await store.openActs()).toMatchObject([{ blind: true }]);
	});
});

describe('[S1a] what the scale saw', () => {
	test('is the evidence where it agrees', async () => {
		const { store, hear } = bench();
		const act = giving(at);
		await store.acts.add({ ...act, state: 'unlocking' });
		const facts = await hear(
			{ k: 'unlock', c: 2, key: act.actId },
			{ k: 'door', c: 2, open: 1, g: 40 },
			{ k: 'wt', c: 3, g: 9_000 },
			{ k: 'wt', c: 2, g: 640 },
			{ k: 'door', c: 2, open: 0, g: 1_240 }
		);
		const evidence = { evidence: 'weight', weighedGrams: 1_200 };
		expect(facts).toEqual([{ type: 'donate', lot: act.lot, ...evidence }]);
	});
});

describe('[M17] an alert whose end was lost with a part of the journal', () => {
	const raised = { kind: 'temperature', sensor: 't1', cleared: false };
	const isOver = { kind: 'temperature', sensor: 't1', cleared: true };
	const warm: Body = { k: 'talarm', p: 1, on: 1, dC: 91 };

	test('too warm: ends with the next temperature at which it would have ended', async () => {
		const { hear, lose } = bench();
		await hear(warm);
		await lose(300);
		const alerts = async (...bodies: Body[]) =>
			(await hear(...bodies)).filter((fact) => fact['kind'] === 'temperature');
		expect(await alerts({ k: 'temp', p: 1, dC: 70 }, { k: 'temp', p: 2, dC: 40 })).toHaveLength(1);
		expect(await alerts({ k: 'temp', p: 1, dC: 69 })).toMatchObject([raised, isOver]);
		expect(
			await alerts({ k: 'temp', p: 1, dC: 40 }, { k: 'talarm', p: 1, on: 0, dC: 40 })
		).toHaveLength(2);
		expect(await alerts(warm)).toMatchObject([raised, isOver, raised]);
	});

	test('too warm: is told anew where it is heard again, and still once', async () => {
		const { hear, lose } = bench();
		await hear(warm);
		const before = (await lose(300)).length;
		const facts = await hear(warm, warm, { k: 'talarm', p: 1, on: 0, dC: 60 });
		expect(facts.slice(before)).toMatchObject([raised, isOver]);
	});

	const other = (newsFrom?: number): JournalPosition => ({
		...{ controllerId: 'hand2', journalId: '0badc0df', epoch: 1, seq: 1 },
		...(newsFrom === undefined ? {} : { newsFrom })
	});
	const boot = { kind: 'event', event: { k: 'boot', why: 0, ms: 1 }, at } as const;
	const standing: Body[] = [
		{ k: 'power', src: 1, mV: 11_500 },
		{ k: 'ajar', c: 2, s: 60 },
		{ k: 'ajar', c: 3, s: 60 }
	];
	const ends = [
		{ kind: 'power', cleared: true },
		{ kind: 'door_open', slot: 2, cleared: true },
		{ kind: 'door_open', slot: 3, cleared: true }
	];

	test('a battery, an open door: end where another journal begins, which tells what is so', async () => {
		const { hear, keeper, store } = bench();
		await hear(...standing);
		await keeper.keep({ ...boot, position: other() });
		expect((await told(store)).slice(3)).toMatchObject(ends);
		const event = { k: 'power', src: 1, mV: 11_500, ms: 2 } as const;
		await keeper.keep({ kind: 'event', event, at, position: { ...other(), seq: 2 } });
		expect((await told(store)).slice(6)).toMatchObject([{ kind: 'power', cleared: false }]);
	});

	test('of a board that this store has never heard of they end too', async () => {
		const { hear, keeper, store } = bench();
		await hear(...standing, warm);
		await keeper.keep({ ...boot, position: other(3) });
		const event = { k: 'temp', p: 1, dC: 40, ms: 2 } as const;
		await keeper.keep({ kind: 'event', event, at, position: { ...other(3), seq: 2 } });
		expect((await told(store)).slice(4)).toMatchObject([...ends, isOver]);
	});
});

describe('[M17] what the controller tells becomes an alert, once until it is over', () => {
	const alert = (body: Record<string, unknown>) => ({ type: 'alert', ...body });
	const temperature = {
		...{ kind: 'temperature', severity: 'warning', value: 9.1, threshold: 8, unit: '°C' },
		sensor: 't1'
	};
	const ajar = { kind: 'door_open', severity: 'warning', slot: 2, value: 60, unit: 's' };
	const lock = { kind: 'lock', severity: 'warning', slot: 2 };
	const opening: Body[] = [
		{ k: 'unlock', c: 2, key: 'elsewhere' },
		{ k: 'door', c: 2, open: 1 }
	];
	test.each<[string, Body[], Record<string, unknown>[]]>([
		[
			'too warm, still too warm, cold again',
			[
				{ k: 'talarm', p: 1, on: 1, dC: 91 },
				{ k: 'talarm', p: 1, on: 1, dC: 95 },
				{ k: 'talarm', p: 1, on: 0, dC: 69 },
				{ k: 'talarm', p: 1, on: 0, dC: 60 }
			],
			[
				{ ...temperature, cleared: false },
				{ ...temperature, value: 6.9, cleared: true }
			]
		],
		[
			'left open, then closed',
			[
				{ k: 'ajar', c: 2, s: 60 },
				{ k: 'door', c: 2, open: 0 }
			],
			[
				{ ...ajar, cleared: false },
				{ kind: 'door_open', severity: 'warning', slot: 2, cleared: true }
			]
		],
		[
			'on its battery, then on the mains',
			[
				{ k: 'power', src: 0, mV: 12_000 },
				{ k: 'power', src: 1, mV: 11_500 },
				{ k: 'power', src: 0, mV: 12_000 }
			],
			[
				{ kind: 'power', severity: 'warning', value: 11.5, unit: 'V', cleared: false },
				{ kind: 'power', severity: 'warning', cleared: true }
			]
		],
		[
			'tampered with',
			[{ k: 'tamper' }],
			[{ kind: 'tamper', severity: 'critical', cleared: false }]
		],
		[
			'a lock that does not work',
			[
				{ k: 'fault', dev: 'lock', c: 2, code: 1 },
				{ k: 'fault', dev: 'lock', c: 2, code: 1 }
			],
			[{ ...lock, cleared: false }]
		],
		[
			'a probe that is gone, and back',
			[
				{ k: 'fault', dev: 'probe', c: 1, code: 3 },
				{ k: 'temp', p: 1, dC: 40 }
			],
			[
				{ kind: 'sensor', severity: 'warning', sensor: 't1', value: 3, cleared: false },
				{ kind: 'sensor', severity: 'warning', sensor: 't1', cleared: true }
			]
		],
		[
			'a part that nobody here knows',
			[{ k: 'fault', dev: 'fan', c: 0, code: 7 }],
			[{ kind: 'other', severity: 'info', sensor: 'fan', value: 7, cleared: false }]
		],
		['a code that was scanned', [{ k: 'scan', t: 'qr', v: 'x' }], []],
		['not pulled once', [...opening.slice(0, 1), { k: 'relock', c: 2 }], []],
		[
			'not pulled twice',
			[
				{ k: 'relock', c: 2 },
				{ k: 'relock', c: 2 },
				{ k: 'relock', c: 2 }
			],
			[{ ...lock, cleared: false }]
		],
		[
			'not pulled, then opened, then not pulled',
			[{ k: 'relock', c: 2 }, ...opening, { k: 'door', c: 2, open: 0 }, { k: 'relock', c: 2 }],
			[]
		]
	])('%s', async (_, bodies, alerts) => {
		const { hear } = bench();
		const facts = (await hear(...bodies)).filter(({ type }) => type === 'alert');
		expect(facts).toEqual(alerts.map(alert));
		const envelope = {
			...{ eventId: 'event0000000001', epoch: 'epoch0000000001', seq: 1 },
			...{ occurredAt: openedAt, bootId: 'boot00000000001', uptimeMs: 1 }
		};
		for (const fact of facts) {
			expect(safeParse(FACTS.alert, { ...envelope, ...fact }).issues ?? []).toEqual([]);
		}
	});

	test('a door that opens works again', async () => {
		const { store, hear } = bench();
		await hear({ k: 'fault', dev: 'lock', c: 2, code: 1 });
		expect(await store.recall('faults')).toEqual([2]);
		const facts = await hear(...opening);
		expect(await store.recall('faults')).toEqual([]);
		expect(facts).toContainEqual(alert({ ...lock, cleared: true }));
	});
});

describe('readings [contract, "Bodies"]', () => {
	const minute = 60_000;
	test('one per sensor in ten minutes', async () => {
		const { hearAt } = bench();
		for (const i of [0, 5, 10, 15, 20])
			await hearAt(at + i * minute, { k: 'temp', p: 1, dC: 30 + i });
		expect(await hearAt(at + 20 * minute, { k: 'temp', p: 2, dC: -180 })).toEqual([
			{
				...{ type: 'reading', sensor: 't1', from: openedAt, to: '2026-11-23T18:05:00.000Z' },
				...{ minC: 3, maxC: 3.5, meanC: 3.25, samples: 2 }
			},
			expect.objectContaining({ from: '2026-11-23T18:10:00.000Z', meanC: 4.25, samples: 2 })
		]);
	});

	test('above the limit each minute', async () => {
		const { hearAt } = bench();
		await hearAt(at, { k: 'temp', p: 1, dC: 40 });
		await hearAt(at + 5 * minute, { k: 'temp', p: 1, dC: 51 });
		const facts = await hearAt(at + 6 * minute, { k: 'temp', p: 1, dC: 52 });
		expect(facts).toMatchObject([
			{ maxC: 4, samples: 1 },
			{ maxC: 5.1, samples: 1 },
			{ maxC: 5.2, samples: 1 }
		]);
	});
});
