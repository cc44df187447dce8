import { describe, expect, test, vi } from 'vitest';
import { DoorUse, type DoorStep } from './open-door.ts';
import { giving, newBoard, newKiosk, taking, told } from './testing.ts';

describe('[S1a] a door and its fact', () => {
	test('giving: the act is on the disk before the unlock, the fact after the door closed', async () => {
		const board = newBoard(null);
		const { store, controller, door, clock } = newKiosk(undefined, board);
		const act = giving(clock.now());
		const unlock = vi.spyOn(controller, 'unlock');
		unlock.mockImplementationOnce(async (...args) => {
			expect((await store.acts.get(act.actId))?.state).toBe('unlocking');
			return controller.unlock(...args);
		});
		const steps: DoorStep['kind'][] = [];
		const use = new DoorUse(act, door, ({ kind }) => {
			steps.push(kind);
			if (kind === 'open') board.move(2, false);
		});
		expect(await use.perform()).toEqual({ kind: 'settled' });
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
		const { store, board, door, clock } = newKiosk();
		board.jammed.add(2);
		const act = giving(clock.now());
		const outcome = await new DoorUse(act, door, () => undefined).perform();
		expect(outcome).toEqual({ kind: 'notOpened', why: 'fault' });
		expect(await told(store)).toEqual([]);
		expect((await store.acts.get(act.actId))?.state).toBe('aborted');
	});

	test('without a controller nothing opens and nothing is counted', async () => {
		const { store, controller, door, clock } = newKiosk();
		controller.unplug();
		const outcome = await new DoorUse(giving(clock.now()), door, () => undefined).perform();
		expect(outcome).toEqual({ kind: 'notOpened', why: 'noLink' });
		expect(await told(store)).toEqual([]);
	});

	test('what was taken back is not counted', async () => {
		const board = newBoard(null);
		const { store, door, clock } = newKiosk(undefined, board);
		const act = giving(clock.now());
		const use = new DoorUse(act, door, ({ kind }) => {
			if (kind !== 'open') return;
			use.withdraw();
			board.move(2, false);
		});
		expect(await use.perform()).toEqual({ kind: 'withdrawn' });
		expect(await told(store)).toEqual([]);
	});

	test('a door left open is told; after ten minutes the donation is unconfirmed', async () => {
		const { store, door, clock } = newKiosk(undefined, newBoard(null));
		const act = giving(clock.now());
		const steps: DoorStep['kind'][] = [];
		const outcome = await new DoorUse(act, door, ({ kind }) => steps.push(kind)).perform();
		expect(outcome).toEqual({ kind: 'unresolved' });
		expect(steps).toEqual(['opening', 'open', 'leftOpen']);
		expect(await told(store)).toEqual([
			{ type: 'donate', lot: act.lot, evidence: 'none', unconfirmed: true }
		]);
	});

	test.each([
		['half an hour ahead', 30],
		['half an hour behind', -30]
	])('with a clock that is %s a person has as long as with a right one', async (_, minutes) => {
		const { store, door, clock } = newKiosk();
		const requested = giving(clock.now() - minutes * 60_000);
		expect(await new DoorUse(requested, door).perform()).toEqual({ kind: 'settled' });
		expect(await told(store)).toMatchObject([{ type: 'donate', evidence: 'door' }]);
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
