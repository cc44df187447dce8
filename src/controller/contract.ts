import { describe, expect, test } from 'vitest';
import type { Controller, DoorEvent, LinkState } from './controller.ts';

/** A controller on a bench: what people and cables do to it is done by the test. */
export type Bench = {
	readonly controller: Controller;
	/** It has this slot, and its lock works. */
	readonly slot: number;
	/** It has no such slot. */
	readonly noSlot: number;
	/** Lets so much time pass, in which somebody opens what is unlocked and closes it again. */
	readonly pass: (ms: number) => Promise<void>;
	readonly jam: (slot: number) => void;
	readonly unplug: () => void;
};

/** What every controller keeps, real or simulated: run against each of them. */
export function controllerContract(name: string, set: () => Promise<Bench> | Bench): void {
	describe(`${name} keeps the controller contract`, () => {
		async function watched() {
			const bench = await set();
			const doors: DoorEvent[] = [];
			const stop = bench.controller.onDoor((event) => doors.push(event));
			return { ...bench, doors, stop };
		}

		test('an unlocked door opens and closes, each told once and in order', async () => {
			const { controller, slot, pass, doors } = await watched();
			expect(await controller.unlock(slot, 'key000000000001', 5_000)).toBe('done');
			await pass(60_000);
			expect(doors.map(({ slot: at, open }) => [at, open])).toEqual([
				[slot, true],
				[slot, false]
			]);
			expect([...controller.open]).toEqual([]);
		});

		test('[P4] the same key never unlocks twice', async () => {
			const { controller, slot, pass, doors } = await watched();
			await controller.unlock(slot, 'key000000000001', 5_000);
			expect(await controller.unlock(slot, 'key000000000001', 5_000)).toBe('done');
			await pass(60_000);
			expect(await controller.unlock(slot, 'key000000000001', 5_000)).toBe('done');
			await pass(60_000);
			expect(doors.filter((event) => event.open)).toHaveLength(1);
		});

		test('[P4] after its deadline an unlock opens nothing', async () => {
			const { controller, slot, pass, doors } = await watched();
			expect(await controller.unlock(slot, 'key000000000001', -1)).toBe('late');
			await pass(60_000);
			expect(doors).toEqual([]);
		});

		test.each(['', 'k'.repeat(37), 'k'.repeat(450), 'schlüssel'])(
			'[P4] a key that no controller takes is refused before it is sent: “%s”',
			async (key) => {
				const { controller, slot, pass, doors } = await watched();
				await expect(controller.unlock(slot, key, 5_000)).rejects.toThrow(
					'The key of an unlock is 1 to 36 characters of printable ASCII.'
				);
				await pass(60_000);
				expect(doors).toEqual([]);
				expect(controller.link).toEqual({ kind: 'ready' });
			}
		);

		test('a lock that does not work says so, and so does a slot that is not there', async () => {
			const { controller, slot, noSlot, pass, jam, doors } = await watched();
			jam(slot);
			expect(await controller.unlock(slot, 'key000000000001', 5_000)).toBe('fault');
			expect(await controller.unlock(noSlot, 'key000000000002', 5_000)).toBe('fault');
			await pass(60_000);
			expect(doors).toEqual([]);
		});

		test('[P7] a lost link is told; nothing opens, and the key can be used later', async () => {
			const { controller, slot, pass, unplug, doors } = await watched();
			const links: LinkState['kind'][] = [];
			controller.onLink((link) => links.push(link.kind));
			unplug();
			await pass(100);
			expect(controller.link.kind).toBe('lost');
			expect(links).toEqual(['lost']);
			expect(await controller.unlock(slot, 'key000000000001', 5_000)).toBe('noLink');
			await pass(60_000);
			expect(doors).toEqual([]);
		});

		test('who stopped listening hears nothing more', async () => {
			const { controller, slot, pass, doors, stop } = await watched();
			stop();
			await controller.unlock(slot, 'key000000000001', 5_000);
			await pass(60_000);
			expect(doors).toEqual([]);
		});
	});
}
