import { expect, test, vi } from 'vitest';
import { TestClock } from '../../tests/support/board.ts';
import { BoardClock } from './board-clock.ts';
import { Intake } from './intake.ts';

test('[P3] what an ended session still stores is told, and acknowledged by nobody', async () => {
	const clock = new TestClock();
	const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
	const time = new BoardClock({ now: clock.now, uptime: clock.now, after: clock.after });
	const [onEvent, onStored, onFault] = [vi.fn(), vi.fn(), vi.fn()];
	const keep = vi.fn(() => held);
	const intake = await Intake.begin(
		{ sid: 's', id: 'board', hw: '', fw: '', caps: [], jid: 'j', first: 1, next: 3, up: 9, n: 1 },
		{
			...{ time, onEvent, onStored, onFault, clock: { now: clock.now, after: clock.after } },
			keeper: { position: () => Promise.resolve(null), keep }
		}
	);
	expect(intake.take(1, { k: 'tamper', ms: 1 })).toBe(true);
	expect(intake.take(2, { k: 'tamper', ms: 2 })).toBe(true);
	await clock.pass(0);
	const end = intake.end();
	release(undefined);
	await end;
	expect(onEvent).toHaveBeenCalledOnce();
	expect([onStored, onFault].flatMap(({ mock }) => mock.calls)).toEqual([]);
	expect(keep, 'what had not begun is not stored').toHaveBeenCalledOnce();
	expect(intake.stored).toBe(0);
});
