import { Dexie, type Transaction } from 'dexie';
import type { Lot } from '#domain/shapes/fact.ts';
import type { ServiceWork } from '#domain/shapes/words.ts';
import { newClock, newDisk } from '#outbox/testing.ts';
import { donation } from './donate.ts';
import { keepJournal } from './keep-journal.ts';
import { KioskStore, type CollectAct, type DonateAct, type ServiceAct } from './kiosk-store.ts';
import type { DoorOptions } from './open-door.ts';
import { TestBoard, TestLink } from './test-board.ts';
import type { Through } from './test-steps.ts';

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

/** So much time is one turn of the event loop. */
const TURN_MS = 20;

/**
 * Time that is counted in turns of the event loop, of which a transaction takes some: so it goes as fast
 * as this process does, and nobody is late because another one is busy.
 */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	for (let turn = 0; turn < ms / TURN_MS && !signal?.aborted; turn++) {
		await new Promise<void>((done) => setImmediate(done));
	}
}

/** A board on a bench: somebody opens what is unlocked, and closes it again. */
export function newBoard(
	closesAfterMs: number | null = 5_000,
	opensAfterMs: number | null = 2_000
) {
	return new TestBoard({ slots: [1, 2, 3], sleep, opensAfterMs, closesAfterMs });
}

/**
 * A kiosk on a bench: its disk and its board outlive it. The link is there from the beginning.
 *
 * @param through what each write and each message to the board goes through
 */
export function newKiosk(disk = newDisk(), board = newBoard(), through?: Through) {
	const clock = newClock();
	const store = new KioskStore({ surroundings: clock, idb: disk });
	if (through) writeThrough(store, through);
	const keeper = keepJournal(store, () => 5);
	const controller = new TestLink(board, keeper, clock.now, through);
	const door: DoorOptions = { store, controller, now: clock.now, sleep };
	return { disk, board, clock, store, keeper, controller, door };
}

/** Lets every write of a store go through it, each transaction once. */
export function writeThrough(store: KioskStore, through: Through): void {
	const write = store.outbox.write.bind(store.outbox);
	const isWithin = () => (Dexie.currentTransaction as Transaction | null) !== null;
	store.outbox.write = (work) => (isWithin() ? write(work) : through('write', () => write(work)));
}

export function giving(now: number, slot = 2): DonateAct {
	return donation(soup, slot, now);
}

export function taking(lotId: string, now: number, slot = 2): CollectAct {
	const actId = 'act000000000001';
	return { kind: 'collect', actId, slot, lotId, portions: 1, requestedAt: now, state: 'requested' };
}

export function serving(now: number, slot = 2): ServiceAct {
	const done: ServiceWork[] = ['clean', 'measure'];
	const actId = 'act000000000002';
	const act = { kind: 'service', actId, slot, done, measuredC: 4.5, state: 'requested' } as const;
	return { ...act, requestedAt: now };
}

/** The facts that the outbox holds, without their envelope. */
export async function told(store: KioskStore): Promise<Record<string, unknown>[]> {
	const envelope = ['eventId', 'epoch', 'seq', 'occurredAt', 'bootId', 'uptimeMs'];
	return (await store.outbox.kept()).map(({ fact }) =>
		Object.fromEntries(Object.entries(fact).filter(([key]) => !envelope.includes(key)))
	);
}
