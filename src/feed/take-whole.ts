import type { KeptCollection } from './collections.ts';
import type { Whole } from './source.ts';
import { StorageFault } from './storage-fault.ts';

/**
 * Puts a snapshot in the place of what a collection holds: what is new first, then what is gone, so
 * that nobody sees an empty screen in between. Nothing else may write to it meanwhile.
 */
export async function takeWhole(
	collection: KeptCollection,
	{ feed, seq, records }: Whole
): Promise<void> {
	const known = await collection.find().exec();
	const there = new Set(records.map(({ id }) => id));
	const gone = known.flatMap(({ id }) => (there.has(id) ? [] : [id]));
	const written = await collection.bulkUpsert(
		records.map(({ id, record }) => ({ id, feed, seq, record }))
	);
	const removed = await collection.bulkRemove(gone);
	const [failure] = [...written.error, ...removed.error];
	if (failure) throw new StorageFault(failure);
}
