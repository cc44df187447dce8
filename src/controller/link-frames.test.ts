import { describe, expect, test } from 'vitest';
import { TestClock } from '../../tests/support/board.ts';
import { Deframer } from './bytes.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameBody } from './frame.ts';
import type { JournalEntry, JournalPosition } from './journal.ts';
import { Link, type LinkEnd } from './link.ts';

const known: JournalPosition = { controllerId: 'board', journalId: 'j', epoch: 1, seq: 3 };

/** Somebody who decides every frame of a board, and when the store has done what it was asked. */
function bench(stored: JournalPosition | null = known) {
	const clock = new TestClock();
	const sent: Frame[] = [];
	const entries: JournalEntry[] = [];
	const ends: LinkEnd[] = [];
	const seen = { greeted: 0, ready: 0, resets: 0 };
	const deframer = new Deframer();
	const queue: Uint8Array[] = [];
	let wake: () => void = () => undefined;
	let held: Promise<void> = Promise.resolve();
	let sessions = 0;
	async function* read() {
		for (;;) {
			const next = queue.shift();
			if (next) yield next;
			else await new Promise<void>((more) => (wake = more));
		}
	}
	const link = new Link({
		port: {
			incoming: read(),
			write: (bytes) => {
				const frames = deframer.push(bytes).map((whole) => decodeFrame(whole));
				sent.push(...frames.filter((frame) => frame !== null));
				return Promise.resolve();
			},
			close: () => Promise.resolve(),
			greeted: () => (seen.greeted += 1)
		},
		keeper: {
			position: async () => {
				await held;
				return entries.at(-1)?.position ?? stored;
			},
			keep: async (entry) => {
				await held;
				entries.push(entry);
			}
		},
		clock: { now: () => clock.now() + 1_000_000, uptime: clock.now, after: clock.after },
		newSessionId: () => `session${(sessions += 1)}`,
		onEvent: () => undefined,
		onReady: () => (seen.ready += 1),
		onReset: () => (seen.resets += 1)
	});
	link.start();
	void link.ended.then((why) => ends.push(why));
	const say = async (type: string, id: number, body: FrameBody = {}): Promise<void> => {
		queue.push(encodeFrame({ type, id, body }));
		wake();
		await clock.pass(0);
	};
	const hello = (change: FrameBody = {}) =>
		say('H', 1, {
			...{ sid: `session${sessions}`, v: 1, id: 'board', jid: 'j', first: 1, next: 4 },
			...{ up: 50_000, n: 2, ...change }
		});
	const ofType = (type: string) => sent.filter((frame) => frame.type === type);
	return {
		...{ clock, link, entries, ends, seen, say, hello, ofType },
		/** The store answers when the returned function is called. */
		hold: (): (() => void) => {
			const { promise, resolve } = Promise.withResolvers<undefined>();
			held = promise.then(() => undefined);
			return () => {
				resolve(undefined);
			};
		},
		/** The doors are asked for: answers that all are locked. */
		answerDoors: async () => {
			const asked = ofType('q').at(-1);
			if (!asked) throw new Error('Nothing was asked.');
			await say('r', asked.id, { door: 'LL' });
		}
	};
}

describe('[P3] whose hello it is', () => {
	test('one that answers another opening is not listened to, and no controller was met', async () => {
		const { hello, ofType, seen, answerDoors } = bench();
		await hello({ sid: 'session9' });
		expect([ofType('q'), ofType('a'), seen.greeted]).toEqual([[], [], 0]);
		await hello();
		expect(seen.greeted).toBe(1);
		await answerDoors();
		expect(seen.ready).toBe(1);
	});

	test('what is stored already is acknowledged at once: the hello did not say it', async () => {
		const { hello, ofType } = bench();
		await hello();
		expect(ofType('a').map(({ id }) => id)).toEqual([3]);
	});

	test('one that was answered before the board started again begins nothing', async () => {
		const { hold, hello, say, ofType, clock, seen, answerDoors } = bench();
		const release = hold();
		await hello();
		await say('x', 1, { e: 'NOSESSION' });
		expect(seen.resets).toBe(1);
		release();
		await clock.pass(10);
		expect([ofType('a'), ofType('p'), ofType('q')]).toEqual([[], [], []]);
		await hello();
		await answerDoors();
		expect(seen.ready).toBe(1);
	});
});

describe('[P3] a board that starts again', () => {
	test('is greeted once what it told before is stored', async () => {
		const { hold, hello, say, ofType, clock, entries, answerDoors } = bench();
		await hello();
		await answerDoors();
		const release = hold();
		await say('e', 4, { k: 'tamper', ms: 1 });
		const before = ofType('h').length;
		await say('x', 9, { e: 'NOSESSION' });
		await clock.pass(2_000);
		expect(ofType('h')).toHaveLength(before);
		release();
		await clock.pass(10);
		expect(entries.map(({ position }) => position.seq)).toEqual([4]);
		// It was told in a session that is over.
		expect(ofType('a').map(({ id }) => id)).toEqual([3]);
		expect(ofType('h')).toHaveLength(before + 1);
	});

	test('while its doors are asked for, is greeted on the same port', async () => {
		const { hello, say, ofType, ends, clock, seen, answerDoors } = bench();
		await hello();
		expect(ofType('q')).toHaveLength(1);
		await say('x', 1, { e: 'NOSESSION' });
		await clock.pass(500);
		expect(ends).toEqual([]);
		await hello();
		await answerDoors();
		expect(seen.ready).toBe(1);
	});
});

test('[P5] a journal that is not told to its end ends the link, though the board answers', async () => {
	const { hello, say, ofType, clock, ends, seen } = bench();
	await hello({ next: 9 });
	for (let second = 0; second < 12 && ends.length === 0; second++) {
		await clock.pass(1_000);
		await say('P', ofType('p').at(-1)?.id ?? 1, { up: 51_000 + clock.now(), next: 9 });
	}
	expect(ends).toEqual(['silent']);
	expect(seen.ready).toBe(0);
	expect(clock.now()).toBeGreaterThanOrEqual(10_000);
});

test('[P3] what is older than the last start has the time of that start, and no later', async () => {
	const { hello, say, clock, entries } = bench({ ...known, seq: 0 });
	await clock.pass(100);
	await hello({ boot: 3, next: 5 });
	const startedAt = 1_000_000 + 100 - 50_000;
	for (const [index, event] of [
		{ k: 'tamper', ms: 400 },
		{ k: 'tamper', ms: 49_000 },
		{ k: 'boot', why: 0, ms: 5 },
		{ k: 'tamper', ms: 49_000 }
	].entries()) {
		await say('e', index + 1, event);
	}
	expect(entries.map(({ at }) => at - startedAt)).toEqual([0, 0, 5, 49_000]);
});
