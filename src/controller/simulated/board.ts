import type { FrameBody } from '../frame.ts';
import { Answers } from './answers.ts';
import type { Hardware } from './hardware.ts';
import type { BoardJournal, Happening } from './journal.ts';
import { lockOf, Locks, type Lock } from './locks.ts';
import { perform, type Refusal } from './requests.ts';
import { Senses, unsensed, type Sensed } from './senses.ts';
import { Sender } from './sender.ts';
import { Talk } from './talk.ts';

const CAPABILITIES = ['lock', 'door', 'temp', 'wt', 'scan', 'light', 'beep'];

export type BootReason = 'power' | 'watchdog' | 'asked';
const WHY: Readonly<Record<BootReason, number>> = { power: 0, watchdog: 1, asked: 2 };

/** What a board knows until it is reset, as plain data; times are on its clock. */
export type Running = {
	readonly bootedAt: number;
	/** The event that said so. */
	readonly bootSeq: number;
	readonly locks: readonly (readonly [number, Lock])[];
	readonly sensed: Sensed;
	readonly tares: readonly (readonly [number, number])[];
};

/** The parts that a board is made of, so that a test can break each of them. */
export type Parts = {
	readonly answers: () => Answers;
	readonly sender: (...made: ConstructorParameters<typeof Sender>) => Sender;
	readonly perform: typeof perform;
};

const SOUND: Parts = {
	answers: () => new Answers(),
	sender: (...made) => new Sender(...made),
	perform
};

export type BoardOptions = {
	readonly id: string;
	readonly hardware: Hardware;
	readonly journal: BoardJournal;
	/** Puts bytes on the line to the host. */
	readonly send: (bytes: Uint8Array) => void;
	readonly parts?: Partial<Parts>;
};

/**
 * A controller board's firmware from one start to the next [P9]. It does nothing by itself: whoever has
 * it runs it at `due`, and after everything that moved its wires.
 */
export class Board {
	readonly #with: BoardOptions;
	readonly #parts: Parts;
	readonly #talk: Talk;
	readonly #bootedAt: number;
	readonly #bootSeq: number;
	readonly #locks: Locks;
	readonly #senses: Senses;
	readonly #tares: Map<number, number>;
	/** The last event that any host had, since the start. */
	#stored: number;
	/** One went from the ring that none has had. */
	#hasLost = false;
	#at: number;

	private constructor(options: BoardOptions, at: number, running: Running) {
		const { id, hardware, journal, send, parts } = options;
		const tell = (event: Happening): void => {
			this.#tell(event);
		};
		this.#with = options;
		this.#parts = { ...SOUND, ...parts };
		this.#at = at;
		this.#stored = journal.first - 1;
		this.#bootedAt = running.bootedAt;
		this.#bootSeq = running.bootSeq;
		this.#senses = new Senses(hardware, tell, running.sensed);
		const restsAt = (slot: number): number | null => this.#senses.restsAt(slot);
		this.#locks = new Locks({ hardware, tell, restsAt }, new Map(running.locks));
		this.#tares = new Map(running.tares);
		const self = {
			...{ id, hw: 'simulated', fw: 'exes-sim-1', caps: CAPABILITIES },
			...{ n: Math.max(0, ...hardware.slots), boot: running.bootSeq }
		};
		const { answers: newAnswers, sender: newSender } = this.#parts;
		const talk = { journal, self, send, newAnswers, newSender };
		const uptime = (): number => this.#uptime;
		const onStored = (seq: number): void => {
			this.#stored = Math.max(this.#stored, seq);
			// It has the rest: nothing that it waits for goes for what is told again.
			if (!this.#hasLost || seq < journal.next - 1) return;
			this.#hasLost = false;
			this.#senses.forget();
		};
		this.#talk = new Talk(
			{ ...talk, uptime, perform: (body) => this.#perform(body), onStored },
			at
		);
	}

	/** Power came, or it was reset: it knows its journal alone, and says that it started. */
	static boot(options: BoardOptions, at: number, why: BootReason): Board {
		const { hardware, journal } = options;
		const { told } = journal;
		const found = hardware.slots.filter((slot) => hardware.doorIsOpen(slot));
		const locks = found.map((slot) => [slot, lockOf({ isOpen: true, openSince: at })] as const);
		const fresh: Running = {
			...{ bootedAt: at, bootSeq: journal.next, locks },
			...{ sensed: unsensed(told), tares: [] }
		};
		const board = new Board(options, at, fresh);
		board.#tell({ k: 'boot', why: WHY[why] });
		// Moved while nobody watched: who opened it, and whether it was locked, is not known.
		for (const slot of hardware.slots) {
			const isOpen = found.includes(slot);
			if (isOpen !== told.isOpen(slot)) {
				board.#tell({ k: 'door', c: slot, open: isOpen ? 1 : 0 });
			}
		}
		board.run(at);
		return board;
	}

	/** Nothing happened to the board: only what simulates it was away. */
	static resume(options: BoardOptions, at: number, running: Running): Board {
		return new Board(options, at, running);
	}

	/** For `resume`. */
	get running(): Running {
		return {
			bootedAt: this.#bootedAt,
			bootSeq: this.#bootSeq,
			locks: [...this.#locks.locks],
			sensed: this.#senses.sensed,
			tares: [...this.#tares]
		};
	}

	get doors(): string {
		return this.#locks.letters;
	}

	get hasHost(): boolean {
		return this.#talk.hasHost;
	}

	isReleased(slot: number): boolean {
		return this.#locks.isReleased(slot, this.#at);
	}

	get due(): number {
		return Math.min(this.#locks.due, this.#senses.due, this.#talk.due);
	}

	/** Looks at its wires and does what is due. */
	run(at: number): void {
		this.#at = at;
		this.#locks.run(at);
		this.#senses.run(at);
		this.#talk.run(at);
	}

	/** Bytes came from the host. */
	receive(bytes: Uint8Array, at: number): void {
		this.run(at);
		this.#talk.receive(bytes);
	}

	scan(type: 'qr' | 'ean' | 'code', value: string): void {
		this.#tell({ k: 'scan', t: type, v: value });
		this.run(this.#at);
	}

	tamper(): void {
		this.#tell({ k: 'tamper' });
		this.run(this.#at);
	}

	get #uptime(): number {
		return Math.floor(this.#at - this.#bootedAt);
	}

	/** Stored before anything else is done about it [P3]. */
	#tell(event: Happening): void {
		const { journal } = this.#with;
		journal.append({ ...event, ms: this.#uptime });
		if (journal.first > this.#stored + 1) this.#hasLost = true;
	}

	#perform(body: FrameBody): FrameBody | Refusal {
		const { hardware, journal } = this.#with;
		const tell = (event: Happening): void => {
			this.#tell(event);
		};
		return this.#parts.perform(
			{
				...{ hardware, journal, tell, locks: this.#locks, tares: this.#tares },
				...{ at: this.#at, uptime: this.#uptime }
			},
			body
		);
	}
}
