import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BatchReply } from '../../src/domain/shapes/batch.ts';
import { FACT_VERSION } from '../../src/domain/shapes/fact.ts';
import { Drain } from '../../src/outbox/drain.ts';
import type { Row, WireFact } from '../../src/outbox/row.ts';
import { OutboxStore } from '../../src/outbox/store.ts';
import { call, newId, type Machine } from '../support/api.ts';
import { LedgerServer } from '../support/ledger.ts';

/*
 * A kiosk that was offline for eight weeks updates its app, and sends what the older one has stored [O13].
 * What stands here is as the first app wrote it, and is never changed: a newer form of a fact or of a row
 * is another one beside it.
 */

let ledger: LedgerServer;
beforeAll(async () => {
	ledger = await LedgerServer.start();
}, 60_000);
afterAll(() => ledger.stop());

const WEEKS_8 = 56 * 24 * 3_600_000;
const EPOCH = 'olderepoch00001';

/** Facts of form 1, without their envelope. */
const FORM_1 = [
	{
		type: 'donate',
		evidence: 'door',
		lot: {
			...{ lotId: 'olderlot0000001', slot: 2, name: 'Rolls', category: 'bakery' },
			...{ storage: 'ambient', dateKind: 'bestBefore', date: '2030-01-01' },
			...{ portions: 6, allergens: { contains: ['gluten'], mayContain: [], freeOf: ['milk'] } }
		}
	},
	{ type: 'collect', lotId: 'olderlot0000001', portions: 2, evidence: 'door' },
	// Whoever names the form, names it so.
	{ v: 1, type: 'collect', lotId: 'olderlot0000001', portions: 1, evidence: 'none' },
	{ type: 'expired', lotId: 'olderlot0000001', portions: 1, reason: 'spoiled' },
	{ type: 'alert', kind: 'door_open', severity: 'warning', cleared: false, slot: 2 },
	{ type: 'adjust', lotId: 'olderlot0000001', portions: 5, reason: 'counted' }
];

function olderRows(): Row[] {
	const storedAt = Date.now() - WEEKS_8;
	const begin: Row = {
		...{ epochNumber: 1, epoch: EPOCH, seq: 0, eventId: newId() },
		...{ fact: null, state: 'begin', storedAt }
	};
	const facts = FORM_1.map((body, i): Row => {
		const [seq, eventId] = [i + 1, newId()];
		const occurredAt = new Date(storedAt + i * 60_000).toISOString();
		const envelope = { eventId, epoch: EPOCH, seq, occurredAt, bootId: 'olderboot000001' };
		const fact: WireFact = { ...body, ...envelope, uptimeMs: 1_000 + i * 60_000 };
		return { epochNumber: 1, epoch: EPOCH, seq, eventId, fact, state: 'pending', storedAt };
	});
	return [begin, ...facts];
}

type Schema = {
	readonly version: number;
	readonly indexes: readonly (readonly string[] | string)[];
};

/** A database as an older app has left it, made without any of today's code. */
async function olderDisk(schema: Schema, rows: readonly Row[]) {
	const indexedDB = new IDBFactory();
	const opened = indexedDB.open('exes-kiosk', schema.version);
	await new Promise<void>((done, fail) => {
		opened.onerror = () => {
			fail(opened.error ?? new Error('not opened'));
		};
		opened.onupgradeneeded = () => {
			const store = opened.result.createObjectStore('rows', { keyPath: ['epochNumber', 'seq'] });
			for (const path of schema.indexes) {
				const name = typeof path === 'string' ? path : `[${path.join('+')}]`;
				store.createIndex(name, path as string | string[], { unique: path === 'eventId' });
			}
			for (const row of rows) store.add(row);
		};
		opened.onsuccess = () => {
			opened.result.close();
			done();
		};
	});
	return { indexedDB, IDBKeyRange };
}

function today(of: Machine, disk: Awaited<ReturnType<typeof olderDisk>>) {
	const around = {
		...{ now: () => Date.now(), uptime: () => performance.now() },
		...{ bootId: newId(), newId }
	};
	const store = new OutboxStore({ name: 'exes-kiosk', surroundings: around, idb: disk });
	const drain = new Drain({
		...{ ...around, store, random: () => 0 },
		send: async (body) => {
			const sent = { token: of.token, body };
			const { status, body: reply } = await call(
				...([ledger.server, 'POST', '/api/machine/events', sent] as const)
			);
			return status === 200
				? { kind: 'answered', reply: reply as BatchReply }
				: { kind: 'refused', status };
		}
	});
	return { store, drain };
}

async function drained({ store, drain }: ReturnType<typeof today>): Promise<void> {
	while ((await drain.step()).kind === 'sent');
	expect((await store.stats()).unsent).toBe(0);
}

/** Dexie counts its versions in tens. None was shipped before the first: the other shows that one could be. */
const SCHEMAS: readonly [string, Schema][] = [
	[
		'the first that was shipped',
		{ version: 10, indexes: ['eventId', ['state', 'epochNumber', 'seq']] }
	],
	['one before it, that lacks an index', { version: 5, indexes: ['eventId'] }]
];

test.each(SCHEMAS)(
	'[O13] what waits in a store of an older form, %s, is drained by today’s app: none lost, none doubled',
	async (_, schema) => {
		const machine = await ledger.machine();
		const rows = olderRows();
		const opened = today(machine, await olderDisk(schema, rows));
		expect((await opened.store.stats()).unsent).toBe(FORM_1.length);
		// What is done today goes beside it, in the same epoch.
		const [added] = await opened.store.append([
			{ type: 'collect', lotId: 'olderlot0000001', portions: 1, evidence: 'door' } as never
		]);
		expect(added).toMatchObject({ epoch: EPOCH, seq: FORM_1.length + 1 });
		await drained(opened);
		expect((await opened.store.stats()).deadLetters).toBe(0);
		for (const { eventId, fact } of rows) {
			if (fact !== null) expect(ledger.stored(eventId), fact.type).toHaveLength(1);
		}
		expect(ledger.portions(machine, 'olderlot0000001')).toBe(6 - 2 - 1 - 1 + 5 - 1);
		opened.store.close();
	}
);

test('[O13] [M10] a server that does not know a newer form keeps it whole; neighbours of both forms are applied', async () => {
	const machine = await ledger.machine();
	const opened = today(machine, { indexedDB: new IDBFactory(), IDBKeyRange });
	const newer = { v: FACT_VERSION + 1, type: 'collect', lotId: 'newerlot0000001', parts: ['half'] };
	const older = ledger.outbox(machine).donate();
	const { type, evidence, lot } = older;
	const facts = await opened.store.append([
		{ type, evidence, lot } as never,
		newer,
		{ v: FACT_VERSION, type, evidence, lot: { ...(lot as object), lotId: newId() } } as never
	]);
	await drained(opened);
	const [first, second, third] = facts.map(({ eventId }) => eventId);
	expect(ledger.stored(first ?? '')).toHaveLength(1);
	expect(ledger.stored(third ?? '')).toHaveLength(1);
	expect(ledger.stored(second ?? '')).toEqual([]);
	const [held] = ledger.held(second ?? '');
	expect(held).toMatchObject({ code: 'version_unknown', seq: 2 });
	expect(JSON.parse(held?.['body'] as string)).toMatchObject(newer);
	// The device has it too, and shows it.
	expect(await opened.store.stats()).toMatchObject({ unsent: 0, deadLetters: 1 });
	const kept = (await opened.store.kept()).find(({ eventId }) => eventId === second);
	expect(kept).toMatchObject({ state: 'deadLetter', fact: newer });
	opened.store.close();
});
