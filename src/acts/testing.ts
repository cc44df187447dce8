import type { Lot } from '#domain/shapes/fact.ts';
import { SimulatedController } from '#controller/simulated.ts';
import { newClock, newDisk } from '#outbox/testing.ts';
import { donation } from './donate.ts';
import { KioskStore, type CollectAct, type DonateAct } from './kiosk-store.ts';
import type { DoorOptions } from './open-door.ts';

export const utc = { localDate: (at: number) => new Date(at).toISOString().slice(0, 10) };

export const soup: Omit<Lot, 'lotId' | 'slot'> = {
	name: 'Lentil soup',
	category: 'prepared',
	storage: 'chilled',
	dateKind: 'useBy',
	date: '2026-11-27',
	portions: 4,
	allergens: null
};

/** A thousand times faster than life: real timers, so that nothing depends on their order by chance. */
const SPEED = 1_000;

export function sleep(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((done) => {
		const timer = setTimeout(done, ms / SPEED);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			done();
		});
	});
}

/** A kiosk on a bench: its disk outlives it, its doors are simulated. */
export function newKiosk(disk = newDisk(), closesAfterMs = 5_000) {
	const clock = newClock();
	const store = new KioskStore({ surroundings: clock, idb: disk });
	const controller = new SimulatedController({
		slots: [1, 2, 3],
		now: clock.now,
		after: (ms, task) => setTimeout(task, ms / SPEED),
		opensAfterMs: 2_000,
		closesAfterMs
	});
	const door: DoorOptions = { store, controller, now: clock.now, sleep };
	return { disk, clock, store, controller, door };
}

export function giving(now: number, slot = 2): DonateAct {
	return donation(soup, slot, now);
}

export function taking(lotId: string, now: number, slot = 2): CollectAct {
	const actId = 'act000000000001';
	return { kind: 'collect', actId, slot, lotId, portions: 1, requestedAt: now, state: 'requested' };
}

/** The facts that the outbox holds, without their envelope. */
export async function told(store: KioskStore): Promise<Record<string, unknown>[]> {
	const envelope = ['eventId', 'epoch', 'seq', 'occurredAt', 'bootId', 'uptimeMs'];
	return (await store.outbox.kept()).map(({ fact }) =>
		Object.fromEntries(Object.entries(fact).filter(([key]) => !envelope.includes(key)))
	);
}
