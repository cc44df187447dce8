import { beforeEach, describe, expect, test } from 'vitest';
import { failing, faults, MemoryFeed, newDisk, openFeed } from './testing.ts';
import { SYNC_COLLECTIONS } from '#domain/shapes/sync.ts';
import type { Feed } from './feed.ts';

beforeEach(() => {
	faults.length = 0;
});

async function ids(feed: Feed): Promise<string[]> {
	await feed.settled();
	return (await feed.read('lots')).map(({ id }) => id).sort();
}
const many = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, i) => `lot${String(from + i).padStart(3, '0')}`);
const store = (server: MemoryFeed, lots: readonly string[]) => {
	for (const id of lots) server.put('lots', id, { n: 1 });
};

/** A device whose disk fails once, at its so-manieth write or read from now on. */
function failingOnce() {
	let left = Infinity;
	const disk = newDisk();
	const storage = failing(disk, () => (left -= 1) === 0);
	return { disk, storage, failAt: (nth: number) => (left = nth), hasFailed: () => left <= 0 };
}

// [S10] With RxDB alone one failed write loses the whole page for ever: the next page moves the checkpoint on.
// Each has its own time, for a busy machine is slow.
describe('[S10] a disk that fails once loses nothing', () => {
	let failed = 0;
	let told = 0;

	test.each(Array.from({ length: 24 }, (_, i) => i + 1))('at write or read %i', async (nth) => {
		const server = new MemoryFeed();
		store(server, many(1, 3));
		const { storage, failAt, hasFailed } = failingOnce();
		const feed = await openFeed(server, { storage });
		expect(await ids(feed)).toEqual(many(1, 3));
		failAt(nth);
		for (let round = 1; round <= 4; round++) {
			store(server, many(round * 10, round * 10 + 4));
			feed.wake();
			await feed.settled();
		}
		feed.wake();
		feed.wake();
		const all = [1, 2, 3, 4].flatMap((round) => many(round * 10, round * 10 + 4));
		expect(await ids(feed)).toEqual([...many(1, 3), ...all].sort());
		if (hasFailed()) failed += 1;
		told += faults.length;
		await feed.close();
	});

	test('and it did fail', () => {
		expect(failed).toBeGreaterThan(15);
		expect(told).toBeGreaterThan(5);
	});
});

test('[S10] a disk that stays full: what is there stays, and all comes once there is room', async () => {
	const server = new MemoryFeed();
	store(server, many(1, 3));
	let isFull = false;
	const storage = failing(newDisk(), (_, what) => isFull && what === 'write');
	const feed = await openFeed(server, { storage });
	expect(await ids(feed)).toEqual(many(1, 3));
	isFull = true;
	store(server, many(10, 14));
	for (let i = 0; i < 3; i++) {
		feed.wake();
		expect(await ids(feed)).toEqual(many(1, 3));
	}
	isFull = false;
	feed.wake();
	expect(await ids(feed)).toEqual([...many(1, 3), ...many(10, 14)]);
	await feed.close();
});

test('[S10] what cannot be opened is thrown away and begun anew', async () => {
	const server = new MemoryFeed();
	store(server, many(1, 3));
	const disk = newDisk();
	const before = await openFeed(server, { storage: disk });
	await before.settled();
	await before.close();
	let isBroken = true;
	const storage = failing(disk, (collection) => {
		const fails = isBroken && collection === '_rxdb_internal';
		if (fails) isBroken = false;
		return fails;
	});
	const feed = await openFeed(server, { storage });
	expect(await ids(feed)).toEqual(many(1, 3));
	await feed.close();
});

test('[S10] at most eight collections are open, and thirteen would need a licence', async () => {
	const feed = await openFeed(new MemoryFeed(), { collections: SYNC_COLLECTIONS });
	expect(feed.openCollections).toBeLessThanOrEqual(8);
	expect(feed.openCollections).toBe(SYNC_COLLECTIONS.length + 1);
	await feed.close();
});
