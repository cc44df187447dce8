import { describe, expect, test, vi } from 'vitest';
import { newDisk } from '#outbox/testing.ts';
import { ApiError } from '#remote/api.ts';
import type { MachineApi } from '#remote/machine.ts';
import { factsFile } from './facts-file.ts';
import { needsService, Reporter, SERVICE_AFTER_MS, type Standing } from './report-status.ts';
import { Session } from './sign-in.ts';
import { newKiosk } from './testing.ts';

const secret = 'x'.repeat(43);
const identity = { machineId: 7, secret, status: 'accepted' as const, slots: [] };
const unauthorized = () => new ApiError('unauthorized', 'No.', { status: 401 });
const HOUR = 3_600_000;

/** A page that lives for so long on a clock which only its own pauses move. */
async function live(forMs: number, kiosk: ReturnType<typeof newKiosk>, answer: () => Error | null) {
	const { store, clock } = kiosk;
	const signIns: number[] = [];
	const standings: Standing[] = [];
	const end = clock.time + forMs;
	let seed = 7;
	const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
	const api = {
		authenticate: vi.fn<MachineApi['authenticate']>(() => {
			signIns.push(clock.time);
			const error = answer();
			if (error) return Promise.reject(error);
			const serverTime = new Date(clock.time).toISOString();
			const expiresAt = new Date(clock.time + HOUR).toISOString();
			const known = { machineId: 7, status: 'accepted' as const, interval: 60 };
			return Promise.resolve({ token: 'token', expiresAt, ...known, serverTime });
		}),
		status: vi.fn<MachineApi['status']>(() => {
			const serverTime = new Date(clock.time).toISOString();
			const rest = {
				interval: 60,
				configVersion: 0,
				commands: [],
				feed: null,
				feedHead: null,
				acked: null
			};
			return Promise.resolve({ serverTime, ...rest });
		}),
		events: vi.fn<MachineApi['events']>(() => Promise.reject(unauthorized())),
		config: vi.fn<MachineApi['config']>(() => Promise.resolve(null))
	};
	const { now, uptime, bootId } = clock;
	const reporter = new Reporter({
		store,
		api,
		session: new Session({ api, identity: () => identity, uptime, random }),
		own: () => ({ slots: [], timeZone: 'UTC' }),
		describe: () => Promise.resolve({ bootId, uptimeMs: 1, appVersion: '1' }),
		now,
		random,
		exclusive: (task) => task(),
		sleep: (ms) => {
			clock.time += ms;
			if (clock.time >= end) reporter.stop();
			return Promise.resolve();
		},
		onStanding: (standing) => standings.push(standing),
		onConfig: () => undefined,
		obey: () => Promise.resolve(),
		onFault: (fault) => {
			throw fault;
		}
	});
	await reporter.run();
	return { signIns, standings, api };
}

const gapsOf = (times: readonly number[]) => times.slice(1).map((at, i) => at - (times[i] ?? 0));

describe('[M8] a client treats no 401 as a revocation', () => {
	test('refused for 30 hours it asks every 60 s with jitter, and keeps credential and outbox', async () => {
		const kiosk = newKiosk();
		const { store, clock } = kiosk;
		await store.remember('identity', identity);
		await store.outbox.append([{ type: 'a' }, { type: 'b' }]);
		const since = clock.time;
		const { signIns, standings } = await live(30 * HOUR, kiosk, unauthorized);
		const gaps = gapsOf(signIns);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(48_000);
		expect(Math.max(...gaps)).toBeLessThanOrEqual(72_000);
		expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(60_000, -3);
		expect(new Set(gaps).size).toBeGreaterThan(100);
		expect(standings.every((s) => s.kind === 'refused' && s.since === since)).toBe(true);
		expect(await store.recall('identity')).toEqual(identity);
		expect((await store.outbox.stats()).unsent).toBe(2);
	});

	test('after 24 h of refusals it needs service, also over a reload; one answer ends that', async () => {
		const kiosk = newKiosk(newDisk());
		const since = kiosk.clock.time;
		const first = await live(23 * HOUR, kiosk, unauthorized);
		expect(needsService(first.standings.at(-1)!, kiosk.clock.time)).toBe(false);
		// Another page on the same disk goes on counting.
		const next = newKiosk(kiosk.disk);
		next.clock.time = kiosk.clock.time;
		const second = await live(1.1 * HOUR, next, unauthorized);
		const last = second.standings.at(-1)!;
		expect(last).toEqual({ kind: 'refused', since });
		expect(needsService(last, since + SERVICE_AFTER_MS - 1)).toBe(false);
		expect(needsService(last, since + SERVICE_AFTER_MS)).toBe(true);
		const third = await live(120_000, next, () => null);
		expect(third.standings.at(-1)).toEqual({ kind: 'online' });
		expect(await next.store.recall('refusedSince')).toBeNull();
		const begin = next.clock.time;
		const fourth = await live(120_000, next, unauthorized);
		expect(fourth.standings.at(-1)).toEqual({ kind: 'refused', since: begin });
	});

	test('a dead network is no refusal', async () => {
		const kiosk = newKiosk();
		const { standings } = await live(26 * HOUR, kiosk, () => new ApiError('offline', 'No.'));
		expect(standings.some((standing) => needsService(standing, kiosk.clock.time))).toBe(false);
		expect(await kiosk.store.recall('refusedSince')).toBeUndefined();
	});

	test('a fresh token that is none is a refusal too, not a sign-in for each request', async () => {
		const { clock } = newKiosk();
		const authenticate = vi.fn<MachineApi['authenticate']>(() => {
			const at = new Date(clock.time).toISOString();
			const expiresAt = new Date(clock.time + HOUR).toISOString();
			const known = { machineId: 7, status: 'accepted' as const, interval: 60 };
			return Promise.resolve({ token: 'token', expiresAt, ...known, serverTime: at });
		});
		const session = new Session({
			api: { authenticate },
			identity: () => identity,
			uptime: clock.uptime,
			random: () => 0.5
		});
		for (let i = 0; i < 5; i++) {
			await expect(session.with(() => Promise.reject(unauthorized()))).rejects.toThrow();
		}
		expect(authenticate).toHaveBeenCalledTimes(2);
		expect(session.waitMs()).toBe(60_000);
		clock.time += 60_000;
		expect(await session.with(() => Promise.resolve('fine'))).toBe('fine');
		expect(session.waitMs()).toBe(0);
	});
});

describe('[M8] the outbox as a file', () => {
	test('holds what is unsent, in order, as it would have travelled, and changes nothing', async () => {
		const { store, clock } = newKiosk();
		await store.outbox.append([{ type: 'a' }, { type: 'b' }]);
		await store.outbox.startEpoch();
		await store.outbox.append([{ type: 'c' }]);
		const rows = await store.outbox.kept();
		await store.outbox.rows.update([1, 1], { state: 'done' });
		await store.outbox.rows.update([1, 2], { state: 'setAside' });
		const before = await store.outbox.rows.toArray();
		const { name, text } = await factsFile(store.outbox, 7, clock.now());
		expect(name).toMatch(/^exes-facts-7-\d{8}T\d{4}\.json$/);
		expect(JSON.parse(text)).toEqual({
			exesFacts: 1,
			machineId: 7,
			savedAt: new Date(clock.now()).toISOString(),
			events: rows.slice(1).map(({ fact }) => fact)
		});
		expect(text).not.toContain(secret);
		expect(await store.outbox.rows.toArray()).toEqual(before);
	});
});
