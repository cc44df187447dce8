import { movementOf } from '#domain/ledger.ts';
import type { Acked } from '#domain/shapes/machine.ts';
import type { Contents, KioskStore } from './kiosk-store.ts';
import { ownFacts, type PulledLots } from './stock.ts';

/** At each start. Who has facts has known its contents since its first one. */
export async function contentsAtStart(store: KioskStore): Promise<Contents> {
	const kept = await store.recall('contents');
	if (kept !== undefined) return kept;
	const { facts } = await ownFacts(store.outbox);
	const contents = facts.some(({ fact }) => movementOf(fact) !== null) ? 'known' : 'unknown';
	await store.remember('contents', contents);
	return contents;
}

/**
 * The server has told what it knows to be inside, or that it has nothing of this machine: either is
 * all that can be known [M3a].
 */
export async function learnContents(
	store: KioskStore,
	{ acked, pulled }: { acked: Acked | undefined; pulled: PulledLots }
): Promise<Contents> {
	if ((await contentsAtStart(store)) === 'known') return 'known';
	if (acked !== null && pulled.at === null) return 'unknown';
	await store.remember('contents', 'known');
	return 'known';
}
