import { createRxDatabase } from 'rxdb/plugins/core';
import { beforeEach, expect, test } from 'vitest';
import { databaseName, openCollections } from './collections.ts';
import { SHAPE, type Feed } from './feed.ts';
import { faults, MemoryFeed, newDisk, openFeed } from './testing.ts';

beforeEach(() => {
	faults.length = 0;
});

async function ids(feed: Feed): Promise<string[]> {
	await feed.settled();
	return (await feed.read('lots')).map(({ id }) => id);
}

function server(): MemoryFeed {
	const made = new MemoryFeed();
	made.put('lots', 'lot1', { n: 1 });
	return made;
}

test('[S10] what a version with other records has kept is shown, and fetched anew', async () => {
	const [disk, told] = [newDisk(), server()];
	const before = await openFeed(told, { storage: disk });
	await before.settled();
	await before.close();
	const options = { name: 'test', collections: ['lots'] as const, multiInstance: false };
	const older = await openCollections({ ...options, storage: disk });
	await older.marks.upsert({ id: 'lots', at: 1, feed: 'feed1', seq: 1, shape: SHAPE - 1 });
	await older.close();

	told.trouble = { kind: 'noAnswer' };
	const feed = await openFeed(told, { storage: disk });
	expect(await ids(feed), 'without network it is what there is').toEqual(['lot1']);
	told.trouble = null;
	told.asked.length = 0;
	feed.wake();
	expect(await ids(feed)).toEqual(['lot1']);
	expect(told.asked).toEqual(['snapshot lots', 'changes lots']);
	await feed.close();
	told.asked.length = 0;
	const next = await openFeed(told, { storage: disk });
	await next.settled();
	expect(told.asked, 'once').toEqual(['changes lots']);
	await next.close();
});

test.each([0, 1, 2])(
	'[S10] a collection of another schema, version %i, is thrown away and fetched again: it is a copy',
	async (version) => {
		const [disk, told] = [newDisk(), server()];
		const other = await createRxDatabase({ name: databaseName('test'), storage: disk });
		await other.addCollections({
			lots: {
				schema: {
					...{ version, primaryKey: 'id', type: 'object' },
					properties: { id: { type: 'string', maxLength: 40 }, portions: { type: 'number' } }
				},
				...(version > 0 && { autoMigrate: false, migrationStrategies: strategies(version) })
			}
		});
		await other.close();
		const feed = await openFeed(told, { storage: disk });
		expect(await ids(feed)).toEqual(['lot1']);
		expect(feed.stateOf('lots')).toMatchObject({ isLive: true, why: null });
		await feed.close();
	}
);

const strategies = (version: number) =>
	Object.fromEntries(Array.from({ length: version }, (_, i) => [i + 1, () => null]));
