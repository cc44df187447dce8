import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Act, ActEvent } from '#domain/act.ts';
import type { Draft } from '#outbox/row.ts';
import { newDisk } from '#outbox/testing.ts';
import { factsOf, saveCount } from './count.ts';
import { DoorUse, type DoorOptions } from './open-door.ts';
import { serve } from './serve.ts';
import { settleOpenActs } from './settle-open-acts.ts';
import type { TestBoard, TestLink } from './test-board.ts';
import { Steps, type At } from './test-steps.ts';
import { giving, newBoard, newKiosk, serving, taking, told } from './testing.ts';

type Life = {
	readonly act: (now: number) => Act;
	readonly board?: () => TestBoard;
	readonly dies: At;
	/** Whether the next page comes while somebody is at the door, or when they are gone. */
	readonly restarts: 'atOnce' | 'afterwards';
	readonly loses?: TestLink['loses'];
	readonly withdraws?: boolean;
	/** The board dies with the page, and another one is put in its place. */
	readonly swaps?: boolean;
	readonly mutant?: Mutant;
};

type Kiosk = ReturnType<typeof newKiosk>;
type Mutant = {
	readonly page?: (kiosk: Kiosk) => void;
	readonly beforeReplay?: (options: DoorOptions) => Promise<void>;
	readonly afterReplay?: (options: DoorOptions) => Promise<void>;
};

type Ending = { readonly died: boolean; readonly wrong: readonly string[] };

async function live(life: Life): Promise<Ending> {
	const { act: actOf, board: boardOf = newBoard, dies, restarts, mutant = {} } = life;
	const [disk, board, steps] = [newDisk(), boardOf(), new Steps(dies)];
	const first = newKiosk(disk, board, steps.through);
	mutant.page?.(first);
	await first.controller.idle();
	first.controller.loses = life.loses ?? null;
	first.controller.onLink(({ kind }) => {
		if (kind === 'lost' && !steps.isDead) void board.people.then(() => first.controller.plug());
	});
	steps.begin();
	const act = actOf(first.clock.now());
	let withdrawn: () => void = () => undefined;
	if (life.withdraws) {
		const isWithdrawn = new Promise<void>((done) => (withdrawn = done));
		board.untilThen = Promise.race([isWithdrawn, steps.died]);
	}
	const use = new DoorUse(act, first.door, ({ kind }) => {
		if (kind !== 'open' || !life.withdraws) return;
		use.withdraw();
		withdrawn();
	});
	const end = use.perform().then(() => first.controller.idle());
	await Promise.race([end, steps.died]);
	const died = steps.isDead;
	steps.isDead = true;
	first.controller.stop();
	first.store.close();
	if (life.swaps) board.replace();
	if (restarts === 'afterwards') await board.people;

	const next = newKiosk(disk, board);
	mutant.page?.(next);
	next.controller.unplug();
	await mutant.beforeReplay?.(next.door);
	await next.controller.plug();
	await mutant.afterReplay?.(next.door);
	await Promise.all((await settleOpenActs(next.door)).map((left) => left.resume()));
	await board.people;
	await next.controller.idle();
	const wrong = await (life.swaps ? unpaired : disagreements)(next, act, board);
	next.controller.stop();
	next.store.close();
	return { died, wrong };
}

/** Where ledger, journal and act do not say the same as the doors. */
async function disagreements({ store, keeper }: Kiosk, act: Act, board: TestBoard) {
	const wrong: string[] = [];
	const check = (isSo: boolean, what: string): void => {
		if (!isSo) wrong.push(what);
	};
	const facts = await told(store);
	const stored = await store.acts.get(act.actId);
	const pulses = [...board.pulses.values()];
	check(pulses.length <= 1 && pulses.every((times) => times === 1), 'a second unlock');
	check((await store.openActs()).length === 0, `not settled: ${stored?.state ?? 'gone'}`);
	const isCounted = board.opened.length > 0 && !stored?.withdrawn;
	check(facts.length === (isCounted ? 1 : 0), `facts: ${JSON.stringify(facts)}`);
	check(stored?.state !== 'settled' || isCounted, 'settled without an opened door');
	check(!isCounted || stored?.state === 'settled', `counted as ${stored?.state ?? 'gone'}`);
	for (const fact of facts) {
		check(fact['type'] === act.kind, `a fact ${JSON.stringify(fact)}`);
		check(act.kind === 'service' || fact['evidence'] === 'door', 'evidence');
		check(!('unconfirmed' in fact), 'unconfirmed, though its door was seen');
		if (act.kind !== 'service') continue;
		const { slot, done, measuredC } = act;
		const whole = { type: 'service', slot, done, measuredC };
		check(isDeepStrictEqual(fact, whole), `not all that was done: ${JSON.stringify(fact)}`);
	}
	const position = await keeper.position('board1');
	check(position?.seq === board.journal.length, 'the journal is not stored');
	check(board.first === board.journal.length + 1, 'the journal is not acknowledged');
	return wrong;
}

/** Nobody saw all: what is settled has its fact, and nothing else has one. */
async function unpaired({ store }: Kiosk, act: Act, board: TestBoard): Promise<string[]> {
	const facts = (await told(store)).filter(({ type }) => type === act.kind);
	const stored = await store.acts.get(act.actId);
	const state = stored?.state ?? 'gone';
	const isSettled = state === 'settled' || (state === 'unresolved' && act.kind !== 'service');
	const wrong: string[] = [];
	if (facts.length !== (isSettled ? 1 : 0)) wrong.push(`${state}, facts: ${facts.length}`);
	if (state === 'settled' && board.opened.length === 0) wrong.push('settled, and never opened');
	if ((await store.openActs()).length > 0) wrong.push(`not settled: ${state}`);
	if (board.pulses.size > 1) wrong.push('a second unlock');
	return wrong;
}

/** Every step of a life, before and after it; what is wrong, named by the step. */
async function everyStep(life: Omit<Life, 'dies' | 'restarts'>) {
	const wrong: string[] = [];
	let lives = 0;
	for (const when of ['before', 'after'] as const) {
		for (const restarts of ['atOnce', 'afterwards'] as const) {
			for (let step = 1, died = true; died; step++) {
				const ending = await live({ ...life, dies: { step, when }, restarts });
				died = ending.died;
				lives++;
				wrong.push(...ending.wrong.map((what) => `${when} ${step}, ${restarts}: ${what}`));
			}
		}
	}
	return { wrong, lives };
}

const kinds: Record<Act['kind'], (now: number) => Act> = {
	donate: giving,
	collect: (now) => taking('lot000000000001', now),
	service: serving
};

const stories: Record<string, Partial<Life> & { readonly steps: number }> = {
	'opened and closed': { steps: 9 },
	'taken back': { withdraws: true, steps: 10 },
	'nobody pulls': { board: () => newBoard(null, null), steps: 7 },
	'the lock is jammed': { board: jammed, steps: 4 },
	'the answer is lost, and the cable for a while': { loses: 'answer', steps: 9 },
	'the question is lost, and the cable for a while': { loses: 'question', steps: 3 }
};

function jammed(): TestBoard {
	const board = newBoard();
	board.jammed.add(2);
	return board;
}

describe('[S1a] the page is killed at every step of every act', () => {
	test.each(
		Object.entries(kinds).flatMap(([kind, act]) =>
			Object.entries(stories)
				.filter(([story]) => kind !== 'collect' || story === 'opened and closed')
				.map(([story, how]) => ({ kind, story, act, how }))
		)
	)('$kind, $story', { timeout: 60_000 }, async ({ act, how: { steps, ...how } }) => {
		const { wrong, lives } = await everyStep({ ...how, act });
		expect(wrong).toEqual([]);
		// Before and after each, with the next page at once and later, and the life in which nobody died.
		expect(lives).toBe(4 * (steps + 1));
	});
});

describe('[S1a] the page is killed at the one write of what needs no door', () => {
	const visited = { done: ['measure', 'reopen'], measuredC: 4 } as const;
	const fact = { type: 'service', zone: 'chilled', done: ['measure', 'reopen'], measuredC: 4 };
	const counted = [
		{ lotId: 'lot000000000001', known: 4, left: 1, thrown: 2, reason: 'spoiled' },
		{ lotId: 'lot000000000002', known: 1, left: 1, thrown: 0, reason: 'spoiled' }
	] as const;
	const works = {
		visit: {
			work: (store: Kiosk['store']) => serve(store, { kind: 'zone', zone: 'chilled' }, visited),
			facts: [fact]
		},
		count: { work: (store: Kiosk['store']) => saveCount(store, counted), facts: factsOf(counted) }
	};
	test.each(
		Object.entries(works).flatMap(([name, work]) =>
			(['before', 'after'] as const).map((when) => ({ name, when, ...work }))
		)
	)('$name, $when it', async ({ when, work, facts }) => {
		const [disk, steps] = [newDisk(), new Steps({ step: 1, when })];
		const { store } = newKiosk(disk, newBoard(), steps.through);
		steps.begin();
		// Nobody is told that it was saved before it is.
		await expect(work(store)).rejects.toThrow('killed');
		store.close();
		const next = newKiosk(disk);
		expect(await told(next.store)).toEqual(when === 'after' ? facts : []);
		next.store.close();
	});
});

describe('[S1a] the page and its board die at every step, and a spare board takes over', () => {
	const people = Object.entries({
		'opens and closes': () => newBoard(),
		'opens, and leaves it to the next': () => newBoard(20_000),
		'never pulls': () => newBoard(null, null)
	});
	const cases = Object.entries(kinds).flatMap(([kind, act]) =>
		people.map(([who, board]) => ({ kind, who, act, board }))
	);
	test.each(cases)('$kind, who $who', { timeout: 60_000 }, async ({ act, board }) => {
		const { wrong, lives } = await everyStep({ act, board, swaps: true });
		expect(wrong).toEqual([]);
		expect(lives).toBeGreaterThan(4 * 5);
	});
});

describe('[S1a] what the crash tests have to find', () => {
	const eachOpen = async ({ store }: DoorOptions, event: ActEvent): Promise<void> => {
		for (const { actId } of await store.openActs()) await store.advance(actId, event);
	};
	const mutants: Record<string, Mutant> = {
		'the act’s step and its fact in two transactions': {
			page: ({ store }) => {
				store.transact = async (work) => {
					let facts: readonly Draft[] = [];
					await store.outbox.appendOf(async () => {
						facts = await work();
						return [];
					});
					if (facts.length > 0) await store.outbox.append(facts);
				};
			}
		},
		'acknowledged before it is stored': {
			page: ({ controller }) => (controller.acksFirst = true)
		},
		'settled before the journal is replayed': {
			beforeReplay: (options) => eachOpen(options, { kind: 'journalRead', isOpen: false })
		},
		'unlocked once more, with a new key': {
			afterReplay: async ({ store, controller }) => {
				for (const { slot, actId } of await store.openActs()) {
					await controller.unlock(slot, `again${actId.slice(5)}`, 5_000);
				}
			}
		}
	};
	test.each(Object.entries(mutants))('%s', { timeout: 60_000 }, async (_, mutant) => {
		const { wrong } = await everyStep({ act: giving, mutant });
		expect(wrong.length).toBeGreaterThan(0);
	});
});
