import { isOpenAct } from '#domain/act.ts';
import { DoorUse, journalRead, type DoorOptions } from './open-door.ts';

/**
 * Settles what the last page left behind, before the first new act [S1a]. What was only asked for
 * opened nothing. Of the rest the controller's journal decides, once all of it has been told.
 *
 * @returns acts that wait: for the link, for a door that stands open, or for the end of their ten
 *   minutes. Each is to be resumed; meanwhile their slots are in use, and other doors may be.
 */
export async function settleOpenActs(options: DoorOptions): Promise<DoorUse[]> {
	const { store, controller } = options;
	const waiting: DoorUse[] = [];
	for (const { actId, slot, state } of await store.openActs()) {
		const isRead = controller.link.kind === 'ready';
		if (isRead || state === 'requested') await store.advance(actId, journalRead(controller, slot));
		const act = await store.acts.get(actId);
		if (act && isOpenAct(act)) waiting.push(new DoorUse(act, options));
	}
	return waiting;
}
