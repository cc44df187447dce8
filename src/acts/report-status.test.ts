import { describe, expect, test, vi } from 'vitest';
import { newConfig } from '#domain/config.fixture.ts';
import { Drain } from '#outbox/drain.ts';
import { MemoryServer } from '#outbox/testing.ts';
import { ApiError } from '#remote/api.ts';
import type { MachineApi } from '#remote/machine.ts';
import { enrol } from './enrol.ts';
import { Reporter, type ReporterOptions, type Standing } from './report-status.ts';
import { Session } from './sign-in.ts';
import { newKiosk } from './testing.ts';

const secret = 'x'.repeat(43);
const identity = { machineId: 7, secret, status: 'accepted' as const, slots: [] };

function setUp() {
	const kiosk = newKiosk();
	const { store, clock } = kiosk;
	const server = new MemoryServer(clock.now);
	const calls: string[] = [];
	const serverTime = () => new Date(clock.now()).toISOString();
	const api = {
		authenticate: vi.fn<MachineApi['authenticate']>(() => {
			calls.push('auth');
			const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
			const known = { machineId: 7, status: 'accepted' as const, interval: 60 };
			return Promise.resolve({ token: 'token', expiresAt, ...known, serverTime: serverTime() });
		}),
		status: vi.fn<MachineApi['status']>(() => {
			calls.push('status');
			const acked = server.acked();
			const base = { interval: 60, configVersion: 0, commands: [], feed: null, feedHead: null };
			return Promise.resolve({ ...base, acked, serverTime: serverTime() });
		}),
		events: vi.fn<MachineApi['events']>((_, { events }) => {
			calls.push('events');
			return Promise.resolve(server.take({ events: events as never }));
		}),
		config: vi.fn<MachineApi['config']>(() => Promise.resolve(null))
	};
	const standings: Standing['kind'][] = [];
	const pauses: number[] = [];
	let beats = 1;
	const { now, uptime, bootId } = clock;
	const obey = vi.fn<ReporterOptions['obey']>(() => Promise.resolve());
	const session = new Session({ api, identity: () => identity, uptime, random: () => 0.5 });
	const reporter = new Reporter({
		store,
		api,
		session,
		own: () => ({ slots: [], timeZone: 'UTC' }),
		describe: () => Promise.resolve({ bootId, uptimeMs: 1, appVersion: '1' }),
		now,
		random: () => 0.5,
		exclusive: (task) => task(),
		sleep: (ms) => {
			pauses.push(ms);
			if (--beats === 0) reporter.stop();
			return Promise.resolve();
		},
		onStanding: ({ kind }) => standings.push(kind),
		onConfig: () => undefined,
		onOwed: () => calls.push('owed'),
		obey,
		onFault: (fault) => {
			throw fault;
		}
	});
	const drain = new Drain({
		store: store.outbox,
		send: (batch) => reporter.send(batch),
		now,
		uptime,
		bootId,
		random: () => 0.5
	});
	/** As many statuses as the clock would bring. */
	const run = async (times: number) => {
		beats = times;
		await reporter.run();
	};
	const all = { ...kiosk, api, calls, server, session, reporter, run, drain };
	return { ...all, standings, pauses, obey };
}

describe('[M14] the heartbeat', () => {
	test('after a long silence a status goes before the facts, then facts alone', async () => {
		const { store, drain, calls, clock } = setUp();
		await store.outbox.append([{ type: 'a' }]);
		await drain.step();
		expect(calls).toEqual(['auth', 'status', 'events']);
		clock.time += 30_000;
		await store.outbox.append([{ type: 'b' }]);
		await drain.step();
		expect(calls.slice(3)).toEqual(['events']);
		clock.time += 61_000;
		await store.outbox.append([{ type: 'c' }]);
		await drain.step();
		expect(calls.slice(4)).toEqual(['status', 'events']);
	});

	test('a status that the server refuses holds up no fact', async () => {
		const { store, drain, api, server } = setUp();
		api.status.mockRejectedValue(new ApiError('refused', 'No.', { status: 400 }));
		await store.outbox.append([{ type: 'a' }]);
		await drain.step();
		expect(server.applied.size).toBe(1);
	});

	test('without network everything stays, and it says so', async () => {
		const { store, drain, api, standings } = setUp();
		api.authenticate.mockRejectedValue(new ApiError('offline', 'No.'));
		await store.outbox.append([{ type: 'a' }]);
		expect((await drain.step()).kind).toBe('wait');
		expect((await store.outbox.stats()).unsent).toBe(1);
		expect(standings).toEqual(['offline']);
	});

	test('it is never queued: after an outage one goes, with what is so then', async () => {
		const { api, run, standings } = setUp();
		for (let i = 0; i < 9; i++) api.status.mockRejectedValueOnce(new ApiError('offline', 'No.'));
		await run(10);
		expect(api.status).toHaveBeenCalledTimes(10);
		expect(standings.slice(-2)).toEqual(['offline', 'online']);
	});

	test('what is new while one is on its way goes with another at once', async () => {
		const { api, run, reporter, obey, pauses } = setUp();
		obey.mockImplementationOnce(() => {
			reporter.wake();
			return Promise.resolve();
		});
		await run(1);
		expect(api.status).toHaveBeenCalledTimes(2);
		expect(pauses).toHaveLength(1);
	});

	test('when the server last answered is kept at whatever interval it is asked', async () => {
		const { store, run, obey, clock } = setUp();
		const kept: unknown[] = [];
		obey.mockImplementation(async () => {
			kept.push(await store.recall('lastAnswerAt'));
			clock.time += 12_000;
		});
		const began = clock.now();
		await run(5);
		expect(kept).toEqual([began, began, began + 24_000, began + 24_000, began + 48_000]);
	});

	test('[M15] what the server asks for is handed on, with the server’s time', async () => {
		const { api, run, obey, clock } = setUp();
		const commands = [
			{ commandId: 'c1', op: 'reload', args: {}, expiresAt: '2026-11-23T18:10:00Z' }
		];
		const serverTime = new Date(clock.now() + 5_000).toISOString();
		const news = { interval: 60, configVersion: 0, feed: null, feedHead: null, acked: null };
		api.status.mockResolvedValueOnce({ ...news, commands, serverTime });
		await run(1);
		expect(obey.mock.calls).toEqual([[commands, clock.now() + 5_000]]);
	});

	test('[M15] what a restored server lacks is sent again', async () => {
		const { store, drain, server, clock, calls } = setUp();
		const empty = server.copy();
		await store.outbox.append([{ type: 'a' }, { type: 'b' }]);
		await drain.step();
		server.restore(empty);
		clock.time += 61_000;
		await store.outbox.append([{ type: 'c' }]);
		while ((await drain.step()).kind === 'sent');
		expect(server.applied.size).toBe(3);
		expect(
			calls.filter((one) => one === 'owed'),
			'the outbox is told'
		).toHaveLength(1);
	});
});

describe('[M16] the configuration', () => {
	const sent = { version: 1, document: newConfig({ interval: 20 }), etag: '"1"' };
	const says = (configVersion: number) =>
		Promise.resolve({
			interval: 60,
			configVersion,
			commands: [],
			feed: null,
			feedHead: null,
			acked: null,
			serverTime: '2026-11-23T18:00:00Z'
		});

	test('is asked for once after a start, then when its version changes', async () => {
		const { api, run, store } = setUp();
		await store.remember('config', { ...sent });
		api.status.mockImplementation(() => says(1));
		await run(3);
		expect(api.config.mock.calls).toEqual([['token', '"1"']]);
	});

	test('another version is fetched and kept', async () => {
		const { api, run, store } = setUp();
		api.status.mockImplementation(() => says(1));
		api.config.mockResolvedValueOnce(sent);
		await run(2);
		expect(api.config).toHaveBeenCalledTimes(1);
		expect((await store.recall('config'))?.version).toBe(1);
	});

	test('that it cannot be had is no news of the line, and the next status tries again', async () => {
		const { api, run, standings } = setUp();
		api.status.mockImplementation(() => says(1));
		api.config.mockRejectedValueOnce(new ApiError('unexpected', 'A proxy’s page.'));
		api.config.mockResolvedValueOnce(sent);
		await run(2);
		expect(api.config).toHaveBeenCalledTimes(2);
		expect(new Set(standings)).toEqual(new Set(['online']));
	});

	test('`interval` is its own until an answer says another', async () => {
		const { api, run, store, pauses } = setUp();
		await store.remember('config', { ...sent });
		api.status.mockRejectedValueOnce(new ApiError('offline', 'No.'));
		api.status.mockImplementation(() => says(1));
		await run(2);
		expect(pauses.map(Math.round)).toEqual([20_000, 60_000]);
	});
});

describe('[M8] the token', () => {
	test('a 401 signs in once more and calls again', async () => {
		const { session, api } = setUp();
		const call = vi.fn<(token: string) => Promise<string>>();
		call.mockRejectedValueOnce(new ApiError('unauthorized', 'No.')).mockResolvedValueOnce('fine');
		expect(await session.with(call)).toBe('fine');
		expect(api.authenticate).toHaveBeenCalledTimes(2);
	});

	test('a refused sign-in is repeated after a minute, not at once, and drops nothing', async () => {
		const { store, drain, api, clock } = setUp();
		api.authenticate.mockRejectedValue(new ApiError('unauthorized', 'No.'));
		await store.outbox.append([{ type: 'a' }]);
		for (let i = 0; i < 5; i++) await drain.step();
		expect(api.authenticate).toHaveBeenCalledTimes(1);
		clock.time += 61_000;
		await drain.step();
		expect(api.authenticate).toHaveBeenCalledTimes(2);
		expect((await store.outbox.stats()).unsent).toBe(1);
	});

	test('it is renewed before it expires', async () => {
		const { session, api, clock } = setUp();
		const call = () => Promise.resolve('fine');
		await session.with(call);
		clock.time += 58 * 60_000;
		await session.with(call);
		expect(api.authenticate).toHaveBeenCalledTimes(1);
		clock.time += 2 * 60_000;
		await session.with(call);
		expect(api.authenticate).toHaveBeenCalledTimes(2);
	});
});

describe('[M5] enrolment', () => {
	const register = vi.fn<MachineApi['register']>();
	const api = { register } as unknown as MachineApi;

	test('a lost reply costs nothing: the same code goes with the same secret', async () => {
		const { store } = newKiosk();
		register.mockRejectedValueOnce(new ApiError('timeout', 'No answer.'));
		expect(await enrol('CODE', { store, api, model: 'test' })).toEqual({ kind: 'noNetwork' });
		const reply = { machineId: 7, status: 'accepted' as const, interval: 60, serverTime: '' };
		register.mockResolvedValueOnce(reply);
		const enrolled = await enrol('CODE', { store, api, model: 'test' });
		const [first, second] = register.mock.calls.map(([body]) => body.secret);
		expect(first).toBe(second);
		expect(enrolled).toMatchObject({ kind: 'enrolled', identity: { machineId: 7, secret: first } });
		expect((await store.recall('identity'))?.machineId).toBe(7);
	});

	test.each([
		[new ApiError('refused', '', { status: 403 }), 'invalid'],
		[
			new ApiError('refused', '', {
				status: 409,
				fields: { request: { code: 'enrolment_used', message: '' } }
			}),
			'used'
		],
		[new ApiError('offline', ''), 'noNetwork'],
		[new ApiError('busy', ''), 'busy'],
		[new ApiError('unexpected', ''), 'failed']
	])('%o is %s', async (error, kind) => {
		const { store } = newKiosk();
		register.mockRejectedValueOnce(error);
		expect((await enrol('CODE', { store, api, model: 'test' })).kind).toBe(kind);
		expect(await store.recall('identity')).toBeUndefined();
	});
});
