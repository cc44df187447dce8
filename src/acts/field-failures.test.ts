import { expect, test, vi } from 'vitest';
import { Drain, type OutgoingBatch, type Sent } from '#outbox/drain.ts';
import { KEEP_ANSWERED_MS } from '#outbox/store.ts';
import { MemoryServer, newClock, newDisk, openStore } from '#outbox/testing.ts';
import { ApiError } from '#remote/api.ts';
import type { MachineApi } from '#remote/machine.ts';
import { DoorUse } from './open-door.ts';
import { Reporter } from './report-status.ts';
import { settleOpenActs } from './settle-open-acts.ts';
import { Session } from './sign-in.ts';
import { giving, newKiosk, taking, told } from './testing.ts';

/**
 * Failures that the networks of charge points have had, on the side of the machine, each named by the
 * thread that tells of it. Those of the server are in tests/integration/field-failures.test.ts, the
 * rule that each of them taught us in docs/field-failures.md.
 */
const fact = { type: 'fact' };

/** A drain whose requests go where `send` says. */
function drainOf(
	{ store, clock }: { store: ReturnType<typeof openStore>; clock: ReturnType<typeof newClock> },
	send: (batch: OutgoingBatch) => Promise<Sent>
): Drain {
	return new Drain({ ...clock, store, send, random: () => 0 });
}

function bench() {
	const clock = newClock();
	const disk = newDisk();
	return { clock, disk, store: openStore(disk, clock), server: new MemoryServer(clock.now) };
}

test('[libocpp #907, #906] the power goes after the server took it: sent again from the one store, applied once', async () => {
	const { clock, disk, store, server } = bench();
	await store.append([fact, fact]);
	const dying = drainOf({ store, clock }, async (batch) => {
		await server.answer(batch);
		throw new Error('The power is gone.');
	});
	await expect(dying.step()).rejects.toThrow('power');
	store.close();

	const again = openStore(disk, clock);
	const sent: number[] = [];
	const drain = drainOf({ store: again, clock }, (batch) => {
		sent.push(batch.events.length);
		return server.answer(batch);
	});
	while ((await drain.step()).kind === 'sent');
	expect(sent).toEqual([2]); // nothing else holds them too
	expect([...server.timesApplied.values()]).toEqual([1, 1]);
	expect((await again.stats()).unsent).toBe(0);
});

test('[libocpp #1137] an answer that comes without its request is told by eventId: the right rows are done', async () => {
	const { clock, store, server } = bench();
	await store.append([fact, fact, fact]);
	const drain = drainOf({ store, clock }, (batch) => {
		const reply = server.take(batch);
		return Promise.resolve({
			kind: 'answered',
			reply: { ...reply, results: reply.results.toReversed().slice(0, 2) }
		});
	});
	await drain.step();
	const pending = await store.inState('pending').toArray();
	expect(pending.map(({ seq }) => seq)).toEqual([1]);
});

test('[MicroOcpp #454] the power goes while the door is open: the act is on the disk, and its fact follows', async () => {
	const { disk, store, controller, door, clock } = newKiosk();
	let isStored = false;
	const unlock = controller.unlock.bind(controller);
	controller.unlock = async (...args: Parameters<typeof unlock>) => {
		isStored = (await store.openActs()).length === 1; // before anything moves
		return unlock(...args);
	};
	store.outbox.append = () => Promise.reject(new Error('The power is gone.'));
	await new DoorUse(giving(clock.now()), door, () => undefined).perform();
	store.close();
	expect(isStored).toBe(true);

	const after = newKiosk(disk);
	await settleOpenActs(after.door);
	expect(await told(after.store)).toMatchObject([{ type: 'donate' }]);
});

test('[libocpp #495] without any server a fact has all its ids', async () => {
	const { store, door, clock } = newKiosk();
	await new DoorUse(taking('lot000000000001', clock.now()), door, () => undefined).perform();
	const [row] = await store.outbox.kept();
	const { eventId, epoch, seq, bootId } = row?.fact ?? {};
	expect([eventId, epoch, bootId]).toEqual(Array(3).fill(expect.stringMatching(/^[a-z0-9]{15}$/)));
	expect(seq).toBe(1);
});

test('[MicroOcpp #311, #354, #24] a fact carries its monotonic time and its start, a batch those of its sending', async () => {
	const { clock, store, server } = bench();
	const began = clock.uptime();
	await store.append([fact]);
	clock.time += 600_000;
	let batch: OutgoingBatch | undefined;
	await drainOf({ store, clock }, (sent) => {
		batch = sent;
		return server.answer(sent);
	}).step();
	expect(batch?.events[0]).toMatchObject({ bootId: clock.bootId, uptimeMs: began });
	expect(batch).toMatchObject({ bootId: clock.bootId, sentUptimeMs: began + 600_000 });
});

test('[citrineos #178] a server that is busy is not asked again within the same second, however often it says so', async () => {
	const { clock, store } = bench();
	await store.append([fact]);
	const drain = drainOf({ store, clock }, () =>
		Promise.resolve({ kind: 'busy', retryAfterMs: null })
	);
	for (let i = 0; i < 30; i++) {
		const step = await drain.step();
		expect(step.kind === 'wait' ? step.ms : 0).toBeGreaterThanOrEqual(1_000);
	}
	expect((await store.stats()).unsent).toBe(1);
});

test('[steve #156] a fact at which the server breaks is set aside; those after it go on', async () => {
	const { clock, store, server } = bench();
	await store.append([{ type: 'poison' }, fact, fact]);
	const isPoisoned = ({ events }: OutgoingBatch) => events.some(({ type }) => type === 'poison');
	const drain = drainOf({ store, clock }, (batch) =>
		isPoisoned(batch) ? Promise.resolve({ kind: 'refused', status: 500 }) : server.answer(batch)
	);
	for (let i = 0; i < 20; i++) await drain.step();
	expect(server.applied.size).toBe(2);
	expect(await store.stats()).toMatchObject({ unsent: 1, setAside: 1 });
});

test('[node-opcua-logger #45] what is answered does not stay for ever; what is not answered does', async () => {
	const { clock, store, server } = bench();
	await store.append(Array.from({ length: 250 }, () => fact));
	const drain = drainOf({ store, clock }, (batch) => server.answer(batch));
	while ((await drain.step()).kind === 'sent');
	await store.append([{ type: 'unsent' }]);
	await store.expire(clock.now() + KEEP_ANSWERED_MS + 1);
	expect((await store.kept()).map(({ fact: { type } }) => type)).toEqual(['unsent']);
});

/** A machine at a network that can be cut. */
function online() {
	const kiosk = newKiosk();
	const { store, clock } = kiosk;
	const { now, uptime, bootId } = clock;
	const server = new MemoryServer(now);
	const net = { isThere: true };
	const calls: string[] = [];
	const reported: { uptimeMs: number; slots: unknown }[] = [];
	const state = { slots: [{ slot: 1, state: 'fault' as 'ok' | 'fault' }] };
	const over = <T>(name: string, answer: () => T): Promise<T> => {
		if (!net.isThere) return Promise.reject(new ApiError('offline', 'No.'));
		calls.push(name);
		return Promise.resolve(answer());
	};
	const serverTime = () => new Date(now()).toISOString();
	const known = { machineId: 7, status: 'accepted' as const, interval: 60 };
	const api = {
		authenticate: vi.fn<MachineApi['authenticate']>(() => {
			const expiresAt = new Date(now() + 3_600_000).toISOString();
			return over('auth', () => ({ token: 't', expiresAt, ...known, serverTime: serverTime() }));
		}),
		status: vi.fn<MachineApi['status']>((_, { uptimeMs, slots }) =>
			over('status', () => {
				reported.push({ uptimeMs, slots });
				const reply = { interval: 60, configVersion: 0, commands: [], feed: null, feedHead: null };
				return { ...reply, acked: server.acked(), serverTime: serverTime() };
			})
		),
		events: vi.fn<MachineApi['events']>((_, { events }) =>
			over('events', () => server.take({ events: events as never }))
		),
		config: vi.fn<MachineApi['config']>(() => Promise.resolve(null))
	};
	const identity = { machineId: 7, secret: 'x'.repeat(43), status: 'accepted' as const, slots: [] };
	let beats = 0;
	const reporter = new Reporter({
		...{ store, api, now, random: () => 0.5 },
		session: new Session({ api, identity: () => identity, uptime, random: () => 0.5 }),
		own: () => ({ slots: [], timeZone: 'UTC' }),
		describe: () =>
			Promise.resolve({ bootId, uptimeMs: uptime(), appVersion: '1', slots: [...state.slots] }),
		exclusive: (task) => task(),
		sleep: (ms) => {
			clock.time += ms;
			if (--beats === 0) reporter.stop();
			return Promise.resolve();
		},
		onStanding: () => undefined,
		onConfig: () => undefined,
		obey: () => Promise.resolve(),
		onFault: (fault) => {
			throw fault;
		}
	});
	const drain = drainOf({ store: store.outbox, clock }, (batch) => reporter.send(batch));
	const beat = async (times: number) => {
		beats = times;
		await reporter.run();
	};
	return { ...kiosk, net, calls, reported, state, reporter, drain, beat };
}

test('[libocpp #1130, #357] [mikuso/ocpp-rpc #29] after a silence the state goes first, whole and of now, once; then the facts that were kept', async () => {
	const { store, clock, net, calls, reported, state, drain } = online();
	await store.outbox.append([fact]);
	await drain.step();
	net.isThere = false;
	state.slots = [{ slot: 1, state: 'ok' }];
	for (let i = 0; i < 5; i++) {
		clock.time += 61_000;
		await store.outbox.append([fact]);
		await drain.step(); // a status is tried each time, and none of them is kept
	}
	expect(await told(store)).toHaveLength(6); // facts alone
	net.isThere = true;
	clock.time += 61_000;
	calls.length = reported.length = 0;
	await drain.step();
	expect(calls).toEqual(['status', 'events']);
	expect(reported).toEqual([{ uptimeMs: clock.uptime(), slots: [{ slot: 1, state: 'ok' }] }]);
});

test('[libocpp #478, monta #85] while the network is away a status is tried at its interval, not at once again', async () => {
	const { clock, net, beat } = online();
	net.isThere = false;
	const began = clock.time;
	await beat(5);
	expect(clock.time - began).toBeGreaterThanOrEqual(5 * 30_000);
});
