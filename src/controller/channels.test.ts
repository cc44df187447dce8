import { describe, expect, test } from 'vitest';
import { TestClock } from '../../tests/support/board.ts';
import { Channels, type Wired } from './channels.ts';
import { controllerContract } from './contract.ts';
import type { DoorEvent } from './controller.ts';
import type { ControllerEvent } from './event.ts';
import type { JournalEntry, JournalKeeper } from './journal.ts';
import { LinkOwner } from './owner.ts';
import { SimulatedMachine } from './simulated/machine.ts';
import { passingMemory } from './simulated/memory.ts';

/** Each slot has another channel than its number, and one channel has no slot. */
const CROSSED: readonly Wired[] = [
	{ slot: 1, lock: 3 },
	{ slot: 2, lock: 1 },
	{ slot: 3, lock: 2 }
];

function listening() {
	const entries: JournalEntry[] = [];
	const keeper: JournalKeeper = {
		position: () => Promise.resolve(entries.at(-1)?.position ?? null),
		keep: (entry) => Promise.resolve(void entries.push(entry))
	};
	return { entries, keeper };
}

async function bench(slots: () => readonly Wired[] = () => CROSSED) {
	const clock = new TestClock();
	const { now, after } = clock;
	let chance = 1;
	const random = () => (chance = (chance * 16_807) % 2_147_483_647) / 2_147_483_647;
	const pulses: number[] = [];
	const machine = new SimulatedMachine({
		...{ slots: [1, 2, 3, 4], memory: passingMemory(), uptime: now, now, after, random },
		habit: { opensAfterMs: 800, closesAfterMs: 5_000 },
		onPulse: (channel) => pulses.push(channel)
	});
	const { entries, keeper } = listening();
	const channels = new Channels(slots);
	const owner = new LinkOwner({
		...{ ports: machine.ports, keeper: channels.keeper(keeper), random },
		clock: { now, uptime: now, after }
	});
	owner.start();
	await clock.pass(1_000);
	return { clock, machine, channels, controller: channels.controller(owner), entries, pulses };
}

controllerContract('a board that is wired crosswise', async () => {
	const { clock, machine, channels, controller } = await bench();
	return {
		...{ controller, slot: 2, noSlot: 9, now: clock.now },
		pass: (ms) => clock.pass(ms),
		jam: (slot) => {
			machine.change(channels.of(slot), { isJammed: true });
		},
		unplug: () => {
			machine.plug(false);
		}
	};
});

describe('[M16] the channel of a slot, both ways', () => {
	test('a slot opens its own lock, and its door is heard and stored as the slot’s', async () => {
		const { clock, controller, entries, pulses } = await bench();
		const heard: DoorEvent[] = [];
		controller.onDoor((event) => heard.push(event));
		expect(await asked(clock, controller.unlock(2, 'key1', 5_000))).toBe('done');
		expect(pulses).toEqual([1]);
		await clock.pass(2_000);
		expect([...controller.open]).toEqual([2]);
		const doors = await asked(clock, controller.doors());
		// Channel 4 has no slot of its own wiring, and keeps its number.
		const expected = [
			[2, 'open'],
			[3, 'locked'],
			[1, 'locked'],
			[4, 'locked']
		];
		expect(doors.kind === 'ok' && [...doors.value]).toEqual(expected);
		await clock.pass(8_000);
		expect(heard.map(({ slot, open }) => [slot, open])).toEqual([
			[2, true],
			[2, false]
		]);
		const stored = entries.flatMap((entry) =>
			entry.kind === 'event' && 'c' in entry.event ? [[entry.event.k, entry.event.c]] : []
		);
		const about = stored.filter(([kind]) => kind !== 'wt');
		expect(about).toEqual([
			['unlock', 2],
			['door', 2],
			['door', 2]
		]);
	});

	test('it follows the configuration while it serves', async () => {
		let slots = CROSSED;
		const { clock, controller, pulses } = await bench(() => slots);
		slots = [{ slot: 2 }];
		await asked(clock, controller.unlock(2, 'key1', 5_000));
		expect(pulses).toEqual([2]);
	});

	const shifted: readonly Wired[] = [{ slot: 1 }, { slot: 2, lock: 7 }, { slot: 3, lock: 0 }];
	test.each([
		['its own number', 1, 1],
		['another one', 2, 7],
		['the first', 3, 0]
	])('%s', (_, slot, channel) => {
		const channels = new Channels(() => shifted);
		expect(channels.of(slot)).toBe(channel);
		expect(channels.slotOf(channel)).toBe(slot);
	});

	test('what is wired to nobody is not taken for the slot of that number', () => {
		const channels = new Channels(() => shifted);
		expect(channels.slotOf(2)).toBeNull();
		expect(channels.slotOf(9)).toBe(9);
	});
});

describe('[P3] what is stored of an event', () => {
	const shifted = new Channels(() => [{ slot: 2, lock: 7 }]);
	test.each<[string, ControllerEvent, unknown]>([
		['a door', { k: 'door', c: 7, open: 1, ms: 1 }, { c: 2 }],
		['a weight', { k: 'wt', c: 7, g: 9, ms: 1 }, { c: 2 }],
		['a door ajar', { k: 'ajar', c: 7, s: 60, ms: 1 }, { c: 2 }],
		['a relock', { k: 'relock', c: 7, ms: 1 }, { c: 2 }],
		['a broken lock', { k: 'fault', dev: 'lock', c: 7, code: 1, ms: 1 }, { c: 2 }],
		['a broken scale', { k: 'fault', dev: 'scale', c: 7, code: 1, ms: 1 }, { c: 2 }],
		['a probe, which is no channel', { k: 'fault', dev: 'probe', c: 7, code: 1, ms: 1 }, { c: 7 }],
		['the machine’s own light', { k: 'fault', dev: 'light', c: 0, code: 1, ms: 1 }, { c: 0 }],
		['a temperature', { k: 'temp', p: 7, dC: 45, ms: 1 }, { p: 7 }]
	])('%s', async (_, event, expected) => {
		const { entries, keeper } = listening();
		const position = { controllerId: 'a', journalId: 'b', epoch: 1, seq: 1 };
		await shifted.keeper(keeper).keep({ kind: 'event', event, position, at: 5 });
		expect(entries).toMatchObject([{ kind: 'event', event: expected, position, at: 5 }]);
	});

	test('a channel without a slot is kept as unknown, with its position', async () => {
		const { entries, keeper } = listening();
		const position = { controllerId: 'a', journalId: 'b', epoch: 1, seq: 1 };
		const event = { k: 'forced', c: 2, ms: 1 } as const;
		await shifted.keeper(keeper).keep({ kind: 'event', event, position, at: 5 });
		expect(entries).toEqual([{ kind: 'unknown', body: event, position, at: 5 }]);
	});
});

async function asked<T>(clock: TestClock, answer: Promise<T>): Promise<T> {
	await clock.pass(500);
	return answer;
}
