import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, donation, machine, status, type Machine } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
let known: Machine;
beforeAll(async () => {
	server = await startServer();
	known = await machine(server);
});
afterAll(() => server.stop());

const told = async ({ token } = known) =>
	(await call(server, 'POST', '/api/machine/status', { token, body: status() })).body
		.commands as Record<string, unknown>[];
const exes = (...args: string[]) => server.exes('machine', ...args, '--json');
const ask = async (op: string, ...flags: string[]) =>
	(await exes('command', String(known.machineId), op, ...flags)).json as Record<string, string>;
const listed = async () =>
	(
		(await exes('commands', String(known.machineId))).json as {
			commands: Record<string, unknown>[];
		}
	).commands;

describe('[M15] commands', () => {
	test('repeat with every status, the oldest first, to that machine alone', async () => {
		const other = await machine(server);
		expect(await told()).toEqual([]);
		const reload = await ask('reload');
		const log = await ask('sendLog', '--expires', '24h');
		const both = [reload, log].map(({ commandId, op, expiresAt }) => ({
			...{ commandId, op, args: {}, expiresAt }
		}));
		expect(await told()).toEqual(both);
		expect(await told()).toEqual(both);
		expect(await told(other)).toEqual([]);
		expect(Date.parse(String(reload['expiresAt'])) - Date.now()).toBeLessThanOrEqual(600_000);
		expect(await listed()).toMatchObject([
			{ op: 'sendLog', result: 'waiting', code: null, answeredAt: null },
			{ op: 'reload', result: 'waiting' }
		]);
	});

	test('expire', async () => {
		const { commandId = '' } = await ask('restart');
		using store = new Store(server);
		store.run('UPDATE commands SET expiresAt = ? WHERE commandId = ?', Date.now() - 1, commandId);
		expect((await told()).map((command) => command['op'])).toEqual(['reload', 'sendLog']);
		expect(await listed()).toMatchObject([{ commandId, result: 'expired' }, {}, {}]);
	});

	describe('are answered by an outcome', () => {
		const outcome = (seq: number, commandId = '', more: object = {}) => {
			const { lot: _, evidence: __, ...envelope } = donation({}, { seq, epoch: 'epochoutcomes01' });
			return { ...envelope, type: 'outcome', commandId, result: 'done', ...more };
		};
		const send = (to: Machine, ...events: object[]) =>
			call(server, 'POST', '/api/machine/events', { token: to.token, body: { events } });

		test('after which they repeat no more; the first answer stands, in whatever order they come', async () => {
			const before = await told();
			const { commandId } = await ask('restart');
			const refused = outcome(3, commandId, { result: 'refused', code: 'not_able' });
			const { body } = await send(known, refused);
			expect(body.results).toMatchObject([{ result: 'accepted' }]);
			expect(await told()).toEqual(before);
			expect(await listed()).toMatchObject([
				{ commandId, result: 'refused', code: 'not_able', answeredAt: expect.stringMatching(/Z$/) },
				...before.map(() => ({})),
				{}
			]);
			await send(known, outcome(2, commandId), outcome(4, commandId, { result: 'expired' }));
			expect((await listed())[0]).toMatchObject({ commandId, result: 'done', code: null });
		});

		test('of that machine alone, and of what was asked', async () => {
			const other = await machine(server);
			const { commandId } = await ask('restart');
			const { body } = await send(other, outcome(1, commandId), outcome(2, 'nobody asked'));
			expect(body.results).toMatchObject([{ result: 'accepted' }, { result: 'accepted' }]);
			expect((await listed())[0]).toMatchObject({ commandId, result: 'waiting' });
		});
	});

	test.each([
		[['command'], 2, 'which machine'],
		[['command', 'seven', 'reload'], 2, 'which machine'],
		[['command', '1'], 2, 'sendLog, reload, restart'],
		[['command', '1', 'explode'], 2, 'sendLog, reload, restart'],
		[['command', '1', 'reload', 'now'], 2, 'sendLog, reload, restart'],
		[['command', '1', 'reload', '--expires', 'soon'], 2, '--expires'],
		[['command', '1', 'reload', '--expires', '8d'], 2, '7d'],
		[['command', '999', 'reload'], 1, 'no machine 999'],
		[['commands', '999'], 1, 'no machine 999']
	])('%j is refused with code %i', async (args, code, says) => {
		const before = await listed();
		const outcome = await exes(...args);
		expect([outcome.code, outcome.stdout]).toEqual([code, '']);
		expect(outcome.stderr).toContain(says);
		expect(await listed()).toEqual(before);
	});

	test('a machine that cannot take one is given none', async () => {
		const [corner = 0] = await importPlaces(server, [{ lat: 1, lon: 1 }]);
		const gone = await machine(server);
		await exes('revoke', String(gone.machineId));
		for (const [id, why] of [
			[corner, 'has no hardware'],
			[gone.machineId, 'is revoked']
		] as const) {
			const outcome = await exes('command', String(id), 'reload');
			expect([outcome.code, outcome.stdout]).toEqual([1, '']);
			expect(outcome.stderr).toContain(why);
		}
	});
});
