import type { Draft } from '#outbox/row.ts';
import type { FactBody } from '#domain/shapes/fact.ts';
import type { KioskStore } from './kiosk-store.ts';

type Faults = readonly number[];
/** The slots that do not work, and the alert where that has changed [M17]. */
type Told = { readonly faults: Faults; readonly facts: readonly Draft[] };

/** A door did not open: a volunteer is told once, and nobody is offered the slot. */
export function withStuckDoor(faults: Faults, slot: number): Told {
	if (faults.includes(slot)) return { faults, facts: [] };
	return {
		faults: [...faults, slot].toSorted((a, b) => a - b),
		facts: [lockAlert(slot, false)]
	};
}

/** A door opened: if it was stuck before, the alert is cleared. */
export function withWorkingDoor(faults: Faults, slot: number): Told {
	if (!faults.includes(slot)) return { faults, facts: [] };
	return { faults: faults.filter((other) => other !== slot), facts: [lockAlert(slot, true)] };
}

/** The answer to an unlock was that this lock does not work. Resolves with the slots that do not now. */
export async function reportStuckDoor(store: KioskStore, slot: number): Promise<Faults> {
	let now: Faults = [];
	await store.transact(async () => {
		const { faults, facts } = withStuckDoor((await store.recall('faults')) ?? [], slot);
		if (facts.length > 0) await store.remember('faults', faults);
		now = faults;
		return facts;
	});
	return now;
}

function lockAlert(slot: number, cleared: boolean): FactBody<'alert'> {
	return { type: 'alert', kind: 'lock', severity: 'warning', cleared, slot };
}
