import { expect, test } from 'vitest';
import { MemoryFeed, newDisk, openFeed, faults } from './testing.ts';
import type { Feed } from './feed.ts';

async function kept(feed: Feed): Promise<Record<string, unknown>> {
	await feed.settled();
	const entries = await feed.read('lots');
	return Object.fromEntries(entries.map(({ id, record }) => [id, (record as { n: number }).n]));
}

test('[S11] the first load is a snapshot, then the feed from there', async () => {
	const server = new MemoryFeed();
	for (let n = 1; n <= 3; n++) server.put('lots', `lot${n}`, { n });
	const feed = await openFeed(server);
	expect(await kept(feed)).toEqual({ lot1: 1, lot2: 2, lot3: 3 });
	expect(server.asked).toEqual(['snapshot lots', 'changes lots']);
	server.put('lots', 'lot2', { n: 22 });
	server.remove('lots', 'lot3');
	server.put('lots', 'lot4', { n: 4 });
	feed.wake();
	expect(await kept(feed)).toEqual({ lot1: 1, lot2: 22, lot4: 4 });
	server.put('lots', 'lot3', { n: 33 });
	feed.wake();
	expect(await kept(feed)).toEqual({ lot1: 1, lot2: 22, lot3: 33, lot4: 4 });
	expect(server.asked.filter((one) => one.startsWith('snapshot'))).toHaveLength(1);
	expect(faults).toEqual([]);
	await feed.close();
});

test('[S8] many pages, a short cap of the server', async () => {
	const server = new MemoryFeed();
	const feed = await openFeed(server);
	await feed.settled();
	server.cap = 7;
	for (let n = 1; n <= 40; n++) server.put('lots', `lot${n}`, { n });
	feed.wake();
	expect(Object.keys(await kept(feed))).toHaveLength(40);
	await feed.close();
});

test('[S8] a reset begins anew, and never shows an empty screen', async () => {
	const server = new MemoryFeed();
	for (let n = 1; n <= 3; n++) server.put('lots', `lot${n}`, { n });
	const feed = await openFeed(server);
	await feed.settled();
	const counts: number[] = [];
	const stop = feed.watch('lots', (entries) => counts.push(entries.length));
	server.restart('feed2');
	server.put('lots', 'lot3', { n: 33 });
	server.put('lots', 'lot9', { n: 9 });
	feed.wake();
	expect(await kept(feed)).toEqual({ lot3: 33, lot9: 9 });
	server.put('lots', 'lot1', { n: 11 });
	feed.wake();
	expect(await kept(feed)).toEqual({ lot1: 11, lot3: 33, lot9: 9 });
	expect(counts.length).toBeGreaterThan(1);
	expect(Math.min(...counts)).toBeGreaterThan(0);
	stop();
	await feed.close();
});

test('a reload goes on from where it was', async () => {
	const server = new MemoryFeed();
	const storage = newDisk();
	server.put('lots', 'lot1', { n: 1 });
	const before = await openFeed(server, { storage });
	expect(await kept(before)).toEqual({ lot1: 1 });
	await before.close();
	server.asked.length = 0;
	server.trouble = { kind: 'noAnswer' };
	const feed = await openFeed(server, { storage });
	expect(await kept(feed)).toEqual({ lot1: 1 });
	expect(feed.stateOf('lots')).toMatchObject({ isLive: false, why: 'noAnswer' });
	expect(feed.stateOf('lots').at).toBeGreaterThan(0);
	server.trouble = null;
	server.put('lots', 'lot2', { n: 2 });
	feed.wake();
	expect(await kept(feed)).toEqual({ lot1: 1, lot2: 2 });
	expect(server.asked).not.toContain('snapshot lots');
	await feed.close();
});

test('what may not be seen any more is gone', async () => {
	const server = new MemoryFeed();
	server.put('lots', 'lot1', { n: 1 });
	const feed = await openFeed(server);
	expect(await kept(feed)).toEqual({ lot1: 1 });
	server.trouble = { kind: 'forbidden' };
	feed.wake();
	expect(await kept(feed)).toEqual({});
	server.trouble = null;
	feed.wake();
	expect(await kept(feed)).toEqual({ lot1: 1 });
	await feed.close();
});
