import { describe, expect, test } from 'vitest';
import { TestClock } from '../../tests/support/board.ts';
import { controllerContract } from './contract.ts';
import {
	whereToGoOn,
	type JournalEntry,
	type JournalKeeper,
	type JournalPosition
} from './journal.ts';
import { LinkOwner } from './owner.ts';
import type { PortSource } from './port.ts';
import { SimulatedMachine } from './simulated/machine.ts';
import { passingMemory } from './simulated/memory.ts';

/** Keeps entries in memory; refuses as long as it is told to. */
class MemoryKeeper implements JournalKeeper {
	readonly entries: JournalEntry[] = [];
	refuses = false;

	position(controllerId: string): Promise<JournalPosition | null> {
		const own = this.entries.filter(({ position }) => position.controllerId === controllerId);
		return Promise.resolve(own.at(-1)?.position ?? null);
	}

	keep(entry: JournalEntry): Promise<void> {
		if (this.refuses) return Promise.reject(new Error('full'));
		this.entries.push(entry);
		return Promise.resolve();
	}
}

/** @param closesAfterMs so long a port takes to close */
async function bench(keeper = new MemoryKeeper(), closesAfterMs = 0) {
	const clock = new TestClock();
	const { now, after } = clock;
	let chance = 1;
	const random = () => (chance = (chance * 16_807) % 2_147_483_647) / 2_147_483_647;
	const machine = new SimulatedMachine({
		...{ slots: [1, 2, 3], memory: passingMemory(), uptime: now, now, after, random },
		habit: { opensAfterMs: 800, closesAfterMs: 5_000 }
	});
	const ports: PortSource = {
		open: async () => {
			const port = await machine.ports.open();
			if (!port) return null;
			const close = async (): Promise<void> => {
				await port.close();
				if (closesAfterMs > 0) await new Promise<void>((done) => after(closesAfterMs, done));
			};
			return { incoming: port.incoming, write: (bytes) => port.write(bytes), close };
		},
		onHint: (wake) => machine.ports.onHint(wake)
	};
	const owner = new LinkOwner({
		...{ ports, keeper, random },
		clock: { now, uptime: now, after }
	});
	owner.start();
	await clock.pass(1_000);
	return { clock, machine, owner, keeper };
}

controllerContract('the link to a simulated board', async () => {
	const { clock, machine, owner } = await bench();
	return {
		controller: owner,
		slot: 2,
		noSlot: 9,
		now: clock.now,
		pass: (ms) => clock.pass(ms),
		jam: (slot) => {
			machine.change(slot, { isJammed: true });
		},
		unplug: () => {
			machine.plug(false);
		}
	};
});

describe('figures of the line', () => {
	test('a good one has one session, and nothing broken', async () => {
		const { clock, owner } = await bench();
		await clock.pass(60_000);
		expect(owner.figures).toMatchObject({ sessions: 1, resent: 0, broken: 0, junk: 0 });
	});

	test('what came broken, and what had to be said again, is counted over all sessions', async () => {
		const { clock, machine, owner } = await bench();
		machine.makeNoise(0.02);
		for (let i = 0; i < 20; i++) {
			void owner.beep(1);
			await clock.pass(2_000);
		}
		machine.makeNoise(0);
		const before = owner.figures;
		expect(before.broken).toBeGreaterThan(0);
		expect(before.resent).toBeGreaterThan(0);
		machine.plug(false);
		await clock.pass(1_000);
		expect(owner.figures).toEqual(before);
		machine.plug(true);
		await clock.pass(10_000);
		expect(owner.figures.sessions).toBe(before.sessions + 1);
		expect(owner.figures.broken).toBeGreaterThanOrEqual(before.broken);
	});
});

describe('the one that opens the port', () => {
	test('[P5] a cable that comes back is found, and nothing is lost meanwhile', async () => {
		const { clock, machine, owner, keeper } = await bench();
		machine.plug(false);
		await clock.pass(1_000);
		expect(owner.link).toEqual({ kind: 'lost', reason: 'unplugged' });
		machine.move(1, true);
		await clock.pass(1_000);
		machine.plug(true);
		await clock.pass(2_000);
		expect(owner.link).toEqual({ kind: 'ready' });
		expect([...owner.open]).toEqual([1]);
		const kinds = keeper.entries.map((entry) =>
			entry.kind === 'event' ? entry.event.k : entry.kind
		);
		expect(kinds.filter((kind) => kind === 'door')).toHaveLength(1);
		expect(kinds.filter((kind) => kind === 'forced')).toHaveLength(1);
		expect(keeper.entries.map(({ position }) => position.seq)).toEqual(
			keeper.entries.map((_, index) => index + 1)
		);
	});

	test('[P5] a controller that says nothing is lost within 6.5 s', async () => {
		const { clock, machine, owner } = await bench();
		machine.silence(true);
		await clock.pass(6_500);
		expect(owner.link).toEqual({ kind: 'lost', reason: 'silent' });
	});

	test('[P5] that it is lost is told before its port is closed, which may take long', async () => {
		const { clock, machine, owner } = await bench(new MemoryKeeper(), 3_000);
		machine.silence(true);
		await clock.pass(6_500);
		expect(owner.link).toEqual({ kind: 'lost', reason: 'silent' });
		expect(await owner.unlock(1, 'key000000000001', 5_000)).toBe('noLink');
		machine.silence(false);
		await clock.pass(10_000);
		expect(owner.link).toEqual({ kind: 'ready' });
	});

	test('[P4] one that starts again is greeted again; its keys are still used', async () => {
		const { clock, machine, owner, keeper } = await bench();
		expect(await owner.unlock(2, 'key000000000001', 5_000)).toBe('done');
		machine.reset('watchdog');
		await clock.pass(3_000);
		expect(owner.link).toEqual({ kind: 'ready' });
		expect(await owner.unlock(2, 'key000000000001', 5_000)).toBe('done');
		const unlocks = keeper.entries.filter(
			(entry) => entry.kind === 'event' && entry.event.k === 'unlock'
		);
		expect(unlocks).toHaveLength(1);
	});

	test('[P4] a lock that others keep busy is asked for again, as long as there is time', async () => {
		const { clock, owner, keeper } = await bench();
		const first = [1, 2].map((slot) => owner.unlock(slot, `key00000000000${slot}`, 5_000));
		const patient = owner.unlock(3, 'key000000000003', 5_000);
		const hasty = owner.unlock(3, 'key000000000004', 300);
		await clock.pass(400);
		expect(await Promise.all(first)).toEqual(['done', 'done']);
		expect(await hasty).toBe('busy');
		await clock.pass(400);
		expect(await patient).toBe('done');
		const keys = keeper.entries.flatMap((entry) =>
			entry.kind === 'event' && entry.event.k === 'unlock' ? [entry.event.key] : []
		);
		expect(keys).toEqual(['key000000000001', 'key000000000002', 'key000000000003']);
	});

	test('[P3] what cannot be stored is not acknowledged, and comes again', async () => {
		const { clock, machine, owner, keeper } = await bench();
		keeper.refuses = true;
		machine.move(3, true);
		await clock.pass(1_000);
		expect(owner.link).toEqual({ kind: 'lost', reason: 'store' });
		const before = keeper.entries.length;
		keeper.refuses = false;
		await clock.pass(10_000);
		expect(owner.link).toEqual({ kind: 'ready' });
		const opened = keeper.entries.filter(
			(entry) => entry.kind === 'event' && entry.event.k === 'door' && entry.event.open === 1
		);
		expect(opened).toHaveLength(1);
		expect(keeper.entries.indexOf(opened[0]!)).toBeGreaterThanOrEqual(before);
	});

	test('[P5] a hint that comes while it looks is not forgotten', async () => {
		const clock = new TestClock();
		const looks: number[] = [];
		let wake: () => void = () => undefined;
		const ports: PortSource = {
			open: () => {
				looks.push(clock.now());
				if (looks.length === 8) wake();
				return Promise.resolve(null);
			},
			onHint: (listener) => {
				wake = listener;
				return () => undefined;
			}
		};
		const owner = new LinkOwner({
			...{ ports, keeper: new MemoryKeeper(), random: () => 0.5 },
			clock: { now: clock.now, uptime: clock.now, after: clock.after }
		});
		owner.start();
		await clock.pass(60_000);
		const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
		expect(pauses[6]).toBeGreaterThan(2_000);
		expect(pauses[7]).toBeLessThanOrEqual(250);
		expect(pauses[8]).toBeGreaterThan(2_000);
		void owner.stop();
	});

	test('a code that was read while nobody listened is nobody’s who stands there now', async () => {
		const { clock, machine, owner } = await bench();
		const scans: string[] = [];
		owner.onScan(({ value }) => scans.push(value));
		machine.plug(false);
		machine.scan('qr', 'long ago');
		await clock.pass(20_000);
		machine.scan('qr', 'just now');
		machine.plug(true);
		await clock.pass(5_000);
		machine.scan('qr', 'now');
		await clock.pass(1_000);
		expect(scans).toEqual(['just now', 'now']);
	});

	test('a stop ends everything that waits', async () => {
		const { machine, owner } = await bench();
		machine.silence(true);
		const unlocked = owner.unlock(1, 'key000000000009', 5_000);
		await owner.stop();
		expect(await unlocked).toBe('unknown');
		expect(await owner.unlock(1, 'key000000000010', 5_000)).toBe('noLink');
		expect(owner.link).toEqual({ kind: 'closed' });
	});
});

describe('[P3] where a journal goes on', () => {
	const before = { controllerId: 'c', journalId: 'j', epoch: 2, seq: 41 };
	const met = { ...before, newsFrom: 60 };
	const other = { epoch: 3, journalId: 'k' };
	test.each([
		['nothing is known', null, { first: 5, next: 9 }, { epoch: 1, seq: 4, newsFrom: 9 }, null],
		['it goes on', before, { first: 1, next: 44 }, {}, null],
		['it goes on, with what is no news', met, { first: 1, next: 80 }, { newsFrom: 60 }, null],
		['all is stored', before, { first: 1, next: 42 }, {}, null],
		['it overflowed', before, { first: 50, next: 90 }, { seq: 49 }, { from: 42, to: 49 }],
		['the oldest is the next', before, { first: 42, next: 90 }, {}, null],
		['another journal', met, { first: 1, next: 90, jid: 'k' }, { ...other, seq: 0 }, null],
		[
			'another journal, which overflowed',
			before,
			{ first: 3, next: 90, jid: 'k' },
			{ ...other, seq: 2 },
			{ from: 1, to: 2 }
		],
		['shorter than what is stored', before, { first: 1, next: 41 }, { epoch: 3, seq: 0 }, null]
	])('%s', (_, known, hello, position, lost) => {
		expect(whereToGoOn({ id: 'c', jid: 'j', ...hello }, known)).toEqual({
			position: { ...before, ...position },
			lost
		});
	});
});
