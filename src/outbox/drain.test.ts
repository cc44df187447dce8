import { describe, expect, test } from 'vitest';
import { MAX_BATCH_BYTES } from '#domain/shapes/batch.ts';
import { Drain, type OutgoingBatch, type Sent } from './drain.ts';
import { reopenLost } from './mark-answers.ts';
import { bytesOf, type OutboxStore } from './store.ts';
import { MemoryServer, newClock, newDisk, openStore, type TestClock } from './testing.ts';

function drainOf(store: OutboxStore, clock: TestClock, send: (b: OutgoingBatch) => Promise<Sent>) {
	return new Drain({ ...clock, store, send, random: () => 0.5 });
}

async function setUp(count: number, extra: object = {}) {
	const clock = newClock();
	const store = openStore(newDisk(), clock);
	await store.append(Array.from({ length: count }, () => ({ type: 'fact', ...extra })));
	return { clock, store, server: new MemoryServer(clock.now) };
}

describe('[S3] batches', () => {
	test('at most 100 a batch, in order, until nothing is pending', async () => {
		const { clock, store, server } = await setUp(230);
		const sizes: number[] = [];
		const drain = drainOf(store, clock, (batch) => {
			sizes.push(batch.events.length);
			return server.answer(batch);
		});
		while ((await drain.step()).kind === 'sent');
		expect(sizes).toEqual([100, 100, 30]);
		expect([...server.applied.values()].map((fact) => fact.seq)).toEqual(
			Array.from({ length: 230 }, (_, i) => i + 1)
		);
		expect(await store.stats()).toMatchObject({ unsent: 0, oldestAt: null });
	});

	test('at most 262,144 bytes a batch', async () => {
		const { clock, store, server } = await setUp(60, { text: 'x'.repeat(7_900) });
		const bytes: number[] = [];
		const drain = drainOf(store, clock, (batch) => {
			bytes.push(bytesOf(batch));
			return server.answer(batch);
		});
		while ((await drain.step()).kind === 'sent');
		expect(Math.max(...bytes)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
		expect(bytes.length).toBe(2);
		expect(server.applied.size).toBe(60);
	});

	test('an older epoch before any of a newer one, never mixed', async () => {
		const { clock, store, server } = await setUp(2);
		await store.startEpoch();
		await store.append([{ type: 'later' }]);
		const epochs: string[][] = [];
		const drain = drainOf(store, clock, (batch) => {
			epochs.push(batch.events.map((fact) => `${fact.type}${fact.seq}`));
			return server.answer(batch);
		});
		while ((await drain.step()).kind === 'sent');
		expect(epochs).toEqual([['fact1', 'fact2'], ['later1']]);
	});
});

describe('[S3] answers', () => {
	test('a quarantined fact is a dead letter that is shown; its neighbours are done', async () => {
		const { clock, store, server } = await setUp(3);
		const second = (await store.kept())[1];
		server.quarantine.add(second?.eventId ?? '');
		await drainOf(store, clock, (batch) => server.answer(batch)).step();
		expect(await store.stats()).toEqual({ unsent: 0, oldestAt: null, setAside: 0, deadLetters: 1 });
		expect(server.applied.size).toBe(2);
	});

	test('a fact without an answer stays pending', async () => {
		const { clock, store, server } = await setUp(3);
		const drain = drainOf(store, clock, (batch) => {
			const reply = server.take(batch);
			return Promise.resolve({
				kind: 'answered',
				reply: { ...reply, results: reply.results.slice(0, 1) }
			});
		});
		await drain.step();
		expect((await store.stats()).unsent).toBe(2);
	});

	test.each<Sent>([
		{ kind: 'noAnswer' },
		{ kind: 'unauthorized' },
		{ kind: 'busy', retryAfterMs: 5_000 },
		{ kind: 'refused', status: 500 }
	])('$kind acknowledges nothing and drops nothing', async (sent) => {
		const { clock, store } = await setUp(3);
		const drain = drainOf(store, clock, () => Promise.resolve(sent));
		for (let i = 0; i < 20; i++) {
			const step = await drain.step();
			if (step.kind === 'wait') expect(step.ms).toBeGreaterThanOrEqual(1_000);
			else expect(step.kind).toBe('idle');
		}
		expect((await store.stats()).unsent).toBe(3);
		expect((await store.stats()).deadLetters).toBe(0);
	});

	test('a lost reply costs one duplicate and no fact [M9]', async () => {
		const { clock, store, server } = await setUp(5);
		let lost = true;
		const drain = drainOf(store, clock, async (batch) => {
			const answer = await server.answer(batch);
			if (!lost) return answer;
			lost = false;
			return { kind: 'noAnswer' };
		});
		await drain.step();
		expect((await store.stats()).unsent).toBe(5);
		await drain.step();
		expect((await store.stats()).unsent).toBe(0);
		expect([...server.timesApplied.values()]).toEqual([1, 1, 1, 1, 1]);
	});

	test('a seq_conflict begins a new epoch for what follows [M3a]', async () => {
		const { clock, store, server } = await setUp(1);
		const before = await store.currentEpoch();
		server.seqs.set(before.epoch, new Set([1]));
		await drainOf(store, clock, (batch) => server.answer(batch)).step();
		const [next] = await store.append([{ type: 'next' }]);
		expect(next?.epoch).not.toBe(before.epoch);
		expect(next?.seq).toBe(1);
	});
});

describe('[S3] a fact that breaks the server', () => {
	test('is found by halving and set aside, with growing pauses; later ones go on', async () => {
		const { clock, store, server } = await setUp(8);
		const poison = (await store.kept())[2]?.eventId;
		const isPoisoned = (batch: OutgoingBatch) => batch.events.some((f) => f.eventId === poison);
		const drain = drainOf(store, clock, (batch) =>
			isPoisoned(batch) ? Promise.resolve({ kind: 'refused', status: 500 }) : server.answer(batch)
		);
		for (let i = 0; i < 40; i++) await drain.step();
		expect(server.applied.size).toBe(7);
		expect(await store.stats()).toMatchObject({ unsent: 1, setAside: 1, deadLetters: 0 });
		const pauses: number[] = [];
		for (let i = 0; i < 9; i++) {
			const step = await drain.step();
			if (step.kind !== 'idle' || step.until === null) throw new Error('It should be waiting.');
			pauses.push((step.until - clock.time) / 60_000);
			clock.time = step.until;
			await drain.step();
		}
		expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
	});

	test('a clock that was years ahead meanwhile keeps it an hour at most', async () => {
		const { clock, store, server } = await setUp(1);
		const years = 10 * 365 * 24 * 3_600_000;
		let isBroken = true;
		const drain = drainOf(store, clock, (batch) =>
			isBroken ? Promise.resolve({ kind: 'refused', status: 413 }) : server.answer(batch)
		);
		clock.time += years;
		await drain.step();
		expect(await store.stats()).toMatchObject({ setAside: 1 });
		clock.time -= years;
		isBroken = false;
		await drain.step();
		expect(await store.stats()).toMatchObject({ setAside: 0, unsent: 0 });
	});

	test('413 halves at once', async () => {
		const { clock, store } = await setUp(8);
		const sizes: number[] = [];
		const drain = drainOf(store, clock, (batch) => {
			sizes.push(batch.events.length);
			return Promise.resolve({ kind: 'refused', status: 413 });
		});
		for (let i = 0; i < 4; i++) await drain.step();
		expect(sizes).toEqual([8, 4, 2, 1]);
	});
});

describe('[S4] pauses', () => {
	test('grow with full jitter from 1 s to 60 s, and honour Retry-After', async () => {
		const { clock, store } = await setUp(1);
		let sent: Sent = { kind: 'noAnswer' };
		const drain = new Drain({
			...clock,
			store,
			send: () => Promise.resolve(sent),
			random: () => 0.999_999
		});
		const pauses: number[] = [];
		for (let i = 0; i < 9; i++) {
			const step = await drain.step();
			if (step.kind === 'wait') pauses.push(Math.round(step.ms / 1_000));
		}
		expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
		sent = { kind: 'busy', retryAfterMs: 120_000 };
		expect(await drain.step()).toEqual({ kind: 'wait', ms: 120_000 });
		drain.hurry();
		sent = { kind: 'noAnswer' };
		// A new fact, or the network, does not make the server less busy.
		clock.time += 20_000;
		expect(await drain.step()).toEqual({ kind: 'wait', ms: 100_000 });
		clock.time += 100_000;
		expect(await drain.step()).toEqual({ kind: 'wait', ms: 1_000 });
	});

	test('a server that answers again is asked as if it had never been away', async () => {
		const { clock, store, server } = await setUp(1);
		let isThere = false;
		const drain = new Drain({
			...clock,
			store,
			send: (batch) => (isThere ? server.answer(batch) : Promise.resolve({ kind: 'noAnswer' })),
			random: () => 0.999_999
		});
		for (let i = 0; i < 7; i++) await drain.step();
		isThere = true;
		expect(await drain.step()).toEqual({ kind: 'sent', answered: 1 });
		isThere = false;
		await store.append([{ type: 'fact' }]);
		expect(await drain.step()).toEqual({ kind: 'wait', ms: 1_000 });
	});
});

describe('[M15] a restored server is fed again', () => {
	test.each([
		{ lost: 'the last facts of the current epoch', feedChanged: false },
		{ lost: 'everything', feedChanged: true }
	])('that lost $lost', async ({ feedChanged }) => {
		const { clock, store, server } = await setUp(3);
		const empty = server.copy();
		const drain = drainOf(store, clock, (batch) => server.answer(batch));
		await drain.step();
		const backup = server.copy();
		await store.startEpoch();
		await store.append([{ type: 'later' }, { type: 'later' }]);
		await drain.step();
		expect(server.applied.size).toBe(5);

		server.restore(feedChanged ? empty : backup);
		await reopenLost(store, server.acked(), feedChanged);
		while ((await drain.step()).kind === 'sent');
		expect(server.applied.size).toBe(5);
		expect((await store.stats()).unsent).toBe(0);
	});

	test('nothing is sent again to a server that has everything', async () => {
		const { clock, store, server } = await setUp(3);
		await drainOf(store, clock, (batch) => server.answer(batch)).step();
		expect(await reopenLost(store, server.acked(), false)).toBe(0);
	});

	test('missing seqs are sent again, what was out of range is not', async () => {
		const { clock, store, server } = await setUp(3);
		await drainOf(store, clock, (batch) => server.answer(batch)).step();
		const { epoch } = await store.currentEpoch();
		const acked = { epoch, throughSeq: 1, highestSeq: 3, missingSeqs: [2] };
		expect(await reopenLost(store, acked, false)).toBe(1);
		await store.rows.toCollection().modify((row) => {
			if (row.answer) row.answer = { ...row.answer, code: 'seq_out_of_range' };
		});
		expect(await reopenLost(store, null, true)).toBe(0);
	});
});
