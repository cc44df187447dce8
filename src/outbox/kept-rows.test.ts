// Dexie's liveQuery asks for a global IndexedDB; the stores of these tests each have their own.
import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { Drain } from './drain.ts';
import { KeptRows } from './kept-rows.ts';
import { MemoryServer, newClock, newDisk, openStore } from './testing.ts';

async function setUp() {
	const clock = newClock();
	const store = openStore(newDisk(), clock);
	await store.currentEpoch();
	return { clock, store, rows: new KeptRows(store), read: vi.spyOn(store, 'kept') };
}

/** The numbers are told once before anything has changed. */
const settled = () => new Promise((done) => setTimeout(done, 50));

test('the disk is read once until a fact is stored', async () => {
	const { store, rows, read } = await setUp();
	await store.append([{ type: 'one' }]);
	await settled();
	expect(await rows.kept()).toHaveLength(1);
	expect(await rows.kept()).toHaveLength(1);
	expect(read).toHaveBeenCalledTimes(1);
	await store.append([{ type: 'two' }]);
	expect(await rows.kept()).toHaveLength(2);
	rows.stop();
});

test('an answer is seen', async () => {
	const { clock, store, rows } = await setUp();
	await store.append([{ type: 'one' }]);
	expect((await rows.kept()).map(({ state }) => state)).toEqual(['pending']);
	const server = new MemoryServer(clock.now);
	await new Drain({
		...clock,
		store,
		send: (batch) => server.answer(batch),
		random: () => 0
	}).step();
	await vi.waitFor(async () => {
		expect((await rows.kept()).map(({ state }) => state)).toEqual(['done']);
	});
	rows.stop();
});

test('a disk that failed once is read again', async () => {
	const { rows, read } = await setUp();
	await settled();
	read.mockRejectedValueOnce(new Error('The disk.'));
	await expect(rows.kept()).rejects.toThrow('The disk.');
	expect(await rows.kept()).toEqual([]);
	rows.stop();
});
