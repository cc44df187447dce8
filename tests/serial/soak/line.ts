import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../../fuzz/chance.ts';

const FRAME_START = 0x1e;
/** Of frames, each of these happens to one in a hundred. */
const SHARE = 0.01;
const FAULTS = ['flip', 'loseByte', 'loseFrame', 'split', 'double'] as const;
const MOST_SPLIT_MS = 40;

/** One direction of a bad cable: what is carried comes in order, but not always whole, or once. */
export class FaultyLine {
	readonly #chance: Chance;
	readonly #deliver: (bytes: Uint8Array) => void;
	#last: Promise<void> = Promise.resolve();
	isFaulty = true;
	faults = 0;

	constructor(chance: Chance, deliver: (bytes: Uint8Array) => void) {
		this.#chance = chance;
		this.#deliver = deliver;
	}

	carry(bytes: Uint8Array): void {
		for (const frame of framesIn(bytes)) {
			const fault = this.isFaulty ? FAULTS.find(() => this.#chance.next() < SHARE) : undefined;
			if (fault !== undefined) this.faults += 1;
			this.#queue(this.#pieces(frame, fault));
		}
	}

	/** What arrives instead of a frame, with a pause before each piece but the first. */
	#pieces(frame: Uint8Array, fault: (typeof FAULTS)[number] | undefined): Uint8Array[] {
		const at = this.#chance.integer(0, frame.length - 1);
		switch (fault) {
			case 'flip':
				return [frame.with(at, (frame[at] ?? 0) ^ (1 << this.#chance.integer(0, 7)))];
			case 'loseByte':
				return [Uint8Array.of(...frame.subarray(0, at), ...frame.subarray(at + 1))];
			case 'loseFrame':
				return [];
			case 'split':
				return [frame.subarray(0, at), frame.subarray(at)];
			case 'double':
				return [Uint8Array.of(...frame, ...frame)];
			case undefined:
				return [frame];
		}
	}

	#queue([first, ...more]: readonly Uint8Array[]): void {
		if (!first) return;
		this.#last = this.#last.then(async () => {
			this.#deliver(first);
			for (const piece of more) {
				await pause(this.#chance.integer(1, MOST_SPLIT_MS));
				this.#deliver(piece);
			}
		});
	}
}

/** Bytes, cut before each start of a frame. */
function framesIn(bytes: Uint8Array): Uint8Array[] {
	const frames: Uint8Array[] = [];
	let start = 0;
	for (let at = 1; at <= bytes.length; at++) {
		if (at < bytes.length && bytes[at] !== FRAME_START) continue;
		frames.push(bytes.slice(start, at));
		start = at;
	}
	return frames;
}
