import { Deframer, type LineCounts } from './bytes.ts';
import type { LinkClock } from './clock.ts';
import type { LostReason } from './controller.ts';
import { parseEvent, type ControllerEvent } from './event.ts';
import { decodeFrame, encodeFrame, type FrameBody } from './frame.ts';
import type { JournalEntry, JournalKeeper, JournalPosition } from './journal.ts';
import {
	frameOf,
	parseControllerMessage,
	type ControllerMessage,
	type Hello,
	type HostMessage
} from './message.ts';
import type { BytePort } from './port.ts';
import { Requests, type Reply } from './requests.ts';

/** Why a link is over. */
export type LinkEnd = LostReason | 'incompatible' | 'stopped';

export type LinkOptions = {
	readonly port: BytePort;
	readonly keeper: JournalKeeper;
	readonly clock: LinkClock;
	/** Eight hexadecimal digits, another one each time. */
	readonly newSessionId: () => string;
	/** Replayed and new events, each after it was stored. */
	readonly onEvent: (event: ControllerEvent, at: number) => void;
	/** All that was journaled before the hello is stored, and the doors are known. */
	readonly onReady: (hello: Hello, doors: string) => void;
	/** The controller started again: nothing can be asked until the next `onReady`. */
	readonly onReset: () => void;
};

const HELLO_EVERY_MS = 400;
const HELLO_TRIES = 15;
const PING_EVERY_MS = 2_000;
/** Without a valid frame for so long, nobody is there [P5]. */
const DEAD_AFTER_MS = 6_000;
const LOOK_EVERY_MS = 500;
/** A store that has not answered for so long is taken for broken. */
const STORES_WITHIN_MS = 10_000;
/** A journal that cannot be replayed for so long will not be. */
const STUCK_AFTER_MS = 10_000;

/**
 * The link over one open port [P3 to P5], until the port is lost, nobody answers or it is stopped. A
 * controller that starts again is greeted again on the same port: opening it once more could reset the
 * board once more. Every promise of it ends with it.
 */
export class Link {
	readonly ended: Promise<LinkEnd>;
	readonly #with: LinkOptions;
	readonly #deframer = new Deframer();
	#requests: Requests;
	#sessionId: string;
	readonly #timers = new Map<string, () => void>();
	#end: (why: LinkEnd) => void = () => undefined;
	#isOver = false;
	#isReady = false;
	#asksDoors = false;
	/** So often it was looked since a frame came. */
	#silentLooks = 0;
	#pings = 0;
	#hello: Hello | null = null;
	/** What is stored; null until the keeper has told it. */
	#stored: JournalPosition | null = null;
	/** The number of the next event that is taken in: those before it are stored or being stored. */
	#expected = 0;
	#storing: Promise<void> = Promise.resolve();
	/** When something was stored, or a hello came: a gap that does not close is a dead line. */
	#progressAt: number;
	/** The controller's clock less ours, never more than it is: what it said was on its way. */
	#ahead = 0;
	/** When the controller started, by our calendar. */
	#startedAt = 0;
	#badFrames = 0;

	constructor(options: LinkOptions) {
		this.#with = options;
		const { clock } = options;
		this.#progressAt = clock.uptime();
		this.#sessionId = options.newSessionId();
		this.ended = new Promise((resolve) => (this.#end = resolve));
		this.#requests = this.#newRequests();
	}

	/** Frames that came broken, and what was beside them. */
	get counts(): LineCounts & { readonly bad: number } {
		return { ...this.#deframer.counts, bad: this.#badFrames };
	}

	get isReady(): boolean {
		return this.#isReady;
	}

	/** Begins to read and to say hello; call once. */
	start(): void {
		void this.#read();
		this.#sayHello(1);
		this.#watch();
	}

	/** Resolves once the port is closed, and what was being stored is stored or refused. */
	async stop(): Promise<void> {
		this.#fail('stopped');
		await this.#with.port.close();
		await this.#storing;
	}

	/** Asks once, however often it has to be sent. Never rejects. */
	request(body: FrameBody): Promise<Reply> {
		if (!this.#isReady || this.#isOver) return Promise.resolve({ kind: 'notSent' });
		return this.#requests.ask(body);
	}

	/** An instant from now on the controller's clock, never later than that instant is [P4]. */
	deadline(withinMs: number): number {
		return Math.floor(this.#with.clock.uptime() + this.#ahead + withinMs);
	}

	async #read(): Promise<void> {
		try {
			for await (const bytes of this.#with.port.incoming) {
				for (const whole of this.#deframer.push(bytes)) this.#take(whole);
				if (this.#isOver) return;
			}
		} catch {
			// Whatever the port says of it, it is gone.
		}
		this.#fail('unplugged');
	}

	#take(whole: Uint8Array): void {
		const frame = decodeFrame(whole);
		if (frame === null) this.#badFrames += 1;
		const message = frame && parseControllerMessage(frame);
		if (!message || this.#isOver) return;
		this.#silentLooks = 0;
		this.#obey(message);
	}

	#obey(message: ControllerMessage): void {
		switch (message.kind) {
			case 'hello':
				if (message.hello.sid === this.#sessionId) void this.#greet(message.hello);
				return;
			case 'otherVersion':
				if (message.sid === this.#sessionId) this.#fail('incompatible');
				return;
			case 'event':
				this.#takeEvent(message.seq, message.body);
				return;
			case 'pong':
				if (this.#hello) this.#learnTime(message.up);
				return;
			case 'result':
				this.#requests.answered(message.id, { kind: 'result', body: message.body });
				return;
			case 'refusal':
				if (message.code === 'NOSESSION') void this.#greetAgain();
				else this.#requests.answered(message.id, { kind: 'refused', code: message.code });
				return;
			case 'telemetry':
			case 'log':
				return;
		}
	}

	/** The first hello of this session decides where the journal goes on. */
	async #greet(hello: Hello): Promise<void> {
		this.#learnTime(hello.up);
		if (this.#hello) return;
		this.#hello = hello;
		this.#cancel('hello');
		try {
			const before = await this.#inTime(this.#with.keeper.position(hello.id));
			const { position, lost } = whereToGoOn(hello, before);
			if (lost) {
				const at = this.#with.clock.now();
				await this.#inTime(this.#with.keeper.keep({ kind: 'lost', ...lost, position, at }));
			}
			this.#stored = position;
			this.#expected = position.seq + 1;
			this.#progressAt = this.#with.clock.uptime();
			// The hello did not say it: what is stored here needs no sending.
			if (position.seq > 0) this.#acknowledge();
			this.#ping();
			this.#becomeReady();
		} catch {
			this.#fail('store');
		}
	}

	/** Its session is over on that side: a reset, or our silence. */
	async #greetAgain(): Promise<void> {
		if (!this.#hello) return;
		const storing = this.#storing;
		this.#hello = null;
		this.#stored = null;
		this.#isReady = this.#asksDoors = false;
		for (const name of [...this.#timers.keys()]) if (name !== 'watch') this.#cancel(name);
		this.#requests.giveUp();
		this.#requests = this.#newRequests();
		this.#sessionId = this.#with.newSessionId();
		this.#with.onReset();
		await storing;
		this.#sayHello(1);
	}

	#newRequests(): Requests {
		return new Requests(this.#with.clock, (id, body) => {
			this.#send({ kind: 'request', id, body });
		});
	}

	/** Only the next event is taken; the rest comes again [P3]. */
	#takeEvent(seq: number, body: FrameBody): void {
		if (!this.#stored) return;
		if (seq !== this.#expected) {
			this.#acknowledge();
			return;
		}
		this.#expected += 1;
		this.#storing = this.#storing
			.then(() => this.#store(seq, body))
			.catch(() => {
				this.#fail('store');
			});
	}

	async #store(seq: number, body: FrameBody): Promise<void> {
		if (this.#isOver || !this.#stored) return;
		const event = parseEvent(body);
		const position = { ...this.#stored, seq };
		const at = this.#timeOf(seq, event);
		const entry: JournalEntry = event
			? { kind: 'event', event, position, at }
			: { kind: 'unknown', body, position, at };
		await this.#inTime(
			this.#with.keeper.keep(entry).then(() => {
				// Stored, it comes no second time: it is told, though its session or the link be over.
				if (event) this.#with.onEvent(event, at);
			})
		);
		if (!this.#isGreeted()) return;
		this.#stored = position;
		this.#progressAt = this.#with.clock.uptime();
		this.#acknowledge();
		this.#becomeReady();
	}

	/** @throws what the store throws, or Error where it does not answer */
	#inTime<T>(stored: Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			const cancel = this.#with.clock.after(STORES_WITHIN_MS, () => {
				reject(new Error('The store does not answer.'));
			});
			stored.then(resolve, reject).finally(cancel);
		});
	}

	/** Not so in a session that ended meanwhile: the next one reads from the keeper what is stored. */
	#isGreeted(): boolean {
		return this.#stored !== null;
	}

	#acknowledge(): void {
		if (this.#stored && !this.#isOver) this.#send({ kind: 'ack', seq: this.#stored.seq });
	}

	/** Everything from before the hello is stored: then the doors are asked for [P3]. */
	#becomeReady(): void {
		const hello = this.#hello;
		if (!hello || !this.#stored || this.#isReady || this.#isOver) return;
		if (this.#stored.seq < hello.next - 1 || this.#asksDoors) return;
		this.#asksDoors = true;
		const requests = this.#requests;
		void requests.ask({ op: 'state' }).then((reply) => {
			if (this.#isOver || requests !== this.#requests) return;
			if (reply.kind !== 'result') {
				this.#fail('silent');
				return;
			}
			this.#isReady = true;
			const { door } = reply.body;
			this.#with.onReady(hello, typeof door === 'string' ? door : '');
		});
	}

	#learnTime(up: number): void {
		const { now, uptime } = this.#with.clock;
		this.#ahead = up - uptime();
		this.#startedAt = now() - up;
	}

	/** When an event happened; before the controller's last start, the time of that start. */
	#timeOf(seq: number, event: ControllerEvent | null): number {
		const { clock } = this.#with;
		const up = clock.uptime() + this.#ahead;
		const isOlder = seq < (this.#hello?.boot ?? 0) || (event !== null && event.ms > up);
		return Math.round(event && !isOlder ? this.#startedAt + event.ms : this.#startedAt);
	}

	#sayHello(number: number): void {
		if (this.#isOver || this.#hello) return;
		if (number > HELLO_TRIES) {
			this.#fail('silent');
			return;
		}
		this.#send({ kind: 'hello', number, sid: this.#sessionId });
		this.#later('hello', HELLO_EVERY_MS, () => {
			this.#sayHello(number + 1);
		});
	}

	#ping(): void {
		this.#pings += 1;
		this.#send({ kind: 'ping', id: this.#pings });
		this.#later('ping', PING_EVERY_MS, () => {
			this.#ping();
		});
	}

	/** Looks are counted, not time: a page that was frozen has not listened. */
	#watch(): void {
		this.#later('watch', LOOK_EVERY_MS, () => {
			this.#silentLooks += 1;
			const sinceProgress = this.#with.clock.uptime() - this.#progressAt;
			const isStuck = this.#hello !== null && !this.#isReady && sinceProgress > STUCK_AFTER_MS;
			if (this.#silentLooks * LOOK_EVERY_MS >= DEAD_AFTER_MS || isStuck) this.#fail('silent');
			else this.#watch();
		});
	}

	#send(message: HostMessage): void {
		if (this.#isOver) return;
		this.#with.port.write(encodeFrame(frameOf(message))).catch(() => {
			this.#fail('unplugged');
		});
	}

	#later(name: string, ms: number, task: () => void): void {
		this.#timers.set(name, this.#with.clock.after(ms, task));
	}

	#cancel(name: string): void {
		this.#timers.get(name)?.();
		this.#timers.delete(name);
	}

	#fail(why: LinkEnd): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#isReady = false;
		for (const cancel of this.#timers.values()) cancel();
		this.#requests.giveUp();
		this.#end(why);
	}
}

/**
 * Where a journal goes on [P3]. Another journal, or one that is shorter than what is stored of it,
 * begins a new epoch from its oldest event; one that overflowed says which of its events are gone.
 */
export function whereToGoOn(
	{ id, jid, first, next }: Pick<Hello, 'id' | 'jid' | 'first' | 'next'>,
	before: JournalPosition | null
): {
	readonly position: JournalPosition;
	readonly lost: { readonly from: number; readonly to: number } | null;
} {
	const goesOn = before !== null && before.journalId === jid && before.seq < next;
	if (!goesOn) {
		const epoch = before === null ? 1 : before.epoch + 1;
		return { position: { controllerId: id, journalId: jid, epoch, seq: first - 1 }, lost: null };
	}
	if (before.seq >= first - 1) return { position: before, lost: null };
	return {
		position: { ...before, seq: first - 1 },
		lost: { from: before.seq + 1, to: first - 1 }
	};
}
