import { describe, expect, test } from 'vitest';
import { LinkOwner } from '#controller/owner.ts';
import type { BytePort, PortSource } from '#controller/port.ts';
import { SimulatedMachine } from '#controller/simulated/machine.ts';
import type { Habit } from '#controller/simulated/person.ts';
import { passingMemory } from '#controller/simulated/memory.ts';
import type { Act } from '#domain/act.ts';
import { newClock, newDisk } from '#outbox/testing.ts';
import { TestClock } from '../../tests/support/board.ts';
import { Chance } from '../../tests/fuzz/chance.ts';
import { keepJournal } from './keep-journal.ts';
import { KioskStore } from './kiosk-store.ts';
import { DoorUse, type DoorOptions } from './open-door.ts';
import { settleOpenActs } from './settle-open-acts.ts';
import { Steps, type At } from './test-steps.ts';
import { giving, serving, taking, told, writeThrough } from './testing.ts';

/** What happens at a step of an act: each write to the store, each request and each acknowledgement. */
type Mishap = 'page' | 'cable' | 'power';

/** How people use the door, and how the machine is. */
type Story = {
	readonly habit?: Habit;
	readonly withdraws?: boolean;
	readonly jams?: boolean;
	readonly noise?: number;
};
const USUAL: Habit = { opensAfterMs: 800, closesAfterMs: 2_500 };

/** So many turns of the event loop a transaction may take. */
const TURNS = 25;
const AWAY_MS = 3_000;
/** So far a link's idea of the board's clock may be off: a whole millisecond, and a look. */
const CLOCK_MS = 20;

/** A machine in a street, which goes on whatever becomes of the page. */
function street(clock: TestClock, chance: Chance, { habit = USUAL, jams = false }: Story) {
	const seen = { pulses: 0, opened: 0, closedAt: 0 };
	const machine: SimulatedMachine = new SimulatedMachine({
		...{ slots: [1, 2, 3], memory: passingMemory() },
		...{ uptime: clock.now, now: clock.now, after: clock.after },
		habit,
		random: () => chance.next(),
		onPulse: () => (seen.pulses += 1)
	});
	if (jams) machine.change(2, { isJammed: true });
	const isOpen = () => machine.view.world.compartments.get(2)?.isOpen === true;
	let was = false;
	machine.watch(() => {
		if (isOpen() && !was) seen.opened += 1;
		if (!isOpen() && was) seen.closedAt = clock.now();
		was = isOpen();
	});
	return { machine, seen, isOpen };
}

/** The production's store, link and keeper. */
function openPage(
	disk: ReturnType<typeof newDisk>,
	ports: PortSource,
	clock: TestClock,
	steps: Steps
) {
	const surroundings = { ...newClock(), now: clock.now, uptime: clock.now };
	const store = new KioskStore({ surroundings, idb: disk });
	writeThrough(store, steps.through);
	// Two pages with one session id would be one session to the board, with its answers of before.
	const chance = new Chance(`page ${clock.now()}`);
	const owner = new LinkOwner({
		ports: {
			open: async () => counted(await ports.open(), steps),
			onHint: (wake) => ports.onHint(wake)
		},
		keeper: keepJournal(store, () => 5),
		clock: { now: clock.now, uptime: clock.now, after: clock.after },
		random: () => chance.next()
	});
	owner.start();
	const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
		new Promise((done) => {
			const cancel = clock.after(ms, done);
			signal.addEventListener('abort', () => {
				cancel();
				done();
			});
		});
	const door: DoorOptions = { store, controller: owner, now: clock.now, sleep };
	const close = async () => {
		steps.kill();
		await owner.stop();
		store.close();
	};
	return { store, owner, door, close };
}

/** Requests and acknowledgements are steps; a hello and a ping move nothing. */
function counted(port: BytePort | null, steps: Steps): BytePort | null {
	return (
		port && {
			incoming: port.incoming,
			close: () => port.close(),
			write: (bytes) => {
				const isStep = 'qa'.includes(String.fromCharCode(bytes[1] ?? 0));
				return isStep ? steps.through('message', () => port.write(bytes)) : port.write(bytes);
			}
		}
	);
}

async function live(act: Act, mishap: Mishap, at: At, story: Story) {
	const clock = new TestClock(TURNS);
	const { machine, seen, isOpen } = street(
		clock,
		new Chance(`${mishap} ${at.step} ${at.when}`),
		story
	);
	const disk = newDisk();
	const steps = new Steps(mishap === 'page' ? at : { ...at, step: 0 });
	const first = openPage(disk, machine.ports, clock, steps);
	await clock.pass(1_000);
	machine.makeNoise(story.noise ?? 0);
	if (mishap !== 'page') strike(machine, mishap, steps, clock, at);
	steps.begin();
	const use = new DoorUse(act, first.door, ({ kind }) => {
		if (kind === 'open' && story.withdraws) use.withdraw();
	});
	await passUntil(clock, Promise.race([use.perform(), steps.died]));
	if (!steps.isDead) await clock.pass(1_000);
	const wasReached = steps.isDead || steps.count >= at.step;
	const closing = first.close();
	await clock.pass(100);
	await closing;

	const next = openPage(disk, machine.ports, clock, new Steps({ ...at, step: 0 }));
	const waiting = (await settleOpenActs(next.door)).map((left) => left.resume());
	const isReady = new Promise<void>((done) => {
		const look = (): void => {
			if (next.owner.link.kind === 'ready') done();
		};
		next.owner.onLink(look);
		look();
	});
	await passUntil(clock, Promise.all([...waiting, isReady]));
	await clock.pass(10_000);
	const facts = await told(next.store);
	const own = (await next.store.outbox.kept()).find(({ fact }) => fact.type === act.kind);
	const factAt = Date.parse(own?.fact.occurredAt ?? '');
	const stored = await next.store.acts.get(act.actId);
	const open = await next.store.openActs();
	const position = Object.values((await next.store.recall('journals'))?.positions ?? {})[0];
	const events = machine.view.events;
	const ending = next.close();
	await clock.pass(100);
	await ending;
	machine.stop();
	return {
		wasReached,
		facts: facts.filter(({ type }) => type !== 'alert' && type !== 'reading'),
		isWithdrawn: stored?.withdrawn === true,
		factAt,
		...{ state: stored?.state ?? null, open: open.length, stored: position?.seq ?? 0, events },
		...{ ...seen, isOpen: isOpen() }
	};
}
type Ending = Awaited<ReturnType<typeof live>>;

/** Lets time pass until then, at most for twelve minutes. */
async function passUntil(clock: TestClock, end: Promise<unknown>): Promise<void> {
	const over = { is: false };
	void end.finally(() => (over.is = true));
	for (let second = 0; second < 720 && !over.is; second++) await clock.pass(1_000);
}

/** The cable is out, or the board without power, from this step on and for a while. */
function strike(
	machine: SimulatedMachine,
	mishap: 'cable' | 'power',
	steps: Steps,
	clock: TestClock,
	at: At
): void {
	const hit = (): void => {
		if (mishap === 'cable') machine.plug(false);
		else machine.cutPower();
		clock.after(AWAY_MS, () => {
			if (mishap === 'cable') machine.plug(true);
			else machine.restorePower();
		});
	};
	steps.around = async (work) => {
		const isIt = steps.count === at.step;
		if (isIt && at.when === 'before') hit();
		const result = await work();
		if (isIt && at.when === 'after') hit();
		return result;
	};
}

function disagreements(kind: Act['kind'], mishap: Mishap, end: Ending): string[] {
	const { facts, state, pulses, isWithdrawn } = end;
	const opened = isWithdrawn ? 0 : end.opened;
	const wrong: string[] = [];
	const check = (isSo: boolean, what: string): void => {
		if (!isSo) wrong.push(`${what}: ${JSON.stringify(end)}`);
	};
	check(pulses <= 1, 'a second unlock');
	check(end.open === 0, 'not settled');
	check(facts.length <= 1, 'a fact twice');
	check(end.stored === end.events, 'the journal is not stored');
	check(
		facts.every(({ type }) => type === kind),
		'another fact'
	);
	check(opened > 0 || facts.length === 0 || state === 'unresolved', 'never opened, and a fact');
	const isSure = state === 'settled';
	check(!isSure || opened > 0, 'settled without an opened door');
	// A board that was without power may not have seen its door; otherwise the journal tells all.
	if (mishap !== 'power')
		check(isSure === opened > 0 && state !== 'unresolved', 'not as the door was');
	else check(isSure || state !== 'aborted' || opened === 0, 'opened, and aborted');
	// However late the journal was told.
	if (isSure && mishap !== 'power' && facts.length > 0)
		check(Math.abs(end.factAt - end.closedAt) <= CLOCK_MS, 'not at its time');
	for (const fact of facts) {
		if (kind === 'service') continue;
		check((fact['evidence'] !== 'none') === isSure, 'evidence');
		if (kind === 'donate') check((fact['unconfirmed'] === true) === !isSure, 'unconfirmed');
	}
	return wrong;
}

async function everyStep(actOf: (now: number) => Act, mishap: Mishap, story: Story) {
	const wrong: string[] = [];
	let lives = 0;
	for (const when of ['before', 'after'] as const) {
		for (let step = 1, goesOn = true; goesOn; step++) {
			const act = actOf(0);
			const end = await live(act, mishap, { step, when }, story);
			goesOn = end.wasReached;
			lives++;
			wrong.push(...disagreements(act.kind, mishap, end).map((what) => `${when} ${step}: ${what}`));
		}
	}
	return { wrong, lives };
}

const kinds = {
	donate: giving,
	collect: (now: number) => taking('lot000000000001', now),
	service: serving
};

describe('[S1a, P3, P4] at every step, over the link itself', () => {
	const mishaps = ['page', 'cable', 'power'] as const;
	const cases = mishaps.flatMap((mishap) =>
		Object.entries(kinds).map(([kind, act]) => ({ mishap, kind, act }))
	);
	test.each(cases)('$mishap, $kind', { timeout: 120_000 }, async ({ mishap, act }) => {
		const { wrong, lives } = await everyStep(act, mishap, {});
		expect(wrong).toEqual([]);
		// Nine steps, before and after each, and the lives in which nothing happened.
		expect(lives).toBeGreaterThanOrEqual(20);
	});

	const stories: Record<string, Story> = {
		'taken back': { withdraws: true },
		'nobody pulls': { habit: { opensAfterMs: null, closesAfterMs: null } },
		'the lock is jammed': { jams: true },
		'a bad line': { noise: 0.003 }
	};
	const lived = mishaps.flatMap((mishap) =>
		Object.entries({ donate: giving, service: serving }).flatMap(([kind, act]) =>
			Object.entries(stories).map(([story, how]) => ({ mishap, story, how, kind, act }))
		)
	);
	test.each(lived)('$mishap, $kind, $story', { timeout: 120_000 }, async ({ mishap, how, act }) => {
		const { wrong, lives } = await everyStep(act, mishap, how);
		expect(wrong).toEqual([]);
		expect(lives).toBeGreaterThanOrEqual(8);
	});
});
