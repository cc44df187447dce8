import { Deframer, MAX_FRAME_BYTES } from '../bytes.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameBody } from '../frame.ts';
import { parseHostMessage, PROTOCOL_VERSION, type HostMessage } from '../message.ts';
import { Answers } from './answers.ts';
import type { Hardware } from './hardware.ts';
import type { BoardJournal, Happening } from './journal.ts';
import { lockOf, Locks, type Lock } from './locks.ts';
import { perform } from './requests.ts';
import { Senses, unsensed, type Sensed } from './senses.ts';
import { Sender } from './sender.ts';

const HOST_SILENT_MS = 10_000;
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

type Session = { readonly sid: string; readonly answers: Answers; readonly sender: Sender };

/**
 * A controller board's firmware from one start to the next [P9]. It does nothing by itself: whoever has
 * it runs it at `due`, and after everything that moved its wires.
 */
export class Board {
	readonly #with: BoardOptions;
	readonly #parts: Parts;
	readonly #deframer = new Deframer();
	readonly #bootedAt: number;
	readonly #bootSeq: number;
	readonly #locks: Locks;
	readonly #senses: Senses;
	readonly #tares: Map<number, number>;
	#at: number;
	#heardAt: number;
	#session: Session | null = null;

	private constructor(options: BoardOptions, at: number, running: Running) {
		const { hardware, parts } = options;
		const tell = (event: Happening): void => {
			this.#tell(event);
		};
		this.#with = options;
		this.#parts = { ...SOUND, ...parts };
		this.#at = at;
		this.#heardAt = at;
		this.#bootedAt = running.bootedAt;
		this.#bootSeq = running.bootSeq;
		this.#locks = new Locks(hardware, tell, new Map(running.locks));
		this.#senses = new Senses(hardware, tell, running.sensed);
		this.#tares = new Map(running.tares);
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
			if (isOpen !== told.open.includes(slot)) {
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
		return this.#session !== null;
	}

	isReleased(slot: number): boolean {
		return this.#locks.isReleased(slot, this.#at);
	}

	get due(): number {
		const silent = this.#session ? this.#heardAt + HOST_SILENT_MS : Infinity;
		const resend = this.#session?.sender.due ?? Infinity;
		return Math.min(this.#locks.due, this.#senses.due, silent, resend);
	}

	/** Looks at its wires and does what is due. */
	run(at: number): void {
		this.#at = at;
		this.#locks.run(at);
		this.#senses.run(at);
		if (at >= this.#heardAt + HOST_SILENT_MS) this.#session = null;
		this.#sendEvents();
	}

	/** Bytes came from the host. */
	receive(bytes: Uint8Array, at: number): void {
		this.run(at);
		for (const whole of this.#deframer.push(bytes)) {
			const frame = decodeFrame(whole);
			const message = frame && parseHostMessage(frame);
			if (frame) this.#heardAt = at;
			if (message) this.#take(message);
		}
		this.#sendEvents();
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
		this.#with.journal.append({ ...event, ms: this.#uptime });
	}

	#take(message: HostMessage): void {
		switch (message.kind) {
			case 'hello':
				this.#greet(message);
				return;
			case 'request':
				this.#answer(message.id, message.body);
				return;
			case 'ping':
				if (this.#session) this.#send({ type: 'P', id: message.id, body: this.#standing() });
				else this.#refuse(message.id);
				return;
			case 'ack':
				this.#session?.sender.acknowledge(message.seq, this.#at);
				return;
		}
	}

	/** A new session id begins a session; the same again was a hello whose answer was lost. */
	#greet({ number, sid, jid, last }: Extract<HostMessage, { kind: 'hello' }>): void {
		const { id, hardware, journal } = this.#with;
		const isKnown = jid === journal.id && last !== undefined && last < journal.next;
		const from = Math.max(isKnown ? last + 1 : 1, journal.first);
		const body = {
			...{ sid, v: PROTOCOL_VERSION, id, hw: 'simulated', jid: journal.id },
			...{ first: journal.first, ...this.#standing(), max: MAX_FRAME_BYTES, fw: 'exes-sim-1' },
			...{ caps: CAPABILITIES, n: Math.max(0, ...hardware.slots), boot: this.#bootSeq }
		};
		this.#send({ type: 'H', id: number, body });
		if (this.#session?.sid === sid) {
			if (isKnown) this.#session.sender.acknowledge(last, this.#at);
			return;
		}
		const sender = this.#parts.sender(journal, from, (seq) => {
			this.#sendEvent(seq);
		});
		this.#session = { sid, answers: this.#parts.answers(), sender };
	}

	#answer(id: number, body: FrameBody): void {
		const { hardware, journal } = this.#with;
		if (!this.#session) {
			this.#refuse(id);
			return;
		}
		const { answers } = this.#session;
		const known = answers.recall(id);
		if (known) {
			this.#send(known);
			return;
		}
		const done = this.#parts.perform(
			{
				...{ hardware, journal, locks: this.#locks, tares: this.#tares },
				...{ at: this.#at, uptime: this.#uptime },
				tell: (event) => {
					this.#tell(event);
				}
			},
			body
		);
		const answer: Frame =
			typeof done === 'string'
				? { type: 'x', id, body: { e: done } }
				: { type: 'r', id, body: done };
		answers.keep(answer);
		this.#send(answer);
	}

	#refuse(id: number): void {
		this.#send({ type: 'x', id, body: { e: 'NOSESSION' } });
	}

	#sendEvents(): void {
		if (this.#session?.sender.hasOverflowed) this.#session = null;
		this.#session?.sender.run(this.#at);
	}

	#sendEvent(seq: number): void {
		const text = this.#with.journal.at(seq);
		if (text !== null) this.#send({ type: 'e', id: seq, body: JSON.parse(text) as FrameBody });
	}

	#standing(): { up: number; next: number } {
		return { up: this.#uptime, next: this.#with.journal.next };
	}

	#send(frame: Frame): void {
		this.#with.send(encodeFrame(frame));
	}
}
