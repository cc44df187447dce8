const WINDOW = 8;
const RESEND_MS = 300;
const MOST_RESEND_MS = 2_400;

type Journal = { readonly first: number; readonly next: number };

/**
 * Sends a journal to one host, in order and again until it is acknowledged [P3]: at most a window of
 * events is under way, and after a silence all of it is sent again (go-back-N).
 */
export class Sender {
	readonly #journal: Journal;
	readonly #send: (seq: number) => void;
	/** Everything below is stored by the host. */
	#base: number;
	#next: number;
	#wait = RESEND_MS;
	#resendAt = Infinity;

	/** @param from the first event that the host has not */
	constructor(journal: Journal, from: number, send: (seq: number) => void) {
		this.#journal = journal;
		this.#send = send;
		this.#base = from;
		this.#next = from;
	}

	/** What the host waits for is gone: only a new hello can tell it which. */
	get hasOverflowed(): boolean {
		return this.#base < this.#journal.first;
	}

	/** When the window is sent again; never is infinity. */
	get due(): number {
		return this.#resendAt;
	}

	run(at: number): void {
		if (at >= this.#resendAt) {
			this.#next = this.#base;
			this.#wait = Math.min(this.#wait * 2, MOST_RESEND_MS);
			this.#resendAt = Infinity;
		}
		while (this.#next < this.#journal.next && this.#next < this.#base + WINDOW) {
			this.#send(this.#next);
			this.#next += 1;
			if (this.#resendAt === Infinity) this.#resendAt = at + this.#wait;
		}
	}

	/** The host has stored everything to `seq`. What it cannot have is no acknowledgement. */
	acknowledge(seq: number, at: number): void {
		if (seq < this.#base || seq >= this.#journal.next) return;
		this.#base = seq + 1;
		this.#next = Math.max(this.#next, this.#base);
		this.#wait = RESEND_MS;
		this.#resendAt = this.#base < this.#next ? at + this.#wait : Infinity;
		this.run(at);
	}
}
