import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, donation, machine, newId, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/** [M23] What the ledger keeps for ever, and what it forgets. */
let server: Server;
let kiosk: Machine;
let root: string;
beforeAll(async () => {
	server = await startServer();
	kiosk = await machine(server);
	const [identity, password] = ['root@x.example', 'a long password'];
	const made = await server.exes('superuser', 'upsert', identity, password);
	expect(made.code, made.stderr).toBe(0);
	const path = '/api/collections/_superusers/auth-with-password';
	const signedIn = await call(server, 'POST', path, { body: { identity, password } });
	root = signedIn.body.token as string;
});
afterAll(() => server.stop());

const send = (path: string, body: object) =>
	call(server, 'POST', path, { token: kiosk.token, body });

/** A donation with a text in a side table and a malformed fact in quarantine; their seqs. */
async function deliver(seq: number): Promise<{ eventId: string; hash: unknown }> {
	const fact = donation({}, { seq, donorCode: `code${seq}` });
	expect((await send('/api/food/donate', fact)).status).toBe(200);
	const bad = donation({ portions: -1, name: 'A secret recipe' }, { seq: seq + 1 });
	expect((await send('/api/food/donate', bad)).status).toBe(400);
	using store = new Store(server);
	const [row] = store.all(
		'SELECT "contentHash" FROM "facts" WHERE "eventId" = ?',
		fact['eventId'] as string
	);
	return { eventId: fact['eventId'] as string, hash: row?.['contentHash'] };
}

/** As if so many days had gone by for what is kept. */
function age(days: number): void {
	using store = new Store(server);
	for (const table of ['sideTexts', 'quarantine']) {
		store.run(`UPDATE "${table}" SET "keepUntil" = "keepUntil" - ?`, days * 86_400_000);
	}
}

describe('[M23] forgetting', () => {
	test('a text and a quarantined body go after 90 days, not before; the fact keeps its hash', async () => {
		const { eventId, hash } = await deliver(1);
		expect(hash).toMatch(/^[0-9a-f]{64}$/);
		const left = () => {
			using store = new Store(server);
			return {
				texts: store.all('SELECT "value" FROM "sideTexts"').length,
				bodies: store.all(`SELECT "body" FROM "quarantine" WHERE "body" <> ''`).length,
				hashes: store.all(`SELECT "contentHash" FROM "quarantine" WHERE "contentHash" <> ''`)
					.length,
				fact: store.all('SELECT "contentHash" FROM "facts" WHERE "eventId" = ?', eventId),
				movements: store.all('SELECT * FROM "movements" WHERE "eventId" = ?', eventId).length
			};
		};
		const before = left();
		expect(before).toMatchObject({ texts: 1, bodies: 1, hashes: 1, movements: 1 });

		age(89);
		const early = await server.exes('forget', '--json');
		expect([early.code, early.stderr]).toEqual([0, '']);
		expect(early.json).toMatchObject({ forgotten: { sideTexts: 0, quarantine: 0 } });
		expect(left()).toEqual(before);

		age(1.1);
		const due = await server.exes('forget', '--json');
		expect(due.json).toMatchObject({ forgotten: { sideTexts: 1, quarantine: 1 } });
		expect(left()).toEqual({ ...before, texts: 0, bodies: 0 });
		const again = await server.exes('forget');
		expect([again.code, again.stdout]).toEqual([
			...[0, expect.stringMatching(/^Forgotten: .*0 of quarantine, 0 of sideTexts, .*\.\n$/)]
		]);
	});

	test('a start after a night that was missed runs it, with one line in the log', async () => {
		await deliver(3);
		age(91);
		{
			using store = new Store(server);
			store.run(`UPDATE "jobs" SET "endedAt" = "endedAt" - 90000000`); // 25 h
		}
		const lines = () => server.log().match(/forgot what was kept long enough.*/g) ?? [];
		const before = lines().length;
		await server.restart();
		await expect
			.poll(() => lines().slice(before))
			.toEqual([expect.stringMatching(/quarantine=1 sideTexts=1/)]);
		// The day is not over: another start does nothing.
		await server.restart();
		expect(lines()).toHaveLength(before + 1);
		expect(server.log()).not.toContain('A secret recipe');
	});
});

describe('[M23] facts and movements refuse UPDATE and DELETE, for everyone', () => {
	const sql = (query: string) => call(server, 'POST', '/api/sql', { token: root, body: { query } });
	const rows = () => {
		using store = new Store(server);
		return [store.all('SELECT * FROM "facts"'), store.all('SELECT * FROM "movements"')];
	};

	test('a superuser may ask', async () => {
		expect((await sql('SELECT COUNT(*) FROM "facts"')).status).toBe(200);
	});

	const statements = [
		'DELETE FROM "facts"',
		'DELETE FROM "movements"',
		`UPDATE "facts" SET "body" = '{}'`,
		'UPDATE "movements" SET "portions" = 99',
		`UPDATE "facts" SET "eventId" = "eventId" WHERE "seq" = 1`,
		'REPLACE INTO "movements" SELECT "eventId", "machineId", "lotId", "kind", 99, "grams", "happenedAt" FROM "movements"',
		'INSERT OR REPLACE INTO "facts" SELECT * FROM "facts"',
		`INSERT INTO "movements" SELECT * FROM "movements" WHERE 1 = 1 ON CONFLICT ("eventId") DO UPDATE SET "portions" = 99`
	];
	test.each(statements)('in the dashboard, as a superuser: %s', async (query) => {
		const before = rows();
		expect(before.every((table) => table.length > 0)).toBe(true);
		const answer = await sql(query);
		expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('append-only')]);
		expect(rows()).toEqual(before);
	});

	test.each(statements.filter((statement) => /^(UPDATE|DELETE)/.test(statement)))(
		'in the database itself: %s',
		(statement) => {
			using store = new Store(server);
			expect(() => {
				store.run(statement);
			}).toThrow('append-only');
		}
	);

	test('in PocketBase’s own API they are no collections, for a superuser neither', async () => {
		for (const [method, path] of [
			['GET', '/api/collections/facts/records'],
			['PATCH', `/api/collections/facts/records/${newId()}`],
			['DELETE', `/api/collections/movements/records/${newId()}`],
			['DELETE', '/api/collections/facts'],
			['DELETE', '/api/collections/movements/truncate']
		] as const) {
			const answer = await call(server, method, path, {
				token: root,
				body: method === 'PATCH' ? {} : undefined
			});
			expect([method, path, answer.status]).toEqual([method, path, 404]);
		}
	});
});
