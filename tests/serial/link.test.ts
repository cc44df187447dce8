import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Chance } from '../fuzz/chance.ts';
import { LinkAtPort } from './link-at-port.ts';
import { judge } from './soak/verdict.ts';

const STEPS = process.env['TEST_ALL'] === undefined ? 120 : 1_000;

describe('[P3] [P4] [P5] the link in Chromium, over a serial port', () => {
	let link: LinkAtPort | undefined;

	afterEach(async () => {
		await link?.close();
	});

	test(`${STEPS} steps with pulled cables, breaks, resets, reloads and kills: nothing is lost`, async () => {
		link = await LinkAtPort.start();
		const { board, port } = link;
		const chance = new Chance('chromium 1');
		const asked: { key: string; deadline: number }[] = [];
		const unlocks: Promise<unknown>[] = [];
		let disturbances = 0;

		const disturb: (() => Promise<void> | void)[] = [
			async () => {
				await port.unplug();
				board.scan('meanwhile');
				await pause(chance.integer(0, 300));
				await port.plug();
			},
			async () => {
				port.retract();
				await port.cut();
				await port.plug();
			},
			async () => {
				await board.kill();
				board.start();
			},
			() => link?.page.reload().then(() => undefined),
			async () => {
				await link?.killBrowser();
				await link?.open();
			},
			async () => {
				await link?.ready();
				port.sendBreak();
			},
			() => {
				board.babble();
			}
		];
		const unlock = (slot: number, key: string): void => {
			const page = link?.page;
			const withinMs = 3_000;
			asked.push({ key, deadline: performance.now() + withinMs });
			const answer = page?.evaluate(
				([at, act, within]) => globalThis.machine.controller.unlock(at, act, within),
				[slot, key, withinMs] as const
			);
			unlocks.push(Promise.resolve(answer).catch(() => undefined)); // its page went
		};

		for (let step = 0; step < STEPS; step++) {
			const roll = chance.next();
			const slot = chance.integer(1, 4);
			if (roll < 0.6) board.scan(`n${step}`);
			else if (roll < 0.75) board.move(slot, chance.happens(0.5));
			else if (roll < 0.9) unlock(slot, `act${step}`);
			else {
				disturbances += 1;
				await disturb[disturbances % disturb.length]?.();
			}
			await pause(chance.integer(0, 60));
		}
		await Promise.all(unlocks);
		await link.allStored();

		const entries = await link.page.evaluate(() => globalThis.machine.stored());
		const { journal, pulses } = board;
		const seen = { journal, pulses, entries, asked, faults: 0, disturbances };
		expect(judge(seen)).toMatchObject({ lost: 0, doubled: 0, unlockedTwice: 0, stale: 0 });
		expect(pulses.length).toBeGreaterThan(0);
	});
});
