import type { JournalKeeper } from '#controller/journal.ts';
import { LinkOwner } from '#controller/owner.ts';
import type { Parts } from '#controller/simulated/board.ts';
import { SimulatedMachine } from '#controller/simulated/machine.ts';
import type { Memory } from '#controller/simulated/memory.ts';
import { Chance } from '../fuzz/chance.ts';
import { TestClock } from '../support/board.ts';
import { SlowKeeper, WatchedMemory } from './controller-truth.ts';

/** How somebody might break the board, its memory, or the host. */
export type ControllerMutant = {
	readonly parts?: Partial<Parts>;
	readonly memory?: (memory: Memory) => Memory;
	readonly keeper?: (keeper: JournalKeeper) => JournalKeeper;
};

/** How a life went. */
export type ControllerLife = {
	readonly seed: number;
	/** Written by the board. */
	readonly events: number;
	/** Written, and neither stored by the host nor told as gone; or stored out of order, or much too late. */
	readonly lost: number;
	readonly doubled: number;
	/** Pulses beyond the first for one key, or without a key; and deeds of one request done twice. */
	readonly unlockedTwice: number;
	/** Pulses after the deadline. */
	readonly stale: number;
};

export const isWrong = ({ lost, doubled, unlockedTwice, stale }: ControllerLife): boolean =>
	lost + doubled + unlockedTwice + stale > 0;

const SLOTS = [1, 2, 3, 4];
/** The board stamps whole milliseconds. */
const STAMP_MS = 1;

/**
 * One life of a host and its controller from a seed, until the board has written so many events: bytes
 * are spoiled, cables pulled, both sides reset in the middle of what they do, and the host's store
 * refuses. Then all of it heals, and what was written has to be stored, once and in order.
 */
export async function liveController(
	seed: number,
	events: number,
	mutant: ControllerMutant = {}
): Promise<ControllerLife> {
	const chance = new Chance(`controller ${seed}`);
	const clock = new TestClock();
	const truth = new WatchedMemory();
	const memory = mutant.memory?.(truth) ?? truth;
	const store = new SlowKeeper(chance, clock);
	const keeper = mutant.keeper?.(store) ?? store;
	const deadlines = new Map<string, number>();
	const pulsed = new Map<string, number>();
	const wrong = { unlockedTwice: 0, stale: 0 };
	let stalled = 0;
	let beepedTwice = 0;
	let isBeeping = false;
	let keys = 0;
	/** What a lost memory has forgotten is not asked again. */
	let firstKey = 1;

	const machine = new SimulatedMachine({
		...{ slots: SLOTS, memory, uptime: clock.now, now: clock.now, after: clock.after },
		...(mutant.parts ? { parts: mutant.parts } : {}),
		random: () => chance.next(),
		habit: { opensAfterMs: 700, closesAfterMs: 900 },
		onPulse: (slot) => {
			const last = truth.last;
			const key = last?.k === 'unlock' && last.c === slot ? last.key : null;
			const before = key === null ? 1 : (pulsed.get(key) ?? 0);
			if (key !== null) pulsed.set(key, before + 1);
			if (before > 0) wrong.unlockedTwice += 1;
			if (key !== null && clock.now() > (deadlines.get(key) ?? 0) + STAMP_MS) wrong.stale += 1;
		}
	});
	const start = (): LinkOwner => {
		const owner = new LinkOwner({
			...{ ports: machine.ports, keeper, isPaired: true },
			clock: { now: clock.now, uptime: clock.now, after: clock.after },
			random: () => chance.next()
		});
		owner.start();
		return owner;
	};
	let host = start();

	const stopHost = async (): Promise<void> => {
		const stopped = host.stop();
		await clock.pass(100);
		await stopped;
	};

	const unlock = (): void => {
		// Now and then somebody asks again with the key of before, as after an answer that never came.
		const isNew = keys < firstKey || chance.happens(0.8);
		if (isNew) keys += 1;
		const key = `key${seed}-${isNew ? keys : chance.integer(Math.max(firstKey, keys - 3), keys)}`;
		const withinMs = chance.one([400, 1_500, 5_000]);
		deadlines.set(key, Math.max(deadlines.get(key) ?? 0, clock.now() + withinMs));
		void host.unlock(chance.one(SLOTS), key, withinMs);
	};

	const beep = async (): Promise<void> => {
		const before = machine.beeps;
		isBeeping = true;
		await host.beep(1);
		isBeeping = false;
		beepedTwice += Math.max(0, machine.beeps - before - 1);
	};

	async function step(): Promise<void> {
		switch (chance.integer(0, 24)) {
			case 0:
				machine.makeNoise(chance.one([0, 0.0005, 0.002, 0.01, 0.03]));
				return;
			case 1:
				machine.plug(false);
				await clock.pass(chance.integer(1, 3_000));
				machine.plug(true);
				return;
			case 2:
				machine.silence(true);
				await clock.pass(chance.integer(1, chance.happens(0.2) ? 12_000 : 1_500));
				machine.silence(false);
				return;
			case 3:
				if (chance.happens(0.5)) machine.reset('watchdog');
				return;
			case 4:
				machine.cutPower();
				await clock.pass(chance.integer(1, 2_000));
				machine.restorePower();
				return;
			case 5:
				store.crash();
				await stopHost();
				host = start();
				return;
			case 6:
				store.refuses = chance.happens(0.5) ? chance.integer(1, 3) : 0;
				return;
			case 7:
				truth.cuts = chance.one(['stored', 'notStored']);
				return;
			case 8:
				if (!chance.happens(0.05)) return;
				machine.loseJournal();
				firstKey = keys + 1;
				return;
			case 9:
				if (!isBeeping) void beep();
				return;
			case 17:
				// What was asked comes late, or its answer does not come.
				machine.makeNoise(0.02);
				unlock();
				if (!isBeeping) void beep();
				await clock.pass(1_500);
				machine.makeNoise(0);
				return;
			case 10:
			case 11:
			case 12:
			case 13:
				unlock();
				return;
			case 14:
				machine.move(chance.one(SLOTS), chance.happens(0.5));
				return;
			case 15:
				machine.change(chance.one(SLOTS), { isJammed: chance.happens(0.3) });
				return;
			case 16:
				machine.change(chance.one(SLOTS), { grams: chance.integer(0, 5_000) });
				return;
			default:
				for (let n = chance.integer(1, 12); n > 0; n--) {
					machine.scan('code', `${seed}-${truth.written}`);
				}
		}
	}

	/** Nothing fails any more: what is written by now has to be stored within half a minute. */
	async function heal(): Promise<void> {
		for (const slot of SLOTS) machine.change(slot, { isJammed: false });
		machine.makeNoise(0);
		truth.cuts = 'no';
		store.refuses = 0;
		const { latest } = truth;
		await clock.pass(30_000);
		if (!store.has(latest)) stalled += 1;
	}

	while (truth.written < events) {
		await step();
		await clock.pass(chance.integer(0, chance.happens(0.1) ? 4_000 : 300));
		if (chance.happens(0.01)) await heal();
	}
	await heal();
	await stopHost();
	machine.stop();

	const { lost, doubled } = truth.compare(store.entries);
	return {
		...{ seed, events: truth.written, lost: lost + stalled, doubled },
		unlockedTwice: wrong.unlockedTwice + beepedTwice,
		stale: wrong.stale
	};
}
