import type { LinkClock } from './clock.ts';
import type { FrameBody } from './frame.ts';

/**
 * What came of a request. `noAnswer`: it was sent, and nobody knows whether it was done; `notSent`: it
 * was not, and will not be.
 */
export type Reply =
	| { readonly kind: 'result'; readonly body: FrameBody }
	| { readonly kind: 'refused'; readonly code: string }
	| { readonly kind: 'noAnswer' }
	| { readonly kind: 'notSent' };

const FIRST_WAIT_MS = 250;
const TRIES = 5;

type Timer = Pick<LinkClock, 'after'>;

type Waiting = { readonly resolve: (reply: Reply) => void; cancel: () => void };

/** The requests of one session: each is sent again with its own number until it is answered [P4]. */
export class Requests {
	readonly #clock: Timer;
	readonly #send: (id: number, body: FrameBody) => void;
	readonly #waiting = new Map<number, Waiting>();
	#lastId = 0;
	#isOver = false;

	constructor(clock: Timer, send: (id: number, body: FrameBody) => void) {
		this.#clock = clock;
		this.#send = send;
	}

	/** Ends after 8 s at the latest. */
	ask(body: FrameBody): Promise<Reply> {
		if (this.#isOver) return Promise.resolve({ kind: 'notSent' });
		this.#lastId += 1;
		const id = this.#lastId;
		return new Promise((resolve) => {
			this.#waiting.set(id, { resolve, cancel: () => undefined });
			this.#try(id, body, 0);
		});
	}

	/** An answer came; one that nobody waits for any more is left. */
	answered(id: number, reply: Reply): void {
		const waiting = this.#waiting.get(id);
		if (!waiting) return;
		this.#waiting.delete(id);
		waiting.cancel();
		waiting.resolve(reply);
	}

	/** The session is over: what was asked stays without an answer. */
	giveUp(): void {
		this.#isOver = true;
		for (const id of this.#waiting.keys()) this.answered(id, { kind: 'noAnswer' });
	}

	#try(id: number, body: FrameBody, tried: number): void {
		const waiting = this.#waiting.get(id);
		if (!waiting) return;
		if (tried === TRIES) {
			this.answered(id, { kind: 'noAnswer' });
			return;
		}
		this.#send(id, body);
		waiting.cancel = this.#clock.after(FIRST_WAIT_MS * 2 ** tried, () => {
			this.#try(id, body, tried + 1);
		});
	}
}
