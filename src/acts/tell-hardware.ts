import { slotStateOf } from '#domain/cold-chain.ts';
import { SILENT_AFTER_MS } from '#domain/cold-zone.ts';
import type { Status } from '#domain/shapes/machine.ts';
import type { SlotState } from '#domain/shapes/words.ts';
import { coldLockedSlots, toldColdChain } from './keep-cold-chain.ts';
import type { KioskStore } from './kiosk-store.ts';

/** What the page knows of its hardware, beside what is stored. */
export type HardwareNow = {
	readonly slots: readonly number[];
	/** Whether the controller is heard: what it told before says nothing of now. */
	readonly isLinked: boolean;
	readonly isOpen: (slot: number) => boolean;
	readonly faults: readonly number[];
	/** By the clock that events are stamped with. */
	readonly now: number;
};

/** What a status tells of the hardware: what the controller has told and may still be so [M14]. */
export async function toldHardware(
	store: KioskStore,
	{ slots, isLinked, isOpen, faults, now }: HardwareNow
): Promise<Pick<Status, 'temperatures' | 'doors' | 'power' | 'slots' | 'coldChain'>> {
	const board = await store.recall('board');
	const reported = new Map(faults.map((slot): [number, SlotState] => [slot, 'fault']));
	const locked = new Set(await coldLockedSlots(store));
	const temperatures = Object.entries(board?.measured ?? {})
		.filter(([, { at }]) => isLinked && Math.abs(now - at) <= SILENT_AFTER_MS)
		.map(([sensor, { celsius }]) => ({ sensor, celsius }));
	return {
		temperatures,
		...(isLinked ? { doors: slots.map((slot) => ({ slot, open: isOpen(slot) })) } : {}),
		power: (isLinked ? board?.power : undefined) ?? 'unknown',
		slots: slots.map((slot) => ({ slot, state: slotStateOf(slot, reported, locked) })),
		coldChain: await toldColdChain(store)
	};
}
