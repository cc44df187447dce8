import type { Act, KioskStore } from './kiosk-store.ts';
import { DoorUse, doubtfulFactOf, factOf, settle, type DoorOptions } from './open-door.ts';

/**
 * Settles what the last page left behind, before the first new act [S1a]. An unlock that was never
 * sent opened nothing. One that was sent without an answer may have: it is booked as declared, and a
 * donation as unconfirmed. A door that was seen open counts once it is closed.
 *
 * @returns acts whose door stands open still, as uses to wait for
 */
export async function settleOpenActs(options: DoorOptions): Promise<DoorUse[]> {
	const { store, controller } = options;
	const waiting: DoorUse[] = [];
	for (const act of await store.openActs()) {
		if (act.state === 'open' && controller.open.has(act.slot)) {
			waiting.push(new DoorUse(act, options, () => undefined));
		} else {
			await settleLeftBehind(store, act);
		}
	}
	return waiting;
}

async function settleLeftBehind(store: KioskStore, act: Act): Promise<void> {
	switch (act.state) {
		case 'requested':
			await store.acts.put({ ...act, state: 'aborted' });
			return;
		case 'unlocking':
		case 'unlocked':
			await settle(store, act, 'unresolved', doubtfulFactOf(act));
			return;
		case 'open':
		case 'closed':
			if (act.withdrawn) await store.acts.put({ ...act, state: 'aborted' });
			else await settle(store, act, 'settled', factOf(act));
			return;
		case 'settled':
		case 'aborted':
		case 'unresolved':
			return;
	}
}
