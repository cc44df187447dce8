import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, donation, machine, newId, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/** [M8] `exes import facts FILE` takes the outbox that a machine saved as a file. */
let server: Server;
const folder = mkdtempSync(join(tmpdir(), 'exes-facts-'));
beforeAll(async () => {
	server = await startServer();
});
afterAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	await server.stop();
});

type Report = {
	applied: boolean;
	rows: number;
	accepted: number;
	duplicate: number;
	warnings: { row: number; eventId: string; code: string }[];
	errors: { row: number; eventId: string | null; code: string }[];
};

function fileOf(content: unknown): string {
	const path = join(folder, `${newId()}.json`);
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
}
const facts = (machineId: number, events: unknown[]): string =>
	fileOf({ exesFacts: 1, machineId, savedAt: new Date().toISOString(), events });

async function imported(path: string, ...flags: string[]): Promise<Report & { code: number }> {
	const outcome = await server.exes('import', 'facts', path, ...flags, '--json');
	return { ...(outcome.json as Report), code: outcome.code };
}

/** Everything that the ledger, the tasks and the quarantine hold of a machine. */
function stateOf({ machineId }: Machine): unknown {
	using store = new Store(server);
	const of = (table: string, columns = '*') =>
		store.all(`SELECT ${columns} FROM "${table}" WHERE "machineId" = ? ORDER BY 1`, machineId);
	return {
		facts: of('facts'),
		movements: of('movements'),
		lots: of('lots'),
		quarantine: of('quarantine', '"quarantineId", "code", "body"'),
		tasks: of('tasks', '"taskId", "kind", "closedAt"'),
		epochs: store.all(
			'SELECT "epoch", "throughSeq", "highestSeq" FROM "epochs" WHERE "origin" = ? ORDER BY 1',
			`m${machineId}`
		)
	};
}

const typed = (fact: Record<string, any>): Record<string, any> => ({ ...fact, type: 'donate' });

describe('[M8] import facts', () => {
	test('a dry run changes nothing; applied they are judged as from the machine; a second time nothing changes', async () => {
		const kiosk = await machine(server);
		const [one, two] = [newId(), newId()];
		const first = Array.from({ length: 230 }, (_, i) =>
			typed(donation({}, { epoch: one, seq: i + 1 }))
		);
		const doubtful = typed(donation({ slot: 77 }, { epoch: one, seq: 231 }));
		const bad = typed(donation({ portions: 0 }, { epoch: one, seq: 232 }));
		const nothing = { type: 'donate', note: 'without identity' };
		const second = typed(donation({}, { epoch: two, seq: 1 }));
		const path = facts(kiosk.machineId, [...first, doubtful, bad, nothing, second]);

		const before = stateOf(kiosk);
		const dry = await imported(path);
		expect(dry).toMatchObject({ applied: false, rows: 234, accepted: 231, duplicate: 0, code: 1 });
		expect(dry.warnings).toEqual([
			{ row: 231, eventId: doubtful['eventId'], code: 'unknown_slot' }
		]);
		expect(dry.errors).toEqual([
			{ row: 232, eventId: bad['eventId'], code: 'malformed' },
			{ row: 233, eventId: null, code: 'malformed' }
		]);
		expect(stateOf(kiosk)).toEqual(before);

		const done = await imported(path, '--apply');
		expect(done).toEqual({ ...dry, applied: true });
		const after = stateOf(kiosk) as { facts: unknown[]; lots: unknown[]; epochs: unknown[] };
		expect([after.facts.length, after.lots.length, after.epochs.length]).toEqual([232, 232, 2]);

		const again = await imported(path, '--apply');
		expect(again).toMatchObject({ accepted: 0, warnings: [], duplicate: 232 });
		expect(stateOf(kiosk)).toEqual(after);

		// The machine is back, and sends them itself: nothing changes either.
		const sent = await call(server, 'POST', '/api/machine/events', {
			token: kiosk.token,
			body: { events: first.slice(0, 100) }
		});
		expect(
			(sent.body.results as { result: string }[]).every(({ result }) => result === 'duplicate')
		).toBe(true);
	});

	test('in words, with the row of each doubt', async () => {
		const kiosk = await machine(server);
		const path = facts(kiosk.machineId, [
			typed(donation({}, { seq: 1 })),
			typed(donation({ slot: 77 }, { seq: 2 }))
		]);
		const dry = await server.exes('import', 'facts', path);
		expect([dry.code, dry.stdout]).toEqual([
			0,
			expect.stringMatching(
				/row 2, .*unknown_slot[^]*2 of 2 facts of machine \d+ would be imported.*--apply/
			)
		]);
		const done = await server.exes('import', 'facts', path, '--apply');
		expect(done.stdout).toContain('2 of 2 facts');
	});

	test('a machine that was revoked has its facts taken: they are what it did', async () => {
		const kiosk = await machine(server);
		await server.exes('machine', 'revoke', String(kiosk.machineId));
		const path = facts(kiosk.machineId, [typed(donation({}, { seq: 1 }))]);
		expect(await imported(path, '--apply')).toMatchObject({ accepted: 1, code: 0 });
	});

	test.each([
		['no JSON', '{"exesFacts":1,', /not whole/],
		['another file', { fridges: [] }, /not a file of facts/],
		[
			'a later form',
			{ exesFacts: 2, machineId: 1, savedAt: '2026-11-25T00:00:00Z', events: [] },
			/exesFacts/
		],
		[
			'no list',
			{ exesFacts: 1, machineId: 1, savedAt: '2026-11-25T00:00:00Z', events: 'x' },
			/events/
		],
		[
			'no such machine',
			{ exesFacts: 1, machineId: 99999, savedAt: '2026-11-25T00:00:00Z', events: [{}] },
			/no machine 99999/
		]
	])('%s is refused in words', async (_, content, says) => {
		const { code, stdout, stderr } = await server.exes(
			'import',
			'facts',
			fileOf(content),
			'--json'
		);
		expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)]);
		expect(stderr).not.toMatch(/goroutine|\.js:\d+|panic/);
	});

	test('without a file it is a wrong use', async () => {
		expect((await server.exes('import', 'facts')).code).toBe(2);
	});

	test('[O7] import of fridges is what it was', async () => {
		const path = fileOf({ fridges: [{ id: 'f1', name: 'Fridge', lat: 1, lon: 1 }] });
		expect((await server.exes('import', path, '--apply', '--json')).code).toBe(0);
	});
});
