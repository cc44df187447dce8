import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../conformance/board/device.ts';
import { Host } from '../../conformance/board/host.ts';
import { RULES } from '../../conformance/board/run.ts';
import { outcomeOf } from '../../conformance/run.ts';

const SLOT = 2;

/** A board, and somebody beside it who does what the kit asks. */
export type Held = {
	readonly device: Device;
	/** Pulls this door once its lock is heard, and closes it again. */
	readonly useDoor: (slot: number) => void;
	readonly losePower: () => Promise<void>;
	readonly close: () => Promise<void>;
};

/** Holds a board to every rule of the kit, a test each. */
export function keepsEveryRule(name: string, set: () => Promise<Held>): void {
	describe(`${name} keeps every rule`, () => {
		let held: Held;
		let host: Host;

		beforeAll(async () => {
			held = await set();
			const ask = (what: string): void => {
				if (what.startsWith('Take the power')) void held.losePower();
				else held.useDoor(SLOT);
			};
			host = new Host(held.device, { slot: SLOT, ask });
		});

		afterAll(async () => {
			await held.close();
		});

		test.each(RULES)('[$rule] $says', async (rule) => {
			expect(await outcomeOf(rule, host)).toEqual({
				rule: rule.rule,
				says: rule.says,
				result: 'ok'
			});
		});
	});
}
