import { encode, Frames, type Frame } from '../../conformance/board/frame.ts';
import type { Board } from './board.ts';
import type { UsbPort } from './usb-port.ts';

/**
 * Where a machine can be caught in the middle of an act: each is after what it names, and before
 * anything that follows.
 */
export const MOMENTS = [
	'asked',
	'released',
	'answered',
	'opened',
	'weighed',
	'closed',
	'stored'
] as const;
export type Moment = (typeof MOMENTS)[number];

/** The numbers of an act's events in the journal. */
const NONE = { opened: -1, weighed: -1, closed: -1 };

/** What passes between a page and a board, frame by frame, that can be cut at a moment. */
export class Cable {
	readonly #port: UsbPort;
	readonly #board: Board;
	#isCut = false;
	#cutAt: { moment: Moment; reached: () => void } | null = null;
	#unlockId = -1;
	#seqs = NONE;
	/** The last event that the page said was stored. */
	stored = 0;

	constructor(port: UsbPort, board: Board) {
		this.#port = port;
		this.#board = board;
		const [up, down] = [new Frames(), new Frames()];
		port.onBytes = (bytes) => {
			for (const frame of up.push(bytes)) this.#toBoard(frame);
		};
		board.onBytes = (bytes) => {
			for (const frame of down.push(bytes)) this.#toPage(frame);
		};
		board.onJournaled = ({ seq, body }) => {
			if (body['k'] === 'wt') this.#seqs = { ...this.#seqs, weighed: seq };
			if (body['k'] !== 'door') return;
			const moved = body['open'] === 1 ? 'opened' : 'closed';
			this.#seqs = { ...this.#seqs, [moved]: seq };
			if (moved === 'closed') this.#reach('closed');
		};
	}

	/** Resolves when the next act comes to this moment: from then on nothing passes. */
	cutAt(moment: Moment): Promise<void> {
		this.#seqs = NONE;
		return new Promise((reached) => (this.#cutAt = { moment, reached }));
	}

	mend(): void {
		this.#isCut = false;
	}

	/** @returns whether the cable is cut here */
	#reach(moment: Moment): boolean {
		if (this.#cutAt?.moment !== moment) return false;
		this.#isCut = true;
		this.#cutAt.reached();
		this.#cutAt = null;
		return true;
	}

	#toBoard(frame: Frame): void {
		if (this.#isCut) return;
		const { type, id, body } = frame;
		if (type === 'q' && body['op'] === 'unlock') {
			this.#unlockId = id;
			if (this.#reach('asked')) return;
		}
		if (type === 'a') this.stored = id;
		if (type === 'h') this.stored = Math.max(this.stored, Number(body['last'] ?? 0));
		this.#board.write(bytesOf(frame));
		if (type !== 'a') return;
		if (id === this.#seqs.opened) this.#reach('opened');
		if (id === this.#seqs.weighed) this.#reach('weighed');
		if (id === this.#seqs.closed) this.#reach('stored');
	}

	#toPage(frame: Frame): void {
		const isAnswer = /^[rx]$/.test(frame.type) && frame.id === this.#unlockId;
		if (isAnswer) this.#reach('released');
		if (this.#isCut) return;
		this.#port.write(bytesOf(frame));
		if (isAnswer) this.#reach('answered');
	}
}

const bytesOf = ({ type, id, body }: Frame): Uint8Array => encode(type, id, JSON.stringify(body));
