import { describe, expect, test, vi } from 'vitest';
import { DoorUse, type DoorStep } from './open-door.ts';
import { settleOpenActs } from './settle-open-acts.ts';
import { giving, newKiosk, taking, told } from './testing.ts';

describe('[S1a] a door and its fact', () => {
	test('giving: the act is on the disk before the unlock, the fact after the door closed', async () => {
		const { store, controller, door, clock } = newKiosk();
		const act = giving(clock.now());
		const unlock = vi.spyOn(controller, 'unlock');
		unlock.mockImplementationOnce(async (...args) => {
			expect((await store.acts.get(act.actId))?.state).toBe('unlocking');
			return controller.unlock(...args);
		});
		const steps: DoorStep['kind'][] = [];
		const outcome = await new DoorUse(act, door, ({ kind }) => steps.push(kind)).perform();
		expect(outcome).toEqual({ kind: 'settled' });
		expect(steps).toEqual(['opening', 'open']);
		expect(await told(store)).toEqual([{ type: 'donate', lot: act.lot, evidence: 'door' }]);
		expect((await store.acts.get(act.actId))?.state).toBe('settled');
	});

	test('taking: a collect with the door as evidence', async () => {
		const { store, door, clock } = newKiosk();
		const act = taking('lot000000000001', clock.now());
		await new DoorUse(act, door, () => undefined).perform();
		const fact = { type: 'collect', lotId: 'lot000000000001', portions: 1, evidence: 'door' };
		expect(await told(store)).toEqual([fact]);
	});

	test('a door that never opened makes no fact', async () => {
		const { store, controller, door, clock } = newKiosk();
		controller.jam(2, true);
		const act = giving(clock.now());
		const outcome = await new DoorUse(act, door, () => undefined).perform();
		expect(outcome).toEqual({ kind: 'notOpened', why: 'fault' });
		expect(await told(store)).toEqual([]);
		expect((await store.acts.get(act.actId))?.state).toBe('aborted');
	});

	test('without a controller nothing opens and nothing is counted', async () => {
		const { store, controller, door, clock } = newKiosk();
		controller.setLink({ kind: 'lost', reason: 'unplugged' });
		const outcome = await new DoorUse(giving(clock.now()), door, () => undefined).perform();
		expect(outcome).toEqual({ kind: 'notOpened', why: 'noLink' });
		expect(await told(store)).toEqual([]);
	});

	test('what was taken back is not counted', async () => {
		const { store, door, clock } = newKiosk();
		const act = giving(clock.now());
		const use = new DoorUse(act, door, ({ kind }) => {
			if (kind === 'open') use.withdraw();
		});
		expect(await use.perform()).toEqual({ kind: 'withdrawn' });
		expect(await told(store)).toEqual([]);
	});

	test('a door left open is told; after ten minutes the donation is unconfirmed', async () => {
		const { store, door, clock } = newKiosk(undefined, 20 * 60_000);
		const act = giving(clock.now());
		const steps: DoorStep['kind'][] = [];
		const outcome = await new DoorUse(act, door, ({ kind }) => steps.push(kind)).perform();
		expect(outcome).toEqual({ kind: 'unresolved' });
		expect(steps).toEqual(['opening', 'open', 'leftOpen']);
		expect(await told(store)).toEqual([
			{ type: 'donate', lot: act.lot, evidence: 'none', unconfirmed: true }
		]);
	});

	test('a full disk opens no door', async () => {
		const { store, controller, door, clock } = newKiosk();
		const unlock = vi.spyOn(controller, 'unlock');
		vi.spyOn(store.acts, 'add').mockRejectedValueOnce(new DOMException('', 'QuotaExceededError'));
		const outcome = await new DoorUse(giving(clock.now()), door, () => undefined).perform();
		expect(outcome).toMatchObject({ kind: 'notSaved', used: false });
		expect(unlock).not.toHaveBeenCalled();
	});
});

describe('[S1a] the page is killed at every step of every act', () => {
	const writes = [1, 2, 3, 4, 5];
	const cases = writes.flatMap((write) =>
		(['donate', 'collect'] as const).flatMap((kind) =>
			(['before', 'after'] as const).map((when) => ({ write, kind, when }))
		)
	);

	test.each(cases)('$kind, $when write $write', async ({ write, kind, when }) => {
		const { disk, store, controller, door, clock } = newKiosk();
		const act = kind === 'donate' ? giving(clock.now()) : taking('lot000000000001', clock.now());
		const unlock = vi.spyOn(controller, 'unlock');
		const opened: number[] = [];
		controller.onDoor((event) => {
			if (event.open) opened.push(event.slot);
		});
		let count = 0;
		const dies =
			<A extends unknown[], R>(real: (...args: A) => Promise<R>) =>
			async (...args: A): Promise<R> => {
				count += 1;
				if (count > write) throw new Error('dead');
				if (count === write && when === 'before') throw new Error('killed');
				const result = await real(...args);
				if (count === write) throw new Error('killed');
				return result;
			};
		// The last step is written within `append`; there, only the append itself is counted.
		const put = store.acts.put.bind(store.acts);
		const append = store.outbox.append.bind(store.outbox);
		let within = false;
		store.acts.add = dies(store.acts.add.bind(store.acts)) as never;
		store.acts.put = ((...args: Parameters<typeof put>) =>
			within ? put(...args) : dies(put)(...args)) as never;
		store.outbox.append = dies(async (...args: Parameters<typeof append>) => {
			within = true;
			return append(...args);
		});
		await new DoorUse(act, door, () => undefined).perform();
		store.close();
		const usedDoor = opened.length > 0;
		const unlocked = unlock.mock.calls.length;

		const after = newKiosk(disk);
		const again = vi.spyOn(after.controller, 'unlock');
		expect(await settleOpenActs(after.door)).toEqual([]);
		await settleOpenActs(after.door);
		const facts = await told(after.store);
		expect(await after.store.openActs()).toEqual([]);
		expect(again).not.toHaveBeenCalled();
		expect(unlocked).toBeLessThanOrEqual(1);
		expect(facts.length).toBeLessThanOrEqual(1);
		if (usedDoor) expect(facts).toHaveLength(1);
		if (unlocked === 0 && write < 2) expect(facts).toHaveLength(0);
		for (const fact of facts) {
			const isSure = fact['evidence'] === 'door';
			if (kind === 'donate') expect(fact['unconfirmed']).toBe(isSure ? undefined : true);
		}
	});
});

test('an act whose door stands open still is waited for, and counted when it closes', async () => {
	const { store, controller, door, clock } = newKiosk();
	const act = giving(clock.now());
	await store.acts.add({ ...act, state: 'open' });
	controller.move(2, true);
	const [use] = await settleOpenActs(door);
	setTimeout(() => {
		controller.move(2, false);
	}, 5);
	expect(await use?.resume()).toEqual({ kind: 'settled' });
	expect(await told(store)).toHaveLength(1);
});
