import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, donation, machine, newId, status, type Machine } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

/** [M1] Requests carry a machine's number as 7 or "7"; replies always as an integer. */
let server: Server;
let known: Machine;
beforeAll(async () => {
	server = await startServer();
	await machine(server); // so that numbers and rows are not the same
	known = await machine(server);
	await call(server, 'POST', '/api/machine/status', { token: known.token, body: status() });
});
afterAll(() => server.stop());

const forms: [string, (id: number) => unknown][] = [
	['an integer', (id) => id],
	['a string', (id) => String(id)]
];

describe.each(forms)('[M1] machineId as %s', (_, form) => {
	test('auth', async () => {
		const { machineId, secret } = known;
		const answer = await call(server, 'POST', '/api/machine/auth', {
			body: { machineId: form(machineId), secret }
		});
		expect([answer.status, answer.body.machineId]).toEqual([200, machineId]);
	});

	test('a fact, alone and in a batch', async () => {
		const { machineId, token } = known;
		const epoch = newId();
		const alone = await call(server, 'POST', '/api/food/donate', {
			token,
			body: donation({}, { epoch, seq: 1, machineId: form(machineId) })
		});
		expect([alone.status, alone.body.result]).toEqual([200, 'accepted']);
		const events = [
			{ type: 'donate', ...donation({}, { epoch, seq: 2, machineId: form(machineId) }) }
		];
		const batch = await call(server, 'POST', '/api/machine/events', { token, body: { events } });
		expect(batch.body.results.map((one: { result: string }) => one.result)).toEqual(['accepted']);
	});
});

test('[M9] the same fact with the other form of the number is a duplicate, not a conflict', async () => {
	const { machineId, token } = known;
	const fact = donation({}, { epoch: newId(), machineId });
	const send = (id: unknown) =>
		call(server, 'POST', '/api/food/donate', { token, body: { ...fact, machineId: id } });
	expect((await send(machineId)).body.result).toBe('accepted');
	expect((await send(String(machineId))).body.result).toBe('duplicate');
	const { machineId: _, ...without } = fact;
	const bare = await call(server, 'POST', '/api/food/donate', { token, body: without });
	expect(bare.body.result).toBe('duplicate');
});

test('replies carry integers', async () => {
	const { machineId, secret, token } = known;
	const replies = [
		await call(server, 'POST', '/api/machine/auth', {
			body: { machineId: `${machineId}`, secret }
		}),
		await call(server, 'GET', '/api/machine/config', { token })
	];
	for (const { body } of replies) expect(body.machineId).toBe(machineId);
	const near = await call(server, 'GET', '/api/location/nearest?lat=52.52&lon=13.405');
	const numbers = (near.body.machines as { machineId: unknown }[]).map((one) => one.machineId);
	expect(numbers).toContain(machineId);
	const { body } = await call(server, 'GET', '/api/public/snapshot');
	expect((body.machines as { machineId: unknown }[]).map((one) => one.machineId)).toContain(
		machineId
	);
});

test.each(['07', '+7', '7.0', '7e0', ' 7', '0x7', 7.5, 0, -7, true, null, [7], { id: 7 }])(
	'[M1] %j is no number of a machine',
	async (machineId) => {
		const auth = await call(server, 'POST', '/api/machine/auth', {
			body: { machineId, secret: known.secret }
		});
		expect([auth.status, codes(auth)]).toEqual([400, { machineId: 'invalid_machine_id' }]);
		const fact = await call(server, 'POST', '/api/food/donate', {
			token: known.token,
			body: donation({}, { epoch: newId(), machineId })
		});
		expect(fact.status).toBe(400);
		expect(codes(fact)).toEqual({ machineId: 'invalid_machine_id' });
	}
);
