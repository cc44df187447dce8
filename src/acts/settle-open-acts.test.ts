import { describe, expect, test, vi } from 'vitest';
import type { Act, ActState } from '#domain/act.ts';
import { newDisk } from '#outbox/testing.ts';
import { DoorUse, type DoorStep } from './open-door.ts';
import { settleLater, settleOpenActs } from './settle-open-acts.ts';
import type { TestBoard } from './test-board.ts';
import { giving, newBoard, newKiosk, serving, sleep, taking, told } from './testing.ts';

/** What an earlier page left, at a board that may have gone on since; the link is not there yet. */
async function leftBehind(act: Act, state: ActState, board: TestBoard) {
	const disk = newDisk();
	const before = newKiosk(disk, board);
	await before.controller.idle();
	await before.store.acts.add({ ...act, state });
	before.controller.stop();
	before.store.close();
	const kiosk = newKiosk(disk, board);
	kiosk.controller.unplug();
	return kiosk;
}

const at = Date.UTC(2026, 10, 23, 18);
const collected = { type: 'collect', lotId: 'lot000000000001', portions: 1 };

describe('[S1a] what the last page left behind', () => {
	test('a door that stands open still is waited for, and counted when it closes', async () => {
		const board = newBoard(null);
		const act = giving(at);
		const { store, controller, door } = await leftBehind(act, 'unlocking', board);
		board.write({ k: 'unlock', c: 2, key: act.actId });
		board.move(2, true);
		await controller.plug();
		const [use] = await settleOpenActs(door);
		expect(use?.slot).toBe(2);
		const end = use?.resume();
		board.move(2, false);
		expect(await end).toEqual({ kind: 'settled' });
		expect(await told(store)).toEqual([{ type: 'donate', lot: act.lot, evidence: 'door' }]);
	});

	test('after hours without power the journal is read before anything is given up', async () => {
		const board = newBoard();
		const act = giving(at - 3 * 60 * 60_000);
		const { store, controller, door } = await leftBehind(act, 'unlocking', board);
		board.write({ k: 'unlock', c: 2, key: act.actId });
		board.move(2, true);
		board.move(2, false);
		const [use] = await settleOpenActs(door);
		const end = use?.resume();
		await sleep(5_000);
		await controller.plug();
		expect(await end).toEqual({ kind: 'settled' });
		expect(await told(store)).toMatchObject([{ type: 'donate', evidence: 'door' }]);
	});

	test('nor is it waited for without end', async () => {
		const { store, door } = await leftBehind(giving(at - 3 * 60 * 60_000), 'unlocking', newBoard());
		const [use] = await settleOpenActs(door);
		expect(await use?.resume()).toEqual({ kind: 'unresolved' });
		expect(await told(store)).toMatchObject([{ type: 'donate', unconfirmed: true }]);
	});

	test('an unlock that no journal tells of opened nothing', async () => {
		const { store, controller, door } = await leftBehind(giving(at), 'unlocking', newBoard());
		await controller.plug();
		expect(await settleOpenActs(door)).toEqual([]);
		expect(await told(store)).toEqual([]);
		expect(await store.openActs()).toEqual([]);
	});

	test('nothing is decided before the journal is told: other doors may be used meanwhile', async () => {
		const board = newBoard();
		const act = taking('lot000000000001', at);
		const { store, controller, door } = await leftBehind(act, 'unlocking', board);
		board.write({ k: 'unlock', c: 2, key: act.actId });
		board.move(2, true);
		board.move(2, false);
		const [waiting] = await settleOpenActs(door);
		const end = waiting?.resume();
		expect(await new DoorUse(giving(at, 2), door).perform()).toEqual({
			kind: 'notOpened',
			why: 'inUse'
		});
		await controller.plug();
		expect(await end).toEqual({ kind: 'settled' });
		expect(await new DoorUse(giving(at, 3), door).perform()).toEqual({ kind: 'settled' });
		expect(await told(store)).toMatchObject([
			{ ...collected, evidence: 'door' },
			{ type: 'donate' }
		]);
	});

	test('what was only asked for is over at once, link or not', async () => {
		const { store, door } = await leftBehind(giving(at), 'requested', newBoard());
		expect(await settleOpenActs(door)).toEqual([]);
		expect(await store.openActs()).toEqual([]);
	});
});

describe('[S1a] what nobody knows', () => {
	test.each([
		['donate', giving(at), [{ evidence: 'none', unconfirmed: true }]],
		['collect', taking('lot000000000001', at), [{ ...collected, evidence: 'none' }]],
		['service', serving(at), []]
	])('%s: after ten minutes without the link it is unresolved', async (_, act, facts) => {
		const board = newBoard();
		const { store, controller, door } = await leftBehind(act, 'unlocking', board);
		const [use] = await settleOpenActs(door);
		expect(await use?.resume()).toEqual({ kind: 'unresolved' });
		const expected = facts.map((fact) => expect.objectContaining(fact) as unknown);
		expect(await told(store)).toEqual(expected);
		// What the journal tells later changes nothing any more.
		board.write({ k: 'unlock', c: 2, key: act.actId });
		board.move(2, true);
		board.move(2, false);
		await controller.plug();
		await controller.idle();
		expect(controller.link).toEqual({ kind: 'ready' });
		expect(await told(store)).toEqual(expected);
		expect((await store.acts.get(act.actId))?.state).toBe('unresolved');
	});

	test('nor where a part of the journal is gone', async () => {
		const board = newBoard();
		const act = taking('lot000000000001', at);
		const { store, controller, door } = await leftBehind(act, 'unlocking', board);
		board.write({ k: 'unlock', c: 2, key: act.actId });
		board.write({ k: 'temp', p: 1, dC: 40 });
		board.first = 3;
		await controller.plug();
		expect(await settleOpenActs(door)).toEqual([]);
		expect(await told(store)).toEqual([
			expect.objectContaining({ kind: 'journal_overflow', value: 1 }),
			{ ...collected, evidence: 'none' }
		]);
	});

	test('nor where it is another journal', async () => {
		const { disk, store: before } = await leftBehind(giving(at), 'unlocking', newBoard());
		before.close();
		const other = newBoard();
		other.journalId = '5eed0002';
		const { store, controller, door } = newKiosk(disk, other);
		await controller.idle();
		await settleOpenActs(door);
		expect(await told(store)).toMatchObject([{ type: 'donate', unconfirmed: true }]);
	});

	test('nor where the controller started again before anybody pulled', async () => {
		const board = newBoard();
		const act = taking('lot000000000001', at);
		const { store, controller, door } = await leftBehind(act, 'unlocking', board);
		board.write({ k: 'unlock', c: 2, key: act.actId });
		board.write({ k: 'boot', why: 1 });
		await controller.plug();
		await settleOpenActs(door);
		expect(await told(store)).toEqual([{ ...collected, evidence: 'none' }]);
	});
});

describe('[P4] an unlock without an answer', () => {
	test('is decided by the journal when the link is back, and never sent again', async () => {
		const { store, board, controller, door } = newKiosk();
		await controller.idle();
		const unlock = vi.spyOn(controller, 'unlock');
		controller.loses = 'answer';
		const steps: DoorStep['kind'][] = [];
		let isUnclear: () => void = () => undefined;
		const unclear = new Promise<void>((done) => (isUnclear = done));
		const use = new DoorUse(giving(at), door, ({ kind }) => {
			steps.push(kind);
			if (kind === 'unclear') isUnclear();
		});
		const end = use.perform();
		await unclear;
		await board.people;
		expect(await told(store)).toEqual([]);
		await controller.plug();
		expect(await end).toEqual({ kind: 'settled' });
		expect(steps).toEqual(['opening', 'unclear']);
		expect(unlock).toHaveBeenCalledTimes(1);
		expect(await told(store)).toMatchObject([{ evidence: 'door' }]);
	});

	test('that never reached the controller opened nothing', async () => {
		const { store, controller, door } = newKiosk();
		await controller.idle();
		controller.loses = 'question';
		const use = new DoorUse(giving(at), door, ({ kind }) => {
			if (kind === 'unclear') void controller.plug();
		});
		expect(await use.perform()).toEqual({ kind: 'notOpened', why: 'notPulled' });
		expect(await told(store)).toEqual([]);
	});

	test('is unresolved after ten minutes, and what its door does later makes no second fact', async () => {
		const { store, board, controller, door } = newKiosk();
		await controller.idle();
		controller.loses = 'answer';
		expect(await new DoorUse(giving(at), door).perform()).toEqual({ kind: 'unresolved' });
		await board.people;
		await controller.plug();
		expect(await told(store)).toMatchObject([{ type: 'donate', unconfirmed: true }]);
	});
});

describe('an act that the store refused a step of', () => {
	test('is settled once the store takes it, and its slot is free again', async () => {
		const { store, door } = newKiosk();
		const act = giving(at);
		// The unlock is answered; then the store fails, so that nobody follows the door any more.
		vi.spyOn(store, 'onAct').mockImplementationOnce(() => {
			throw new Error('The store is gone.');
		});
		expect(await new DoorUse(act, door).perform()).toMatchObject({ kind: 'notSaved', used: true });
		expect(await store.openActs()).toHaveLength(1);
		await settleLater(act, door, new AbortController().signal);
		expect(await store.openActs()).toEqual([]);
		expect(await told(store)).toMatchObject([{ type: 'donate', lot: act.lot }]);
	});
});

describe('a door that nobody pulls', () => {
	test('is locked again and counts nothing; twice in a row it is stuck', async () => {
		const { store, controller, door } = newKiosk(undefined, newBoard(null, null));
		const give = () => new DoorUse(giving(at), door).perform();
		expect(await give()).toEqual({ kind: 'notOpened', why: 'notPulled' });
		expect(await told(store)).toEqual([]);
		expect(await give()).toEqual({ kind: 'notOpened', why: 'notPulled' });
		await controller.idle();
		expect(await told(store)).toMatchObject([{ kind: 'lock', slot: 2, cleared: false }]);
	});
});
