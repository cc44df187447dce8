import { expect } from 'vitest';
import type { JournalEntry } from './journal.ts';
import type { LinkBench } from './link-bench.ts';

/** How a link takes a journal in, whatever happens meanwhile [P3]. */
export const JOURNAL_RULES: Readonly<Record<string, (bench: LinkBench) => Promise<void>>> = {
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
	}
};

/** Each number once and in order, from 1, in each epoch; what was lost stands for its numbers. */
export function expectWhole(entries: readonly JournalEntry[]): void {
	let last = { epoch: 0, seq: 0 };
	for (const entry of entries) {
		const { epoch, seq } = entry.position;
		if (epoch !== last.epoch) last = { epoch, seq: 0 };
		expect(entry.kind === 'lost' ? entry.from : seq).toBe(last.seq + 1);
		last = { epoch, seq };
	}
}

export function doorsOf(entries: readonly JournalEntry[]): [number, boolean][] {
	return entries.flatMap((entry) =>
		entry.kind === 'event' && entry.event.k === 'door'
			? [[entry.event.c, entry.event.open === 1]]
			: []
	);
}

export function keysOf(entries: readonly JournalEntry[]): string[] {
	return entries.flatMap((entry) =>
		entry.kind === 'event' && entry.event.k === 'unlock' ? [entry.event.key] : []
	);
}
