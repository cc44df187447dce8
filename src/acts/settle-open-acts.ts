import { isOpenAct, type Act } from '#domain/act.ts';
import { DoorUse, journalRead, type ActOutcome, type DoorOptions } from './open-door.ts';

const AGAIN_AFTER_MS = 30_000;

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

/**
 * Follows an act that the store refused a step of until it is settled after all: else its slot would
 * be in use until the page is loaded anew. Never throws.
 */
export async function settleLater(
	{ actId }: Act,
	options: DoorOptions,
	signal: AbortSignal
): Promise<ActOutcome | null> {
	while (!signal.aborted) {
		await options.sleep(AGAIN_AFTER_MS, signal);
		try {
			const act = await options.store.acts.get(actId);
			if (!act || !isOpenAct(act)) return null;
			const outcome = await new DoorUse(act, options).resume();
			if (outcome.kind !== 'notSaved') return outcome;
		} catch {
			// The store is still full or broken.
		}
	}
	return null;
}
