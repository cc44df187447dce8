import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, codes, donation, machine, newId, type Machine } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { startServer, type Server } from '../support/server.ts';
import { changesAfter, Listener, stalledReader, whole } from '../support/sync.ts';

/** [S9] Whoever reads hears at once that something changed; whoever does not holds nobody up. */
let server: Server;
let duty: Duty;
let operator: OnDuty;
let giver: Machine;
beforeAll(async () => {
	server = await startServer();
	duty = new Duty(server);
	operator = await duty.person({ role: 'operator' });
	giver = await machine(server);
}, 60_000);
afterAll(async () => {
	duty[Symbol.dispose]();
	await server.stop();
});

const epoch = newId();
let seq = 0;
/** Gives a lot; its id. */
async function give(): Promise<string> {
	const lotId = newId();
	const body = donation({ lotId }, { epoch, seq: ++seq });
	const { token } = giver;
	const { status } = await ask(server, 'POST', '/api/food/donate', { token, body });
	expect(status).toBe(200);
	return lotId;
}

async function gauge(name: string): Promise<number> {
	const { text } = await ask(server, 'GET', '/metrics');
	return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

const refused = (token?: string) => ask(server, 'GET', '/api/sync/hints', { token });

describe('[S9] a reader', () => {
	test('hears how far the feed is when it comes, and when it goes on', async () => {
		const { feed, seq: since } = await whole(server, operator.token, 'lots');
		const listener = await Listener.of(server, operator.token);
		await listener.upTo(since);
		const lotId = await give();
		await listener.upTo(since + 1);
		const asked = { collection: 'lots' as const, feed, since };
		const { changes } = await changesAfter(server, operator.token, asked);
		expect(changes.map(({ record }) => (record as { lotId: string }).lotId)).toContain(lotId);
		listener.close();
	});

	test('may be a machine too', async () => {
		const listener = await Listener.of(server, giver.token);
		expect(await listener.next()).toEqual(expect.any(Number));
		listener.close();
	});

	test.each([
		['nobody', () => Promise.resolve(undefined), 401, {}],
		['a token that is none', () => Promise.resolve('x'), 401, {}],
		[
			'a machine that nobody has confirmed',
			async () => (await machine(server, { flags: ['--hold'] })).token,
			...([403, { request: 'pending' }] as const)
		],
		[
			'a device that was signed out',
			async () => {
				const person = await duty.person({ role: 'operator' });
				await duty.revoke(person);
				return person.token;
			},
			...([403, { request: 'device_revoked' }] as const)
		]
	] as const)('is not %s', async (_, tokenOf, status, why) => {
		const answer = await refused(await tokenOf());
		expect([answer.status, codes(answer)]).toEqual([status, why]);
	});

	test('has eight lines at most, and the ninth when one of them is given up', async () => {
		const { token } = await machine(server);
		const lines = await Promise.all(Array.from({ length: 8 }, () => Listener.of(server, token)));
		const ninth = await refused(token);
		expect([ninth.status, codes(ninth)]).toEqual([429, { request: 'too_many_readers' }]);
		expect(Number(ninth.headers.get('retry-after'))).toBeGreaterThan(0);
		lines.pop()?.close();
		await expect
			.poll(async () => {
				const again = await Listener.of(server, token).catch(() => undefined);
				if (again) lines.push(again);
				return again !== undefined;
			})
			.toBe(true);
		for (const line of lines) line.close();
	});
});

test('[S9] 50 readers that do not read: others hear all, no runtime is taken, and a stop ends them', async () => {
	await expect.poll(() => gauge('exes_hint_readers')).toBe(0);
	const machines = await Promise.all(Array.from({ length: 10 }, () => machine(server)));
	const asleep = await Promise.all(
		machines.flatMap(({ token }) => Array.from({ length: 5 }, () => stalledReader(server, token)))
	);
	expect(await gauge('exes_hint_readers')).toBe(50);
	expect(await gauge('exes_runtimes_taken')).toBe(0);

	const { feed, seq: start } = await whole(server, operator.token, 'lots');
	const listener = await Listener.of(server, operator.token);
	let since = start;
	for (let turn = 0; turn < 20; turn++) {
		const lotId = await give();
		await listener.upTo(since + 1);
		const page = await changesAfter(server, operator.token, { collection: 'lots', feed, since });
		expect(page.changes.map(({ record }) => (record as { lotId: string }).lotId)).toEqual([lotId]);
		since = page.head;
	}

	const over = Promise.all(asleep.map((socket) => once(socket.resume(), 'close')));
	await server.restart();
	await over;
	for (let head = await listener.next(); head !== undefined;) head = await listener.next();
	expect(server.log()).not.toContain('requests were cut');
	const again = await Listener.of(server, operator.token);
	expect(await again.next()).toBeGreaterThanOrEqual(since);
	again.close();
}, 60_000);
