import { Dexie, type Table } from 'dexie';
import PocketBase from 'pocketbase';
import { newId } from '#platform/ids.ts';
import { BATCH, donation, pause, RETRY_MS, type Told, type Way } from './way.ts';

type Queued = { readonly n?: number; readonly tap: string; readonly fact: object };

/** The collection that it writes to. */
export const COLLECTION = 'benchTaps';

/**
 * PocketBase's SDK with its batch. It keeps nothing and tries nothing again, so it gets what it needs
 * for that: a queue in IndexedDB as strict as ours, and a Web Lock, so that one tab sends.
 *
 * @param writes `upsert` with an id made here, or `create` with one made by the server
 */
export function pocketbase({ token, machineId }: Told, writes: 'upsert' | 'create'): Way {
	const db = new Dexie('queue', { chromeTransactionDurability: 'strict' });
	db.version(1).stores({ queue: '++n' });
	const queue: Table<Queued, number> = db.table('queue');
	const client = new PocketBase(location.origin);
	client.autoCancellation(false);
	client.authStore.save(token);

	/** Sends the oldest; deletes them once they are answered. */
	async function drain(): Promise<void> {
		const taps = await queue.orderBy('n').limit(BATCH).toArray();
		if (taps.length === 0) return pause(RETRY_MS / 10);
		const batch = client.createBatch();
		const to = batch.collection(COLLECTION);
		for (const { tap, fact } of taps) {
			const row = { tap, machineId, body: fact };
			if (writes === 'upsert') to.upsert({ id: tap, ...row });
			else to.create(row);
		}
		try {
			await batch.send();
		} catch {
			return pause(RETRY_MS);
		}
		await queue.bulkDelete(taps.flatMap(({ n }) => n ?? []));
	}

	void navigator.locks.request('queue', async () => {
		for (;;) await drain();
	});
	return {
		keep: async () => {
			const tap = newId();
			await queue.add({ tap, fact: donation(newId()) });
			return tap;
		}
	};
}
