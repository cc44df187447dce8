import { expect } from 'vitest';
import type { Controller, DoorEvent, HardwareTest } from './controller.ts';
import type { JournalEntry } from './journal.ts';

/** A link on a bench, with a board behind it that journals: a test does what happens to them. */
export type LinkBench = {
	/** The link of the page that runs now. */
	readonly controller: () => Controller & HardwareTest;
	/** Doors as listeners were told of them, over all pages. */
	readonly told: readonly DoorEvent[];
	/** What is in the store. */
	readonly kept: () => readonly JournalEntry[];
	readonly pass: (ms: number) => Promise<void>;
	readonly move: (slot: number, isOpen: boolean) => void;
	readonly plug: (isPlugged: boolean) => void;
	/** The board starts again, with its journal or, when its memory was lost, without. */
	readonly restart: (how: 'keepsJournal' | 'losesJournal') => void;
	/** The store takes nothing. */
	readonly refuse: (isRefusing: boolean) => void;
	/** The store takes its time, until it is told to go on. */
	readonly hold: (isHeld: boolean) => void;
	/** The page is gone at once, and another one starts over the same store. */
	readonly crash: () => Promise<void>;
	/** The page is gone, and its store with it; another one starts with an empty store. */
	readonly forget: () => Promise<void>;
	/** What the board says is lost. */
	readonly deafen: (isDeaf: boolean) => void;
	/** So many of the next events are lost on the line. */
	readonly loseEvents: (count: number) => void;
	/** Happens as soon as the board is about to hear the next request of this kind. */
	readonly before: (op: string, happens: () => void) => void;
	/** What is said to the board is on its way, until this ends. */
	readonly delay: (isDelayed: boolean) => void;
	/** How often a lock was released, and how often it beeped. */
	readonly done: () => { readonly pulses: number; readonly beeps: number };
	/** Events that the board keeps, at most. */
	readonly journalSlots: number;
};

/** What a link keeps over everything that can happen to it, each a life of one [P3, P4, P7]. */
export const LINK_RULES: Readonly<Record<string, (bench: LinkBench) => Promise<void>>> = {
	'[P3] every event once and in order, over cuts, resets and crashes': async (bench) => {
		const moves: [number, boolean][] = [];
		const move = (slot: number, isOpen: boolean) => {
			moves.push([slot, isOpen]);
			bench.move(slot, isOpen);
		};
		for (let round = 0; round < 12; round++) {
			move(1, true);
			move(2, true);
			await bench.pass(round * 7);
			if (round % 3 === 0) bench.plug(false);
			if (round % 4 === 1) bench.restart('keepsJournal');
			if (round % 4 === 2) await bench.crash();
			move(2, false);
			await bench.pass(40);
			move(1, false);
			bench.plug(true);
			await bench.pass(round * 400);
		}
		await bench.pass(20_000);
		expect(bench.controller().link).toEqual({ kind: 'ready' });
		expectWhole(bench.kept());
		expect(doorsOf(bench.kept())).toEqual(moves);
		expect([...bench.controller().open]).toEqual([]);
	},

	'[P3] what the store refuses is not acknowledged, ends the link, and comes again': async (
		bench
	) => {
		bench.refuse(true);
		bench.move(1, true);
		await bench.pass(1_000);
		expect(bench.controller().link).toEqual({ kind: 'lost', reason: 'store' });
		await bench.crash();
		await bench.pass(1_000);
		bench.refuse(false);
		await bench.pass(10_000);
		expect(bench.controller().link).toEqual({ kind: 'ready' });
		expectWhole(bench.kept());
		expect(doorsOf(bench.kept())).toEqual([[1, true]]);
	},

	'[P5] a store that does not answer ends the link, and what it held is stored and told once':
		async (bench) => {
			bench.hold(true);
			bench.move(1, true);
			await bench.pass(11_000);
			expect(bench.controller().link).toEqual({ kind: 'lost', reason: 'store' });
			bench.hold(false);
			await bench.pass(10_000);
			expect(bench.controller().link).toEqual({ kind: 'ready' });
			expectWhole(bench.kept());
			expect(doorsOf(bench.kept())).toEqual([[1, true]]);
			expect(bench.told.map(({ slot, open }) => [slot, open])).toEqual([[1, true]]);
		},

	'[P3] a page that dies while it stores loses nothing': async (bench) => {
		bench.hold(true);
		bench.move(1, true);
		await bench.pass(50);
		await bench.crash();
		bench.hold(false);
		await bench.pass(10_000);
		expectWhole(bench.kept());
		expect(doorsOf(bench.kept())).toEqual([[1, true]]);
	},

	'[P3] what was stored while the cable was pulled is told, and once': async (bench) => {
		bench.hold(true);
		bench.move(1, true);
		await bench.pass(50);
		bench.plug(false);
		await bench.pass(50);
		bench.hold(false);
		await bench.pass(50);
		bench.plug(true);
		await bench.pass(10_000);
		expect(bench.told.map(({ slot, open }) => [slot, open])).toEqual([[1, true]]);
		expectWhole(bench.kept());
	},

	'[P3] a journal that overflowed tells which range is lost': async (bench) => {
		const before = bench.kept().length;
		bench.plug(false);
		for (let n = 0; n < bench.journalSlots; n++) bench.move(1, n % 2 === 0);
		await bench.pass(1_000);
		bench.plug(true);
		await bench.pass(60_000);
		const lost = bench.kept().filter((entry) => entry.kind === 'lost');
		expect(lost).toHaveLength(1);
		expect(lost[0]?.from).toBe(before + 1);
		expectWhole(bench.kept());
		expect(bench.controller().link).toEqual({ kind: 'ready' });
	},

	'[P3] an event that is lost on the line holds up those behind it': async (bench) => {
		bench.loseEvents(1);
		for (const slot of [1, 2, 3]) bench.move(slot, true);
		await bench.pass(5_000);
		expectWhole(bench.kept());
		expect(doorsOf(bench.kept())).toEqual([1, 2, 3].map((slot) => [slot, true]));
		expect(bench.told.map(({ slot, open }) => [slot, open])).toEqual(doorsOf(bench.kept()));
	},

	'[P3] a new journal that overflowed before it was heard tells what of it is lost': async (
		bench
	) => {
		const epoch = bench.kept().at(-1)?.position.epoch ?? 0;
		bench.plug(false);
		bench.restart('losesJournal');
		for (let n = 0; n < bench.journalSlots; n++) bench.move(1, n % 2 === 0);
		await bench.pass(1_000);
		bench.plug(true);
		await bench.pass(60_000);
		const lost = bench.kept().filter((entry) => entry.kind === 'lost');
		expect(lost).toHaveLength(1);
		expect(lost[0]).toMatchObject({ from: 1, position: { epoch: epoch + 1 } });
		expectWhole(bench.kept());
		expect(bench.controller().link).toEqual({ kind: 'ready' });
	},

	'[P3] what was journaled before the store knew the board is no news': async (bench) => {
		bench.move(1, true);
		bench.move(1, false);
		await bench.pass(1_000);
		await bench.forget();
		await bench.pass(10);
		await bench.crash();
		await bench.pass(5_000);
		expect(doorsOf(bench.kept())).toHaveLength(2);
		bench.move(2, true);
		await bench.pass(1_000);
		const news = bench.kept().filter(({ position }) => position.seq >= (position.newsFrom ?? 1));
		expect(doorsOf(news)).toEqual([[2, true]]);
		bench.restart('losesJournal');
		await bench.pass(5_000);
		bench.move(2, false);
		await bench.pass(1_000);
		// Of another journal all is.
		expect(bench.kept().at(-1)?.position.newsFrom).toBeUndefined();
	},

	'[P3] a new journal begins a new epoch, and nothing of it is taken for the old': async (
		bench
	) => {
		bench.move(1, true);
		await bench.pass(1_000);
		const epoch = bench.kept().at(-1)?.position.epoch ?? 0;
		bench.restart('losesJournal');
		await bench.pass(10_000);
		bench.move(1, false);
		await bench.pass(1_000);
		const after = bench.kept().filter((entry) => entry.position.epoch > epoch);
		expect(after[0]?.position).toMatchObject({ epoch: epoch + 1, seq: 1 });
		expect(doorsOf(after).at(-1)).toEqual([1, false]);
		expectWhole(bench.kept());
	},

	'[P4] a request whose answers are lost is done once': async (bench) => {
		bench.deafen(true);
		const unlocked = bench.controller().unlock(1, 'key000000000001', 5_000);
		const beeped = bench.controller().beep(1);
		await bench.pass(1_000);
		bench.deafen(false);
		await bench.pass(10_000);
		expect(await unlocked).toBe('done');
		expect(await beeped).toEqual({ kind: 'ok', value: null });
		expect(bench.done()).toEqual({ pulses: 1, beeps: 1 });
	},

	'[P4] an unlock that arrives late opens nothing': async (bench) => {
		bench.delay(true);
		const unlocked = bench.controller().unlock(1, 'key000000000001', 1_000);
		await bench.pass(1_200);
		bench.delay(false);
		await bench.pass(10_000);
		expect(await unlocked).toBe('late');
		expect(bench.done().pulses).toBe(0);
	},

	'[P4] an unlock without an answer is unknown, and the same key opens no second time': async (
		bench
	) => {
		bench.deafen(true);
		const unlocked = bench.controller().unlock(1, 'key000000000001', 5_000);
		await bench.pass(500);
		bench.plug(false);
		await bench.pass(500);
		expect(await unlocked).toBe('unknown');
		expect(await bench.controller().unlock(2, 'key000000000002', 5_000)).toBe('noLink');
		bench.deafen(false);
		bench.plug(true);
		await bench.pass(10_000);
		expect(keysOf(bench.kept())).toEqual(['key000000000001']);
		expect(await answered(bench, 'key000000000001')).toBe('done');
		expect(bench.done().pulses).toBe(1);
	},

	'[P4] a board that starts again while its doors are asked for is greeted again': async (
		bench
	) => {
		let asked = 0;
		bench.plug(false);
		await bench.pass(100);
		for (const slot of [1, 2]) {
			bench.before('state', () => {
				asked += 1;
				bench.restart('keepsJournal');
				bench.move(slot, true);
			});
			bench.plug(true);
			await bench.pass(5_000);
			expect(bench.controller().link).toEqual({ kind: 'ready' });
			bench.plug(false);
			await bench.pass(100);
		}
		expect(asked).toBe(2);
		expect([...bench.controller().open]).toEqual([1, 2]);
		expectWhole(bench.kept());
	},

	'[P5] a listener that throws stops neither the link nor who listens beside it': async (bench) => {
		const { controller } = bench;
		const throws = (): never => {
			throw new Error('It does not want to know.');
		};
		const links: string[] = [];
		let doors = 0;
		controller().onLink(throws);
		controller().onDoor(throws);
		controller().onLink(({ kind }) => links.push(kind));
		controller().onDoor(() => (doors += 1));
		bench.move(1, true);
		await bench.pass(1_000);
		expect(controller().link).toEqual({ kind: 'ready' });
		bench.plug(false);
		await bench.pass(1_000);
		bench.move(1, false);
		bench.plug(true);
		await bench.pass(10_000);
		expect(controller().link).toEqual({ kind: 'ready' });
		expect(links).toEqual(['lost', 'ready']);
		expect(doors).toBe(2);
		expectWhole(bench.kept());
	},

	'[P5] one that says nothing is lost within 6.5 s, and found again': async (bench) => {
		bench.deafen(true);
		await bench.pass(6_500);
		expect(bench.controller().link).toEqual({ kind: 'lost', reason: 'silent' });
		bench.deafen(false);
		await bench.pass(15_000);
		expect(bench.controller().link).toEqual({ kind: 'ready' });
	}
};

async function answered(bench: LinkBench, key: string) {
	const unlocked = bench.controller().unlock(1, key, 5_000);
	await bench.pass(1_000);
	return unlocked;
}

/** Each number once and in order, from 1, in each epoch; what was lost stands for its numbers. */
function expectWhole(entries: readonly JournalEntry[]): void {
	let last = { epoch: 0, seq: 0 };
	for (const entry of entries) {
		const { epoch, seq } = entry.position;
		if (epoch !== last.epoch) last = { epoch, seq: 0 };
		expect(entry.kind === 'lost' ? entry.from : seq).toBe(last.seq + 1);
		last = { epoch, seq };
	}
}

function doorsOf(entries: readonly JournalEntry[]): [number, boolean][] {
	return entries.flatMap((entry) =>
		entry.kind === 'event' && entry.event.k === 'door'
			? [[entry.event.c, entry.event.open === 1]]
			: []
	);
}

function keysOf(entries: readonly JournalEntry[]): string[] {
	return entries.flatMap((entry) =>
		entry.kind === 'event' && entry.event.k === 'unlock' ? [entry.event.key] : []
	);
}
