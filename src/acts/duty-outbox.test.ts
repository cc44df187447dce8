import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import type { BatchReply } from '#domain/shapes/batch.ts';
import { Drain } from '#outbox/drain.ts';
import { ApiError } from '#remote/api.ts';
import { DutyOutbox, sender } from './duty-outbox.ts';

function world() {
	let ids = 0;
	const clock = { at: Date.UTC(2026, 10, 26) };
	const surroundings = {
		now: () => clock.at,
		uptime: () => 1_000,
		bootId: 'boot00000000001',
		newId: () => `id${String((ids += 1)).padStart(13, '0')}`
	};
	const idb = { indexedDB: new IDBFactory(), IDBKeyRange };
	const open = (personId = 'ada') => new DutyOutbox(personId, { surroundings, idb });
	const sent: { token: string; events: Record<string, unknown>[] }[] = [];
	const server = {
		fails: null as ApiError | null,
		code: undefined as string | undefined
	};
	const drainOf = (duty: DutyOutbox, token: string | null = 'token') =>
		new Drain({
			...surroundings,
			store: duty.outbox,
			random: () => 0,
			send: sender(
				() => token,
				(signed, { events }) => {
					if (server.fails) return Promise.reject(server.fails);
					sent.push({ token: signed, events: events as Record<string, unknown>[] });
					return Promise.resolve(answerTo(events as { eventId: string; seq: number }[]));
				}
			)
		});
	const answerTo = (events: { eventId: string; seq: number }[]): BatchReply => ({
		results: events.map(({ eventId }) =>
			server.code === undefined
				? { eventId, result: 'accepted' }
				: { eventId, result: 'acceptedWithWarning', code: server.code }
		),
		ackedThroughSeq: events.at(-1)?.seq ?? 0,
		missingSeqs: [],
		serverTime: '2026-11-26T00:00:05Z'
	});
	return { open, sent, server, drainOf };
}

const warm = { machineId: 7, alertId: 'alert0000000001' };
const lost = { machineId: 7, taskId: 'task00000000001' };

test('what is told is kept, shown as not sent, and survives the page', async () => {
	const { open } = world();
	const duty = open();
	await duty.signedInAs('device1');
	await duty.tell(warm, 'claim');
	await duty.tell(lost, 'claim');
	await duty.tell(warm, 'release');
	duty.outbox.close();
	const again = open();
	expect(await again.ownActs()).toMatchObject(
		new Map<string, object>([
			['alert0000000001', { action: 'release', answeredAt: null, code: null }],
			['task00000000001', { action: 'claim', answeredAt: null, code: null }]
		])
	);
	expect((await again.outbox.stats()).unsent).toBe(3);
});

test('what the server says of it is known afterwards, to the moment', async () => {
	const { open, sent, server, drainOf } = world();
	const duty = open();
	await duty.signedInAs('device1');
	await duty.tell(warm, 'claim');
	server.code = 'claimed_by_another';
	expect(await duty.empty(drainOf(duty))).toBe(true);
	expect(sent[0]?.events).toMatchObject([{ type: 'task', action: 'claim', ...warm, seq: 1 }]);
	expect((await duty.ownActs()).get(warm.alertId)).toMatchObject({
		place: { epochNo: 1, seq: 1 },
		action: 'claim',
		answeredAt: Date.parse('2026-11-26T00:00:05Z'),
		code: 'claimed_by_another'
	});
});

test('[M2] another sign-in is another origin: what waits begins at 1 there, under its own id', async () => {
	const { open, sent, drainOf } = world();
	const duty = open();
	await duty.signedInAs('device1');
	await duty.tell(warm, 'claim');
	await duty.empty(drainOf(duty));
	await duty.tell(lost, 'claim');
	await duty.tell(warm, 'done');
	const before = (await duty.outbox.kept()).map(({ eventId }) => eventId).slice(1);
	const { epoch } = await duty.outbox.currentEpoch();
	await duty.signedInAs('device2');
	await duty.signedInAs('device2');
	expect(await duty.empty(drainOf(duty, 'other'))).toBe(true);
	expect(sent).toHaveLength(2);
	expect(sent[1]?.token).toBe('other');
	expect(sent[1]?.events.map(({ seq, eventId }) => [seq, eventId])).toEqual([
		[1, before[0]],
		[2, before[1]]
	]);
	expect(sent[1]?.events[0]?.['epoch']).not.toBe(epoch);
});

test('one person’s outbox is not another’s, and is gone when it is destroyed', async () => {
	const { open } = world();
	const adas = open('ada');
	await adas.signedInAs('device1');
	await adas.tell(warm, 'claim');
	expect((await open('lena').outbox.stats()).unsent).toBe(0);
	await adas.outbox.destroy();
	expect((await open('ada').outbox.stats()).unsent).toBe(0);
});

test.each([
	[new ApiError('offline', 'x')],
	[new ApiError('unauthorized', 'x', { status: 401 })],
	[new ApiError('busy', 'x', { status: 503 })],
	[new ApiError('refused', 'x', { status: 400 })]
])('%o leaves what waits where it is', async (error) => {
	const { open, server, drainOf } = world();
	const duty = open();
	await duty.signedInAs('device1');
	await duty.tell(warm, 'claim');
	server.fails = error;
	expect(await duty.empty(drainOf(duty))).toBe(false);
	expect((await duty.outbox.stats()).unsent).toBe(1);
	expect(await duty.empty(drainOf(duty, null))).toBe(false);
});

describe('[M15] another server than before', () => {
	/** Two things told and answered, by an earlier sign-in and by this one. */
	async function told() {
		const { open, sent, drainOf } = world();
		const duty = open();
		await duty.signedInAs('device1');
		await duty.tell(warm, 'claim');
		await duty.empty(drainOf(duty));
		await duty.signedInAs('device2');
		await duty.tell(lost, 'claim');
		await duty.empty(drainOf(duty));
		const ids = sent.flatMap(({ events }) => events.map(({ eventId }) => eventId));
		const at = Date.parse('2026-11-26T01:00:00Z');
		sent.length = 0;
		return { duty, drainOf, sent, ids, at };
	}

	test('the same is told nothing again, and the first is only remembered', async () => {
		const { duty, at } = await told();
		expect(await duty.heard('feed1', at)).toBe(0);
		expect(await duty.heard('feed1', at)).toBe(0);
		expect((await duty.outbox.stats()).unsent).toBe(0);
	});

	test('a restored one is told everything again, once, what an earlier sign-in told as this one’s', async () => {
		const { duty, drainOf, sent, ids, at } = await told();
		await duty.heard('feed1', at);
		expect(await duty.heard('feed2', at)).toBe(2);
		expect(await duty.heard('feed2', at)).toBe(0);
		expect((await duty.ownActs()).get(warm.alertId)?.answeredAt).toBeNull();
		expect(await duty.empty(drainOf(duty))).toBe(true);
		const events = sent.flatMap((batch) => batch.events);
		expect(events.map(({ eventId }) => eventId).sort()).toEqual([...ids].sort());
		// This sign-in's stays where it was; the earlier one's begins an epoch of this one's.
		expect(events.map(({ eventId, seq }) => [eventId, seq])).toEqual([
			[ids[1], 1],
			[ids[0], 1]
		]);
		expect(new Set(events.map(({ epoch }) => epoch)).size).toBe(2);
	});

	test('[S5] what was answered 35 days ago by its clock is forgotten', async () => {
		const { duty, at } = await told();
		await duty.heard('feed1', at);
		await duty.heard('feed1', at + 36 * 86_400_000);
		expect((await duty.outbox.kept()).length).toBeLessThan(2);
		expect(await duty.heard('feed2', at + 36 * 86_400_000)).toBeLessThan(2);
	});
});
