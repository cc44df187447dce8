import { Deframer } from '#controller/bytes.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameBody } from '#controller/frame.ts';
import type { BytePort } from '#controller/port.ts';
import { SimulatedMachine } from '#controller/simulated/machine.ts';
import type { MachineOptions } from '#controller/simulated/machine-options.ts';
import { passingMemory, type Memory } from '#controller/simulated/memory.ts';
import { Chance } from '../fuzz/chance.ts';

/** Time that passes when a test says so. */
export class TestClock {
	#now = 0;
	readonly #turns: number;
	#tasks: { readonly at: number; readonly run: () => void }[] = [];

	/** @param turns of the event loop that promises get to settle: a disk needs more than one */
	constructor(turns = 1) {
		this.#turns = turns;
	}

	readonly now = (): number => this.#now;

	readonly after = (ms: number, run: () => void): (() => void) => {
		const task = { at: this.#now + ms, run };
		this.#tasks.push(task);
		return () => {
			this.#tasks = this.#tasks.filter((other) => other !== task);
		};
	};

	/** Does what comes due, each at its time, and lets promises settle after each. */
	async pass(ms: number): Promise<void> {
		const end = this.#now + ms;
		await this.#settled();
		for (;;) {
			const next = this.#tasks.toSorted((a, b) => a.at - b.at)[0];
			if (!next || next.at > end) break;
			this.#tasks = this.#tasks.filter((task) => task !== next);
			this.#now = Math.max(this.#now, next.at);
			next.run();
			await this.#settled();
		}
		this.#now = end;
	}

	async #settled(): Promise<void> {
		for (let turn = 0; turn < this.#turns; turn++) {
			await new Promise<void>((done) => setImmediate(done));
		}
	}

	/** Nobody runs meanwhile: the page is away. */
	skip(ms: number): void {
		this.#tasks = [];
		this.#now += ms;
	}
}

const ackOf = (id: number) => encodeFrame({ type: 'a', id, body: {} });

/** A machine with three doors, and a host of which a test decides every frame. */
export class RawBench {
	readonly clock = new TestClock();
	readonly memory: Memory;
	machine: SimulatedMachine;
	readonly heard: Frame[] = [];
	/** Whether what arrives is acknowledged. */
	acks = true;
	readonly #options: Partial<MachineOptions>;
	readonly #chance = new Chance('board');
	#port: BytePort | null = null;

	constructor(options: Partial<MachineOptions> = {}) {
		this.#options = options;
		this.memory = options.memory ?? passingMemory();
		this.machine = this.#made();
	}

	/** Opens the port, and says hello. */
	async connect(sid: string, hello: FrameBody = {}): Promise<Frame> {
		await this.#port?.close();
		this.#port = await this.machine.ports.open();
		if (this.#port) void this.#listen(this.#port);
		await this.say('h', 1, { sid, ...hello });
		const answer = this.heard.findLast(({ type }) => type === 'H');
		if (!answer) throw new Error('No hello was answered.');
		return answer;
	}

	/** Sends one frame, and resolves when what it answers at once is there. */
	async say(type: string, id: number, body: FrameBody = {}): Promise<void> {
		await this.#port?.write(encodeFrame({ type, id, body }));
		await this.clock.pass(0);
	}

	/** What a request is answered; a refusal is its code. */
	async ask(id: number, body: FrameBody): Promise<FrameBody | string | undefined> {
		await this.say('q', id, body);
		const answer = this.heard.findLast((frame) => /[rx]/.test(frame.type) && frame.id === id);
		return answer?.type === 'x' ? (answer.body['e'] as string) : answer?.body;
	}

	/** Each event that arrived, as often as it did. */
	get events(): readonly Frame[] {
		return this.heard.filter(({ type }) => type === 'e');
	}

	/** What arrived of these kinds, without uptimes. */
	told(...kinds: string[]): FrameBody[] {
		return this.events
			.filter(({ body }) => kinds.includes(body['k'] as string))
			.map(({ body: { ms: _, ...body } }) => body);
	}

	/** The page goes, and another comes after so long. */
	reload(awayMs: number): void {
		this.machine.stop();
		this.clock.skip(awayMs);
		this.machine = this.#made();
	}

	#made(): SimulatedMachine {
		const { now, after } = this.clock;
		return new SimulatedMachine({
			...{ slots: [1, 2, 3], memory: this.memory, now, uptime: now, after },
			random: () => this.#chance.next(),
			...this.#options
		});
	}

	async #listen(port: BytePort): Promise<void> {
		const deframer = new Deframer();
		for await (const bytes of port.incoming) {
			for (const whole of deframer.push(bytes)) {
				const frame = decodeFrame(whole);
				if (frame) this.heard.push(frame);
				if (frame?.type === 'e' && this.acks) await port.write(ackOf(frame.id));
			}
		}
	}
}
