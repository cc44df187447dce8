import type { DoorEvent } from '#controller/controller.ts';
import { decodeFrame, encodeFrame, type Frame } from '#controller/frame.ts';
import type { JournalEntry, JournalKeeper, JournalPosition } from '#controller/journal.ts';
import type { LinkBench } from '#controller/link-bench.ts';
import { LinkOwner } from '#controller/owner.ts';
import type { BytePort, PortSource } from '#controller/port.ts';
import { SimulatedMachine } from '#controller/simulated/machine.ts';
import { passingMemory } from '#controller/simulated/memory.ts';
import { TestClock } from './board.ts';

type Change = (frame: Frame) => Frame;

/** A way to break the link, at what it sends, receives or stores. */
export type LinkMutant = {
	readonly keeper?: (keeper: JournalKeeper) => JournalKeeper;
	readonly sends?: () => Change;
	readonly receives?: () => Change;
};

/** A store in memory, one step after the other as a database takes them; refuses, or takes its time. */
class TestKeeper {
	readonly entries: JournalEntry[] = [];
	refuses = false;
	#held: Promise<unknown> = Promise.resolve();
	#release: () => void = () => undefined;
	#last: Promise<unknown> = Promise.resolve();

	/** What is asked for waits until it is held no more. */
	hold(isHeld: boolean): void {
		this.#release();
		if (isHeld) this.#held = new Promise<void>((release) => (this.#release = release));
	}

	step<T>(task: () => T): Promise<T> {
		const step = this.#last.then(() => this.#held).then(task);
		this.#last = step.catch(() => undefined);
		return step;
	}
}

/** A page's way to the store: what it had not stored when it died is not stored afterwards. */
class PageKeeper implements JournalKeeper {
	isDead = false;
	readonly #store: TestKeeper;

	constructor(store: TestKeeper) {
		this.#store = store;
	}

	position(controllerId: string): Promise<JournalPosition | null> {
		return this.#store.step(() => {
			const own = this.#store.entries.filter(
				({ position }) => position.controllerId === controllerId
			);
			return own.at(-1)?.position ?? null;
		});
	}

	keep(entry: JournalEntry): Promise<void> {
		return this.#store.step(() => {
			if (this.isDead || this.#store.refuses) throw new Error('It is not stored.');
			this.#store.entries.push(entry);
		});
	}
}

/** What can happen to bytes between the link and its port. */
class TestCable implements PortSource {
	isDeaf = false;
	/** So many events are lost on it. */
	losesEvents = 0;
	/** When a request of this kind is about to arrive. */
	before: { readonly op: string; readonly happens: () => void } | null = null;
	readonly #ports: PortSource;
	readonly #sent: Change;
	readonly #received: Change;
	#delayed: (() => void)[] | null = null;

	constructor(ports: PortSource, { sends, receives }: LinkMutant) {
		this.#ports = ports;
		this.#sent = sends?.() ?? ((frame) => frame);
		this.#received = receives?.() ?? ((frame) => frame);
	}

	delay(isDelayed: boolean): void {
		for (const write of this.#delayed ?? []) write();
		this.#delayed = isDelayed ? [] : null;
	}

	async open(): Promise<BytePort | null> {
		const port = await this.#ports.open();
		return (
			port && {
				incoming: this.#heard(port.incoming),
				write: (bytes) => this.#write(port, bytes),
				close: () => port.close()
			}
		);
	}

	onHint(wake: () => void): () => void {
		return this.#ports.onHint(wake);
	}

	/** A board's frame comes as one piece. */
	async *#heard(incoming: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const bytes of incoming) {
			if (this.isDeaf) continue;
			const frame = frameIn(bytes);
			const isLost = frame?.type === 'e' && this.losesEvents > 0;
			if (isLost) this.losesEvents -= 1;
			else yield frame ? encodeFrame(this.#received(frame)) : bytes;
		}
	}

	async #write(port: BytePort, bytes: Uint8Array): Promise<void> {
		const frame = frameIn(bytes);
		const { before } = this;
		if (before && frame?.type === 'q' && frame.body['op'] === before.op) {
			this.before = null;
			before.happens();
		}
		const changed = frame ? encodeFrame(this.#sent(frame)) : bytes;
		if (!this.#delayed) return port.write(changed);
		this.#delayed.push(() => void port.write(changed).catch(() => undefined));
	}
}

const frameIn = (bytes: Uint8Array): Frame | null => decodeFrame(bytes.subarray(1, -1));

/** The production link with a simulated board behind it, whole or broken. */
export async function linkBench(mutant: LinkMutant = {}): Promise<LinkBench> {
	const clock = new TestClock();
	const { now, after } = clock;
	let chance = 1;
	const random = () => (chance = (chance * 16_807) % 2_147_483_647) / 2_147_483_647;
	const done = { pulses: 0, beeps: 0 };
	const machine = new SimulatedMachine({
		...{ slots: [1, 2, 3], memory: passingMemory(), uptime: now, now, after, random },
		onPulse: () => (done.pulses += 1),
		// Nobody is there but the test.
		habit: { opensAfterMs: 3_600_000, closesAfterMs: 3_600_000 }
	});
	const keeper = new TestKeeper();
	const told: DoorEvent[] = [];
	const newPage = () => {
		const store = new PageKeeper(keeper);
		const cable = new TestCable(machine.ports, mutant);
		const owner = new LinkOwner({
			...{ ports: cable, keeper: mutant.keeper?.(store) ?? store, random },
			clock: { now, uptime: now, after }
		});
		owner.onDoor((event) => told.push(event));
		owner.start();
		return { owner, cable, store };
	};
	let page = newPage();
	const crash = async (): Promise<void> => {
		page.store.isDead = true;
		void page.owner.stop();
		await clock.pass(0);
		page = newPage();
	};
	await clock.pass(2_000);
	return {
		controller: () => page.owner,
		told,
		kept: () => keeper.entries,
		pass: (ms) => clock.pass(ms),
		move: (slot, isOpen) => {
			machine.move(slot, isOpen);
		},
		plug: (isPlugged) => {
			machine.plug(isPlugged);
		},
		restart: (how) => {
			if (how === 'keepsJournal') machine.reset('watchdog');
			else machine.loseJournal();
		},
		refuse: (isRefusing) => {
			keeper.refuses = isRefusing;
		},
		hold: (isHeld) => {
			keeper.hold(isHeld);
		},
		crash,
		forget: async () => {
			keeper.entries.length = 0;
			await crash();
		},
		deafen: (isDeaf) => {
			page.cable.isDeaf = isDeaf;
		},
		loseEvents: (count) => {
			page.cable.losesEvents = count;
		},
		before: (op, happens) => {
			page.cable.before = { op, happens };
		},
		delay: (isDelayed) => {
			page.cable.delay(isDelayed);
		},
		done: () => ({ ...done, beeps: machine.beeps }),
		journalSlots: 256
	};
}
