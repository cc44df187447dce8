import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	ChangesReply,
	RECORDS,
	SyncSnapshotReply,
	type LotRecord,
	type SyncCollection
} from '../../src/domain/shapes/sync.ts';
import { call, codes, newId, type Answer, type Machine } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { LedgerServer } from '../support/ledger.ts';

let ledger: LedgerServer;
let duty: Duty;
beforeAll(async () => {
	ledger = await LedgerServer.start();
	duty = new Duty(ledger.server);
}, 60_000);
afterAll(async () => {
	duty[Symbol.dispose]();
	await ledger.stop();
});

type Who = { readonly token: string };

const ask = (who: Who, path: string, query: Record<string, unknown>): Promise<Answer> =>
	call(
		ledger.server,
		'GET',
		`/api/sync/${path}?${new URLSearchParams(query as Record<string, string>).toString()}`,
		{ token: who.token }
	);

async function whole(who: Who, collection: SyncCollection) {
	const { body, status } = await ask(who, 'snapshot', { collection });
	expect(status).toBe(200);
	const reply = v.parse(SyncSnapshotReply, body);
	for (const { record } of reply.records)
		v.parse(v.strictObject(RECORDS[collection].entries), record);
	return reply;
}

async function since(
	who: Who,
	collection: SyncCollection,
	from: { feed: string; seq?: number; next?: number },
	limit = 500
) {
	const { feed } = from;
	const query = { collection, feed, since: from.next ?? from.seq ?? 0, limit };
	const { body, status } = await ask(who, 'changes', query);
	expect([status, body]).toEqual([200, body]);
	const reply = v.parse(ChangesReply, body);
	for (const { record } of reply.changes) {
		if (record !== undefined) v.parse(v.strictObject(RECORDS[collection].entries), record);
	}
	return reply;
}

const lots = (reply: { records: readonly { record: unknown }[] }) =>
	reply.records.map(({ record }) => record as LotRecord);

/** Facts about a machine in an epoch of its own, with seqs from 1. */
class Teller {
	readonly machine: Machine;
	readonly epoch = newId();
	seq = 0;
	constructor(machine: Machine) {
		this.machine = machine;
	}
	fact(type: string, more: object, seq = ++this.seq): object {
		return {
			...{ type, eventId: newId(), epoch: this.epoch, seq, bootId: newId(), uptimeMs: 1 },
			...{ occurredAt: new Date().toISOString(), machineId: this.machine.machineId },
			...more
		};
	}
	donate(lotId: string, portions = 4, seq?: number): object {
		const lot = {
			...{ lotId, slot: 2, name: 'Bread', category: 'bakery', storage: 'ambient' },
			...{ dateKind: 'bestBefore', date: '2030-01-01', portions, allergens: null }
		};
		return this.fact('donate', { lot }, seq);
	}
	collect(lotId: string, portions = 1, seq?: number): object {
		return this.fact('collect', { lotId, portions, evidence: 'none' }, seq);
	}
	async tell(...events: object[]): Promise<void> {
		const { token } = this.machine;
		const path = '/api/machine/events';
		const { status } = await call(ledger.server, 'POST', path, { token, body: { events } });
		expect(status).toBe(200);
	}
}

describe('[S8] [S11] what a machine reads of itself', () => {
	test('a snapshot, then what changed since, each with how much of its own facts is in it', async () => {
		const teller = new Teller(await duty.machine());
		const [first, second] = [newId(), newId()];
		await teller.tell(teller.donate(first));
		const start = await whole(teller.machine, 'lots');
		expect(lots(start)).toMatchObject([
			{
				...{
					lotId: first,
					portions: 4,
					appliedEpoch: teller.epoch,
					appliedSeq: 1,
					missingSeqs: []
				},
				described: { name: 'Bread', category: 'bakery', allergens: null }
			}
		]);
		expect((await since(teller.machine, 'lots', start)).changes).toEqual([]);

		await teller.tell(teller.collect(first), teller.donate(second));
		const page = await since(teller.machine, 'lots', start);
		expect(page.changes.map(({ op, record }) => [op, (record as LotRecord).portions])).toEqual([
			...[['put', 3]],
			...[['put', 4]]
		]);
		expect(page.changes.map(({ record }) => (record as LotRecord).appliedSeq)).toEqual([3, 3]);
		expect([page.more, page.next]).toEqual([false, page.head]);
		expect((await since(teller.machine, 'lots', page)).changes).toEqual([]);
	});

	test('[S12] what has not come is named, so that it is still overlaid', async () => {
		const teller = new Teller(await duty.machine());
		const lotId = newId();
		await teller.tell(teller.donate(lotId, 4, 1), teller.collect(lotId, 1, 4));
		expect(lots(await whole(teller.machine, 'lots'))).toMatchObject([
			{ portions: 3, appliedSeq: 4, missingSeqs: [2, 3] }
		]);
	});

	test('nothing of another machine, and nothing but lots and itself', async () => {
		const [one, other] = [new Teller(await duty.machine()), new Teller(await duty.machine())];
		const start = await whole(one.machine, 'lots');
		await other.tell(other.donate(newId()));
		expect((await whole(one.machine, 'lots')).records).toEqual([]);
		const page = await since(one.machine, 'lots', start);
		expect([page.changes, page.next]).toEqual([[], page.head]);
		const machines = await whole(one.machine, 'machines');
		expect(machines.records.map(({ id }) => id)).toEqual([String(one.machine.machineId)]);
		for (const collection of ['alerts', 'tasks', 'areas']) {
			const answer = await ask(one.machine, 'snapshot', { collection });
			expect([answer.status, codes(answer)]).toEqual([403, { request: 'role_may_not' }]);
		}
	});

	test('its status says which feed it is, and how far [M15]', async () => {
		const { machine } = new Teller(await duty.machine());
		const body = { bootId: newId(), uptimeMs: 1, appVersion: '1' };
		const send = () =>
			call(ledger.server, 'POST', '/api/machine/status', { token: machine.token, body });
		const { body: before } = await send();
		const start = await whole(machine, 'lots');
		expect(start.feed.startsWith(`${before.feed as string}.`)).toBe(true);
		const teller = new Teller(machine);
		await teller.tell(teller.donate(newId()));
		expect((await send()).body.feedHead).toBeGreaterThan(before.feedHead as number);
	});
});

describe('[S8] what people read', () => {
	let north: string;
	let fridge: Machine;
	let elsewhere: Machine;
	let volunteer: OnDuty;
	let operator: OnDuty;
	beforeAll(async () => {
		north = duty.area('north');
		fridge = await duty.machine(north);
		elsewhere = await duty.machine(duty.area('south'));
		volunteer = await duty.person({ role: 'volunteer', areaId: north });
		operator = await duty.person({ role: 'operator' });
	});

	test('lies within their areas; an operator sees all of it', async () => {
		for (const machine of [fridge, elsewhere]) {
			const teller = new Teller(machine);
			await teller.tell(
				teller.donate(newId()),
				teller.fact('alert', { kind: 'door_open', severity: 'warning', cleared: false, slot: 2 })
			);
		}
		for (const collection of ['machines', 'lots', 'alerts'] as const) {
			const idsOf = async (who: Who) =>
				(await whole(who, collection)).records.map(
					({ record }) => (record as { machineId: number }).machineId
				);
			const seen = new Set(await idsOf(volunteer));
			expect([collection, [...seen]]).toEqual([collection, [fridge.machineId]]);
			expect(await idsOf(operator)).toContain(elsewhere.machineId);
		}
	});

	test('an alert that is over comes as a deletion, and a claim as a change', async () => {
		const teller = new Teller(fridge);
		const alert = { kind: 'lock', severity: 'warning', slot: 2 };
		await teller.tell(teller.fact('alert', { ...alert, cleared: false }));
		const start = await whole(volunteer, 'alerts');
		const open = start.records.find(({ record }) => (record as { kind: string }).kind === 'lock');
		const events = [
			{
				...{ type: 'task', eventId: newId(), epoch: newId(), seq: 1, bootId: newId(), uptimeMs: 1 },
				...{ occurredAt: new Date().toISOString(), machineId: fridge.machineId },
				...{ alertId: open?.id, action: 'claim' }
			}
		];
		const path = '/api/volunteer/events';
		await call(ledger.server, 'POST', path, { token: volunteer.token, body: { events } });
		const claimed = await since(volunteer, 'alerts', start);
		expect(claimed.changes).toMatchObject([
			{ id: open?.id, op: 'put', record: { state: 'claimed', claimedById: volunteer.personId } }
		]);
		await teller.tell(teller.fact('alert', { ...alert, cleared: true }));
		const over = await since(volunteer, 'alerts', claimed);
		expect(over.changes).toEqual([{ seq: expect.any(Number), id: open?.id, op: 'delete' }]);
	});

	test('a kept task comes, is claimed and ends; one of the ledger has no row; illness is for those in charge', async () => {
		const area = duty.area();
		const [here, there] = [await duty.machine(area), await duty.machine(duty.area())];
		const person = await duty.person({ role: 'volunteer', areaId: area });
		const inCharge = await duty.person({ role: 'coordinator', areaId: area });
		for (const machine of [here, there]) {
			const teller = new Teller(machine);
			const donation = teller.donate(newId()) as { lot: object };
			const lot = { ...donation.lot, dateKind: 'useBy', date: '2020-01-01' };
			// What nobody has given is missing: a difference of the ledger, which has no row.
			await teller.tell({ ...donation, lot }, teller.collect(newId()));
		}
		const start = await whole(person, 'tasks');
		expect(start.records).toMatchObject([
			{ record: { machineId: here.machineId, kind: 'use_by_past', appliedSeq: 0 } }
		]);
		const led = await whole(inCharge, 'tasks');
		const report = {
			...{ reportId: newId(), machineId: here.machineId, ateAt: new Date().toISOString() },
			...{ what: 'Soup.', reachMe: '' }
		};
		const path = '/api/public/illness';
		expect((await call(ledger.server, 'POST', path, { body: report })).status).toBe(200);
		expect((await since(person, 'tasks', start)).changes).toMatchObject([{ op: 'delete' }]);
		expect((await since(inCharge, 'tasks', led)).changes).toMatchObject([
			{ op: 'put', record: { kind: 'illness', machineId: here.machineId } }
		]);

		const { taskId } = start.records[0]!.record as { taskId: string };
		const epoch = newId();
		const act = async (action: string, seq: number) => {
			const events = [
				{
					...{ type: 'task', eventId: newId(), epoch, seq, bootId: newId(), uptimeMs: 1 },
					...{ occurredAt: new Date().toISOString(), machineId: here.machineId },
					...{ taskId, action }
				}
			];
			await call(ledger.server, 'POST', '/api/volunteer/events', {
				token: person.token,
				body: { events }
			});
			return since(person, 'tasks', start);
		};
		const mine = { claimedById: person.personId, appliedEpoch: epoch, appliedSeq: 1 };
		expect((await act('claim', 1)).changes.at(-1)).toMatchObject({
			...{ id: taskId, op: 'put', record: mine }
		});
		expect((await act('done', 2)).changes.at(-1)).toEqual({
			...{ seq: expect.any(Number), id: taskId, op: 'delete' }
		});
	});

	test('starts over when what they may see changes: roles, areas, and what time brings', async () => {
		const area = duty.area();
		const far = await duty.machine();
		const person = await duty.person({ role: 'volunteer', areaId: area });
		const start = await whole(person, 'machines');
		expect(start.records).toEqual([]);
		const isOver = async (from: { feed: string; seq: number }) =>
			(await since(person, 'machines', from)).reset === true;
		expect(await isOver(start)).toBe(false);
		duty.join(area, far.machineId);
		expect(await isOver(start)).toBe(true);
		const more = await whole(person, 'machines');
		expect(more.records.map(({ id }) => id)).toEqual([String(far.machineId)]);
		expect(await isOver(more)).toBe(false);
		// A role that runs out leaves no trace in the database at that moment.
		const ends = Date.now() + 1_500;
		const other = await duty.person({ role: 'volunteer', areaId: area, endsAt: ends });
		const briefly = await whole(other, 'machines');
		expect(briefly.records).toHaveLength(1);
		await expect
			.poll(async () => (await ask(other, 'snapshot', { collection: 'machines' })).status, {
				timeout: 10_000
			})
			.toBe(403);
	});

	test('a device that was signed out is told so', async () => {
		const person = await duty.person({ role: 'operator' });
		await duty.revoke(person);
		for (const path of ['snapshot', 'changes']) {
			const query = { collection: 'lots', feed: 'x', since: 0 };
			expect(codes(await ask(person, path, query))).toEqual({ request: 'device_revoked' });
		}
	});
});

describe('[S8] pages', () => {
	test('are no longer than asked for, and each goes on where the one before ended', async () => {
		const teller = new Teller(await duty.machine());
		const start = await whole(teller.machine, 'lots');
		const ids = Array.from({ length: 25 }, () => newId());
		await teller.tell(...ids.map((lotId) => teller.donate(lotId)));
		const seen: string[] = [];
		let page = await since(teller.machine, 'lots', start, 10);
		const sizes = [page.changes.length];
		seen.push(...page.changes.map(({ id }) => id));
		while (page.more) {
			page = await since(teller.machine, 'lots', page, 10);
			sizes.push(page.changes.length);
			seen.push(...page.changes.map(({ id }) => id));
		}
		expect(sizes).toEqual([10, 10, 5]);
		const { machineId } = teller.machine;
		expect(seen.toSorted()).toEqual(ids.map((id) => `${machineId}:${id}`).toSorted());
	});

	test('look at 5,000 changes at most, and say that there are more', async () => {
		const teller = new Teller(await duty.machine());
		const start = await whole(teller.machine, 'lots');
		duty.store.run(
			`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5200)
			INSERT INTO changes (collection, id, machineId) SELECT 'lots', 'other ' || i, 999999 FROM n`
		);
		const lotId = newId();
		await teller.tell(teller.donate(lotId));
		const first = await since(teller.machine, 'lots', start);
		expect([first.changes, first.more]).toEqual([[], true]);
		expect(first.next).toBeLessThan(first.head);
		const second = await since(teller.machine, 'lots', first);
		expect(second.changes).toMatchObject([{ record: { lotId } }]);
		expect(second.more).toBe(false);
	});

	test('what nobody can go on from starts over', async () => {
		const { machine } = new Teller(await duty.machine());
		const start = await whole(machine, 'lots');
		const { head } = await since(machine, 'lots', start);
		const over = { changes: [], more: false, reset: true };
		// Another feed's, and one that is further than this one: the server was restored.
		expect(await since(machine, 'lots', { feed: 'another', seq: 0 })).toMatchObject(over);
		expect(await since(machine, 'lots', { ...start, seq: head + 1 })).toMatchObject(over);
		duty.store.run(`UPDATE feeds SET floor = ?`, head);
		expect(await since(machine, 'lots', { ...start, seq: head - 1 })).toMatchObject(over);
		expect((await since(machine, 'lots', { ...start, seq: head })).reset).toBeUndefined();
		duty.store.run(`UPDATE feeds SET floor = 0`);
	});

	test.each([
		[{ collection: 'people' }, { collection: 'invalid_collection' }],
		[{ collection: 'lots', feed: 'x', since: '-1' }, { since: 'invalid_since' }],
		[{ collection: 'lots', feed: 'x', since: 0, limit: 501 }, { limit: 'invalid_limit' }]
	])('%j is refused', async (query, refused) => {
		const { machine } = new Teller(await duty.machine());
		const answer = await ask(machine, 'changes', { feed: 'x', since: 0, ...query });
		expect([answer.status, codes(answer)]).toEqual([400, refused]);
	});
});
