import { Deframer, MAX_FRAME_BYTES } from '../bytes.ts';
import { decodeFrame, encodeFrame, type Frame, type FrameBody } from '../frame.ts';
import { parseHostMessage, PROTOCOL_VERSION, type HostMessage } from '../message.ts';
import type { Answers } from './answers.ts';
import type { BoardJournal } from './journal.ts';
import type { Refusal } from './requests.ts';
import type { Sender } from './sender.ts';

const HOST_SILENT_MS = 10_000;

type Session = { readonly sid: string; readonly answers: Answers; readonly sender: Sender };

export type TalkOptions = {
	readonly journal: BoardJournal;
	/** What a board says of itself in each hello. */
	readonly self: FrameBody;
	readonly uptime: () => number;
	/** Puts bytes on the line. */
	readonly send: (bytes: Uint8Array) => void;
	readonly perform: (body: FrameBody) => FrameBody | Refusal;
	/** A host has stored everything to here. */
	readonly onStored: (seq: number) => void;
	readonly newAnswers: () => Answers;
	readonly newSender: (...made: ConstructorParameters<typeof Sender>) => Sender;
};

/** A board's side of the line: one session with a host, its requests, and the journal that it is told. */
export class Talk {
	readonly #with: TalkOptions;
	readonly #deframer = new Deframer();
	#at: number;
	#heardAt: number;
	#session: Session | null = null;

	constructor(options: TalkOptions, at: number) {
		this.#with = options;
		this.#at = at;
		this.#heardAt = at;
	}

	get hasHost(): boolean {
		return this.#session !== null;
	}

	/** When something is to be done next; never is infinity. */
	get due(): number {
		if (!this.#session) return Infinity;
		return Math.min(this.#heardAt + HOST_SILENT_MS, this.#session.sender.due);
	}

	/** Sends what is due; a host that was silent for long is none any more. */
	run(at: number): void {
		this.#at = at;
		if (at >= this.#heardAt + HOST_SILENT_MS) this.#session = null;
		if (this.#session?.sender.hasOverflowed) this.#session = null;
		this.#session?.sender.run(at);
	}

	/** Bytes came from the host. */
	receive(bytes: Uint8Array): void {
		for (const whole of this.#deframer.push(bytes)) {
			const frame = decodeFrame(whole);
			const message = frame && parseHostMessage(frame);
			if (frame) this.#heardAt = this.#at;
			if (message) this.#take(message);
		}
		this.run(this.#at);
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
				if (!this.#session || message.seq >= this.#with.journal.next) return;
				this.#session.sender.acknowledge(message.seq, this.#at);
				this.#with.onStored(message.seq);
				return;
		}
	}

	/** A new session id begins a session; the same again was a hello whose answer was lost. */
	#greet({ number, sid, jid, last }: Extract<HostMessage, { kind: 'hello' }>): void {
		const { journal, self, newAnswers, newSender } = this.#with;
		const isKnown = jid === journal.id && last !== undefined && last < journal.next;
		const from = Math.max(isKnown ? last + 1 : 1, journal.first);
		const body = {
			...{ sid, v: PROTOCOL_VERSION, jid: journal.id, first: journal.first },
			...{ ...this.#standing(), max: MAX_FRAME_BYTES, ...self }
		};
		this.#send({ type: 'H', id: number, body });
		if (this.#session?.sid === sid) {
			if (isKnown) this.#session.sender.acknowledge(last, this.#at);
			return;
		}
		const sender = newSender(journal, from, (seq) => {
			this.#sendEvent(seq);
		});
		this.#session = { sid, answers: newAnswers(), sender };
	}

	#answer(id: number, body: FrameBody): void {
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
		const done = this.#with.perform(body);
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

	#sendEvent(seq: number): void {
		const text = this.#with.journal.at(seq);
		if (text !== null) this.#send({ type: 'e', id: seq, body: JSON.parse(text) as FrameBody });
	}

	#standing(): { up: number; next: number } {
		return { up: this.#with.uptime(), next: this.#with.journal.next };
	}

	#send(frame: Frame): void {
		this.#with.send(encodeFrame(frame));
	}
}
