import { expect } from 'vitest';
import { expectWhole, JOURNAL_RULES, keysOf } from './journal-contract.ts';
import type { LinkBench } from './link-bench.ts';

/** What a link keeps over everything that can happen to it, each a life of one [P3, P4, P7]. */
export const LINK_RULES: Readonly<Record<string, (bench: LinkBench) => Promise<void>>> = {
	...JOURNAL_RULES,

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
