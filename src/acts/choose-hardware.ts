import type { Hardware } from './hardware.ts';
import type { KioskStore } from './kiosk-store.ts';

type Kept = Pick<KioskStore, 'recall' | 'remember'>;

/**
 * What was chosen; null where nobody has chosen yet. A kiosk that served before there was a choice has
 * simulated doors, and goes on with them.
 */
export async function chosenHardware(store: Kept): Promise<Hardware | null> {
	const kept = await store.recall('hardware');
	if (kept !== undefined) return kept;
	if ((await store.recall('config')) === undefined) return null;
	const simulated = { way: 'simulated', boards: [] } as const;
	await store.remember('hardware', simulated);
	return simulated;
}
