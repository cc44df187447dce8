import type { BoardClock } from './board-clock.ts';
import type { LinkClock } from './clock.ts';
import { parseEvent, type ControllerEvent } from './event.ts';
import type { FrameBody } from './frame.ts';
import { whereToGoOn, type JournalEntry, type JournalKeeper } from './journal.ts';
import type { JournalPosition } from './journal.ts';
import type { Hello } from './message.ts';

export type IntakeOptions = {
	readonly keeper: JournalKeeper;
	readonly clock: Pick<LinkClock, 'now' | 'after'>;
	readonly time: BoardClock;
	/** Each event, after it was stored. */
	readonly onEvent: (event: ControllerEvent, at: number) => void;
	/** Everything to here is stored, and may be acknowledged. */
	readonly onStored: (seq: number) => void;
	/** The store refused, or did not answer. */
	readonly onFault: () => void;
};

/** A store that has not answered for so long is taken for broken. */
const STORES_WITHIN_MS = 10_000;

/** Takes the events of one session in, each once and in order [P3]. */
export class Intake {
	readonly #with: IntakeOptions;
	readonly #boot: number;
	#stored: JournalPosition;
	/** The number of the next event that is taken in: those before it are stored or being stored. */
	#expected: number;
	#storing: Promise<void> = Promise.resolve();
	#isOver = false;

	private constructor(options: IntakeOptions, boot: number, stored: JournalPosition) {
		this.#with = options;
		this.#boot = boot;
		this.#stored = stored;
		this.#expected = stored.seq + 1;
	}

	/**
	 * Goes on where the store stands, once it is stored which range is lost.
	 *
	 * @throws what the store throws, or Error where it does not answer
	 */
	static async begin(hello: Hello, options: IntakeOptions): Promise<Intake> {
		const { keeper, clock } = options;
		const before = await inTime(keeper.position(hello.id), clock);
		const { position, lost } = whereToGoOn(hello, before);
		if (lost) {
			await inTime(keeper.keep({ kind: 'lost', ...lost, position, at: clock.now() }), clock);
		}
		return new Intake(options, hello.boot ?? 0, position);
	}

	/** The last event that is stored; 0 before the first. */
	get stored(): number {
		return this.#stored.seq;
	}

	/**
	 * Only the next event is taken; the rest comes again.
	 *
	 * @returns whether it is the next one
	 */
	take(seq: number, body: FrameBody): boolean {
		if (seq !== this.#expected) return false;
		this.#expected += 1;
		this.#storing = this.#storing
			.then(() => this.#store(seq, body))
			.catch(() => {
				this.#with.onFault();
			});
		return true;
	}

	/** Takes nothing more; resolves once what was being stored is stored or refused. */
	async end(): Promise<void> {
		this.#isOver = true;
		await this.#storing;
	}

	async #store(seq: number, body: FrameBody): Promise<void> {
		if (this.#isOver) return;
		const { keeper, clock, time, onEvent, onStored } = this.#with;
		const event = parseEvent(body);
		const position = { ...this.#stored, seq };
		const at = time.timeOf(event, seq < this.#boot);
		const entry: JournalEntry = event
			? { kind: 'event', event, position, at }
			: { kind: 'unknown', body, position, at };
		const kept = keeper.keep(entry).then(() => {
			// Stored, it comes no second time: it is told, though its session or the link be over.
			if (event) onEvent(event, at);
		});
		await inTime(kept, clock);
		// The next session reads from the keeper what is stored.
		if (this.#isEnded()) return;
		this.#stored = position;
		onStored(seq);
	}

	// TypeScript takes what was asked before to hold over every wait.
	#isEnded(): boolean {
		return this.#isOver;
	}
}

function inTime<T>(stored: Promise<T>, { after }: Pick<LinkClock, 'after'>): Promise<T> {
	return new Promise((resolve, reject) => {
		const cancel = after(STORES_WITHIN_MS, () => {
			reject(new Error('The store does not answer.'));
		});
		stored.then(resolve, reject).finally(cancel);
	});
}
