import type { Millis } from './calendar.ts';
import type { Zone } from './shapes/machine.ts';
import type { ColdChainState, SlotState } from './shapes/words.ts';

/** What a machine said of one of its zones, in a status or as a `safety` fact, and when it was so. */
export type ZoneSaid = {
	readonly zone: string;
	readonly state: ColdChainState;
	/** By the server's clock. */
	readonly at: Millis;
};

/**
 * The slots of the zones that are locked, by the newest that was said of each, in whatever order it
 * is given; of two things said of the same moment the locked one holds [F6]. A zone of which nothing
 * was said is not locked: who measures decides.
 */
export function lockedSlots(zones: readonly Zone[], said: readonly ZoneSaid[]): Set<number> {
	const newest = new Map<string, ZoneSaid>();
	said.forEach((one) => {
		const other = newest.get(one.zone);
		const isNewer = !other || one.at > other.at || (one.at === other.at && one.state === 'locked');
		if (isNewer) newest.set(one.zone, one);
	});
	const locked = new Set<number>();
	zones.forEach(({ zone, slots }) => {
		if (newest.get(zone)?.state === 'locked') slots.forEach((slot) => locked.add(slot));
	});
	return locked;
}

/** A slot's state for everybody: what the machine says of the slot, unless its zone is locked. */
export function slotStateOf(
	slot: number,
	reported: ReadonlyMap<number, SlotState>,
	locked: ReadonlySet<number>
): SlotState {
	return locked.has(slot) ? 'locked' : (reported.get(slot) ?? 'ok');
}
