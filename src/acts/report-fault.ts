import type { AlertFact } from '#domain/shapes/fact.ts';
import type { KioskStore } from './kiosk-store.ts';

type LockAlert = Pick<AlertFact, 'type' | 'kind' | 'severity' | 'cleared' | 'slot'>;

/**
 * A door did not open: a volunteer is told once, and the slot is offered to nobody until it opens
 * again [M17].
 *
 * @returns the slots that do not work now
 */
export async function reportStuckDoor(store: KioskStore, slot: number): Promise<number[]> {
	const faults = [...((await store.recall('faults')) ?? [])];
	if (faults.includes(slot)) return faults;
	const next = [...faults, slot].toSorted((a, b) => a - b);
	return raise(store, next, { ...lockAlert(slot), cleared: false });
}

/** A door opened: if it was stuck before, the alert is cleared. */
export async function reportDoorWorks(store: KioskStore, slot: number): Promise<number[]> {
	const faults = [...((await store.recall('faults')) ?? [])];
	if (!faults.includes(slot)) return faults;
	const next = faults.filter((other) => other !== slot);
	return raise(store, next, { ...lockAlert(slot), cleared: true });
}

function lockAlert(slot: number): LockAlert {
	return { type: 'alert', kind: 'lock', severity: 'warning', cleared: false, slot };
}

async function raise(store: KioskStore, faults: number[], alert: LockAlert): Promise<number[]> {
	await store.outbox.append([alert], () => store.remember('faults', faults));
	return faults;
}
