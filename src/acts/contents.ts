import type { Acked } from '#domain/shapes/machine.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';
import type { Contents, KioskStore } from './kiosk-store.ts';
import { lotsTold } from './stock.ts';

/** At each start. Who has facts has known its contents since its first one. */
export async function contentsAtStart(store: KioskStore): Promise<Contents> {
	const kept = await store.recall('contents');
	if (kept !== undefined) return kept;
	const contents = (await lotsTold(store.outbox)).size > 0 ? 'known' : 'unknown';
	await store.remember('contents', contents);
	return contents;
}

/**
 * After an answer to a status. A server that has nothing of this machine knows of nothing inside
 * either; any other is asked what it knows to be inside, until this kiosk's facts tell all of it.
 *
 * @param look what everybody may see of this machine, as the server tells it now; null without an answer
 */
export async function learnContents(
	store: KioskStore,
	acked: Acked,
	look: () => Promise<SnapshotMachine | null>
): Promise<Contents> {
	if ((await contentsAtStart(store)) === 'known') return 'known';
	if (acked !== null && !(await tellsAll(store, await look()))) return 'unknown';
	await store.remember('contents', 'known');
	return 'known';
}

async function tellsAll(store: KioskStore, here: SnapshotMachine | null): Promise<boolean> {
	if (here === null) return false;
	const told = await lotsTold(store.outbox);
	const slots = new Set(told.values());
	return (
		here.lots.every(({ lotId }) => told.has(lotId)) &&
		here.slots.every(({ slot, occupied }) => !occupied || slots.has(slot))
	);
}
