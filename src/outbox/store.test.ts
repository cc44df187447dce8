// Dexie's liveQuery asks for a global IndexedDB; the stores of these tests each have their own.
import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import { FactTooLong, KEEP_ANSWERED_MS, OutboxStore } from './store.ts';
import { newClock, newDisk, openStore } from './testing.ts';
import { markAnswers } from './mark-answers.ts';

describe('[S1] append', () => {
	test('numbers facts gap-free from 1 within the epoch of the store', async () => {
		const store = openStore();
		const facts = [
			...(await store.append([{ type: 'a' }])),
			...(await store.append([{ type: 'b' }, { type: 'c' }]))
		];
		expect(facts.map((fact) => fact.seq)).toEqual([1, 2, 3]);
		expect(new Set(facts.map((fact) => fact.epoch)).size).toBe(1);
		expect(new Set(facts.map((fact) => fact.eventId)).size).toBe(3);
	});

	test('two tabs that append at once share one gap-free run', async () => {
		const disk = newDisk();
		const one = openStore(disk, newClock('boot0000000000a'));
		const other = openStore(disk, newClock('boot0000000000b'));
		const append = (_: unknown, i: number) => (i % 2 ? one : other).append([{ type: 'fact' }]);
		await Promise.all(Array.from({ length: 20 }, append));
		const seqs = (await openStore(disk).kept()).map((row) => row.seq);
		expect(seqs).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
	});

	test('a page that is opened again goes on in the same epoch', async () => {
		const disk = newDisk();
		const first = openStore(disk);
		const [before] = await first.append([{ type: 'a' }]);
		first.close();
		const [after] = await openStore(disk, newClock('boot00000000002')).append([{ type: 'b' }]);
		expect(after).toMatchObject({ epoch: before?.epoch, seq: 2, bootId: 'boot00000000002' });
	});

	test('a store that was lost begins another epoch [M3a]', async () => {
		const [before] = await openStore(newDisk(), newClock('boot0000000000a')).append([
			{ type: 'a' }
		]);
		const [after] = await openStore(newDisk(), newClock('boot0000000000b')).append([{ type: 'a' }]);
		expect(after?.seq).toBe(1);
		expect(after?.epoch).not.toBe(before?.epoch);
	});

	test('[S5] on a full disk copies are given up, and it is tried once more', async () => {
		const fullUntil = (room: number, inner = true) => {
			let given = 0;
			const makeRoom = () => Promise.resolve((given += 1));
			const store = new OutboxStore({
				...{ name: 'outbox', surroundings: newClock(), idb: newDisk(), makeRoom }
			});
			const add = store.rows.bulkAdd.bind(store.rows);
			store.rows.bulkAdd = ((rows: never) => {
				const full = new DOMException('The disk is full.', 'QuotaExceededError');
				// As Dexie tells it.
				const told = inner
					? Object.assign(new Error('x'), { name: 'AbortError', inner: full })
					: full;
				return given < room ? Promise.reject(told) : add(rows);
			}) as never;
			return { store, given: () => given };
		};
		for (const inner of [true, false]) {
			const { store, given } = fullUntil(1, inner);
			const [fact] = await store.append([{ type: 'a' }]);
			expect(fact?.seq).toBe(1);
			expect(await store.kept()).toHaveLength(1);
			expect(given()).toBe(1);
		}
		const hopeless = fullUntil(9);
		await expect(hopeless.store.append([{ type: 'a' }])).rejects.toThrow();
		expect(await hopeless.store.kept()).toEqual([]);
		expect(hopeless.given()).toBe(1);
	});

	test('nothing is given up for any other fault', async () => {
		const makeRoom = vi.fn();
		const store = new OutboxStore({
			...{ name: 'outbox', surroundings: newClock(), idb: newDisk(), makeRoom }
		});
		await expect(
			store.append([{ type: 'a' }], () => Promise.reject(new Error('broken')))
		).rejects.toThrow('broken');
		expect(makeRoom).not.toHaveBeenCalled();
	});

	test('stores nothing at all when the step beside it fails [S1a]', async () => {
		const store = openStore();
		const failing = store.append([{ type: 'a' }], () => Promise.reject(new Error('full')));
		await expect(failing).rejects.toThrow('full');
		expect(await store.kept()).toEqual([]);
		expect((await store.stats()).unsent).toBe(0);
	});

	test('a fact longer than the server takes is refused before it is stored', async () => {
		const store = openStore();
		const long = { type: 'a', name: 'ü'.repeat(5_000) };
		await expect(store.append([long])).rejects.toBeInstanceOf(FactTooLong);
		expect(await store.kept()).toEqual([]);
	});
});

test('[S5] answered rows go after 35 days of server time, pending ones never', async () => {
	const clock = newClock();
	const store = openStore(newDisk(), clock);
	await store.append([{ type: 'answered' }, { type: 'pending' }, { type: 'newest' }]);
	const [row, , newest] = await store.inState('pending').toArray();
	const at = clock.time;
	const accepted = [row, newest].flatMap((sent) =>
		sent ? [{ eventId: sent.eventId, result: 'accepted' as const }] : []
	);
	await markAnswers(
		store,
		[row, newest].flatMap((sent) => sent ?? []),
		{
			results: accepted,
			ackedThroughSeq: 1,
			missingSeqs: [],
			serverTime: new Date(at).toISOString()
		}
	);
	expect(await store.expire(at + KEEP_ANSWERED_MS)).toBe(0);
	expect(await store.expire(at + KEEP_ANSWERED_MS + 1)).toBe(1);
	// The newest row stays, whatever its age: it tells the next seq.
	expect((await store.kept()).map(({ fact }) => fact.type)).toEqual(['pending', 'newest']);
	expect((await store.append([{ type: 'next' }]))[0]?.seq).toBe(4);
});

test('[S6] the numbers on screen follow every change', async () => {
	const clock = newClock();
	const store = openStore(newDisk(), clock);
	const seen: number[] = [];
	const told = new Promise<void>((done) => {
		const stop = store.watchStats(({ unsent }) => {
			seen.push(unsent);
			if (unsent !== 2) return;
			stop();
			done();
		});
	});
	await store.append([{ type: 'a' }]);
	clock.time += 1_000;
	await store.append([{ type: 'b' }]);
	await told;
	expect(seen.at(-1)).toBe(2);
	expect(await store.stats()).toMatchObject({ oldestAt: clock.time - 1_000, deadLetters: 0 });
});
