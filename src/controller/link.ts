import { BoardClock } from './board-clock.ts';
import { Deframer, type LineCounts } from './bytes.ts';
import type { LinkClock } from './clock.ts';
import type { LostReason } from './controller.ts';
import type { ControllerEvent } from './event.ts';
import { decodeFrame, encodeFrame, type FrameBody } from './frame.ts';
import { Intake } from './intake.ts';
import type { JournalKeeper } from './journal.ts';
import {
	frameOf,
	parseControllerMessage,
	type ControllerMessage,
	type Hello,
	type HostMessage
} from './message.ts';
import type { BytePort } from './port.ts';
import { Requests, type Reply } from './requests.ts';
import { Timers } from './timers.ts';

/** Why a link is over. */
export type LinkEnd = LostReason | 'incompatible' | 'stopped';

/** How the line was, in figures for a diagnosis: nothing is done about them [P1]. */
export type LinkCounts = LineCounts & {
	/** Frames that came broken. */
	readonly bad: number;
	/** Requests that went out again because no answer came. */
	readonly resent: number;
	/** Events that came again, or before their turn. */
	readonly repeated: number;
};

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
	readonly #time: BoardClock;
	readonly #timers: Timers;
	#requests: Requests;
	#sessionId: string;
	#end: (why: LinkEnd) => void = () => undefined;
	#isOver = false;
	#isReady = false;
	#asksDoors = false;
	/** So often it was looked since a frame came. */
	#silentLooks = 0;
	#pings = 0;
	#hello: Hello | null = null;
	/** Null until the store has told where the journal goes on. */
	#intake: Intake | null = null;
	/** Of the session before. */
	#storing: Promise<void> | undefined;
	/** When something was stored, or a hello came: a gap that does not close is a dead line. */
	#progressAt: number;
	readonly #counts = { bad: 0, resent: 0, repeated: 0 };

	constructor(options: LinkOptions) {
		this.#with = options;
		const { clock } = options;
		this.#time = new BoardClock(clock);
		this.#timers = new Timers(clock);
		this.#progressAt = clock.uptime();
		this.#sessionId = options.newSessionId();
		this.ended = new Promise((resolve) => (this.#end = resolve));
		this.#requests = this.#newRequests();
	}

	get counts(): LinkCounts {
		return { ...this.#deframer.counts, ...this.#counts };
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
		await Promise.all([this.#storing, this.#intake?.end()]);
	}

	/** Asks once, however often it has to be sent. Never rejects where the body fits into a frame. */
	request(body: FrameBody): Promise<Reply> {
		if (!this.#isReady || this.#isOver) return Promise.resolve({ kind: 'notSent' });
		return this.#requests.ask(body);
	}

	/** An instant from now on the controller's clock, never later than that instant is [P4]. */
	deadline(withinMs: number): number {
		return this.#time.deadline(withinMs);
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
		if (frame === null) this.#counts.bad += 1;
		const message = frame && parseControllerMessage(frame);
		if (!message || this.#isOver) return;
		this.#silentLooks = 0;
		this.#obey(message);
	}

	#obey(message: ControllerMessage): void {
		switch (message.kind) {
			case 'hello':
				if (this.#isOurs(message.hello)) void this.#greet(message.hello);
				return;
			case 'otherVersion':
				if (this.#isOurs(message)) this.#fail('incompatible');
				return;
			case 'event':
				// What came too early, or again, is sent again or is stored already [P3].
				if (this.#intake?.take(message.seq, message.body) === false) {
					this.#counts.repeated += 1;
					this.#acknowledge();
				}
				return;
			case 'pong':
				if (this.#hello) this.#time.learn(message.up);
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

	#isOurs({ sid }: { readonly sid: string }): boolean {
		const isOurs = sid === this.#sessionId;
		if (isOurs) this.#with.port.greeted?.();
		return isOurs;
	}

	/** The first hello of this session decides where the journal goes on. */
	async #greet(hello: Hello): Promise<void> {
		this.#time.learn(hello.up);
		if (this.#hello) return;
		this.#hello = hello;
		this.#timers.cancel('hello');
		try {
			const intake = await this.#begin(hello);
			// The controller may have started again meanwhile.
			if (this.#hello !== hello || this.#isOver) return;
			this.#intake = intake;
			this.#progressAt = this.#with.clock.uptime();
			// The hello did not say it: what is stored here needs no sending.
			if (intake.stored > 0) this.#acknowledge();
			this.#ping();
			this.#becomeReady();
		} catch {
			this.#fail('store');
		}
	}

	#begin(hello: Hello): Promise<Intake> {
		const { keeper, clock, onEvent } = this.#with;
		return Intake.begin(hello, {
			...{ keeper, clock, onEvent, time: this.#time },
			onStored: () => {
				this.#progressAt = clock.uptime();
				this.#acknowledge();
				this.#becomeReady();
			},
			onFault: () => {
				this.#fail('store');
			}
		});
	}

	/** Its session is over on that side: a reset, or our silence. */
	async #greetAgain(): Promise<void> {
		if (!this.#hello) return;
		this.#storing = this.#intake?.end();
		this.#hello = null;
		this.#intake = null;
		this.#isReady = this.#asksDoors = false;
		this.#timers.cancel('hello', 'ping');
		this.#requests.giveUp();
		this.#requests = this.#newRequests();
		this.#sessionId = this.#with.newSessionId();
		this.#with.onReset();
		await this.#storing;
		this.#sayHello(1);
	}

	#newRequests(): Requests {
		let lastId = 0;
		return new Requests(this.#with.clock, (id, body) => {
			if (id <= lastId) this.#counts.resent += 1;
			lastId = Math.max(lastId, id);
			this.#send({ kind: 'request', id, body });
		});
	}

	#acknowledge(): void {
		if (this.#intake) this.#send({ kind: 'ack', seq: this.#intake.stored });
	}

	/** Everything from before the hello is stored: then the doors are asked for [P3]. */
	#becomeReady(): void {
		const hello = this.#hello;
		if (!hello || !this.#intake || this.#isReady || this.#isOver) return;
		if (this.#intake.stored < hello.next - 1 || this.#asksDoors) return;
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

	#sayHello(number: number): void {
		if (this.#isOver || this.#hello) return;
		if (number > HELLO_TRIES) {
			this.#fail('silent');
			return;
		}
		this.#send({ kind: 'hello', number, sid: this.#sessionId });
		this.#timers.set('hello', HELLO_EVERY_MS, () => {
			this.#sayHello(number + 1);
		});
	}

	#ping(): void {
		this.#pings += 1;
		this.#send({ kind: 'ping', id: this.#pings });
		this.#timers.set('ping', PING_EVERY_MS, () => {
			this.#ping();
		});
	}

	/** Looks are counted, not time: a page that was frozen has not listened. */
	#watch(): void {
		this.#timers.set('watch', LOOK_EVERY_MS, () => {
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

	#fail(why: LinkEnd): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#isReady = false;
		this.#timers.cancelAll();
		this.#requests.giveUp();
		void this.#intake?.end();
		this.#end(why);
	}
}
