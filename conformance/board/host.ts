import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { check, isInteger, NotTried } from '../expect.ts';
import { encode, Frames, type Frame } from './frame.ts';
import type { Device } from './device.ts';

export type Body = Frame['body'];
export type Hello = {
	readonly sid: string;
	readonly id: string;
	readonly jid: string;
	readonly first: number;
	readonly next: number;
	readonly up: number;
	readonly n: number;
	readonly caps: readonly string[];
};

export type Options = {
	/** A slot whose lock may be released. */
	readonly slot: number | null;
	/** Asks somebody beside the board to do something; null where nobody is there. */
	readonly ask: ((what: string) => void) | null;
};

const ANSWER_MS = 1_000;
const HELLO_EVERY_MS = 400;
const HELLOS = 15;
/** What somebody beside the board may take. */
const HANDS_MS = 60_000;

/** The kiosk's side of the cable, which keeps nothing and does what a rule wants to see answered. */
export class Host {
	readonly #device: Device;
	readonly #options: Options;
	readonly #frames = new Frames();
	#heard: Frame[] = [];
	readonly #wakes = new Set<() => void>();
	#lastId = 0;
	#stored = 0;
	#hello: Hello | null = null;

	constructor(device: Device, options: Options) {
		this.#device = device;
		this.#options = options;
		device.onBytes = (bytes) => {
			this.#heard.push(...this.#frames.push(bytes));
			for (const wake of this.#wakes) wake();
		};
	}

	/** What the board said of itself last. */
	get hello(): Hello {
		if (!this.#hello) throw new NotTried('it never said hello');
		return this.#hello;
	}

	/** A slot whose lock may be released. @throws NotTried */
	get slot(): number {
		const { slot } = this.#options;
		if (slot === null) throw new NotTried('it releases a lock: name one with --unlock SLOT');
		return slot;
	}

	/** Asks somebody beside the board to do something. @throws NotTried where nobody is there */
	get ask(): (what: string) => void {
		if (!this.#options.ask) throw new NotTried('it needs somebody beside the board: --hands');
		return this.#options.ask;
	}

	sendBytes(bytes: Uint8Array): void {
		if (this.#device.isGone) throw new NotTried('the device is gone');
		this.#device.send(bytes);
	}

	send(type: string, id: number, body: Body | string): void {
		this.sendBytes(encode(type, id, typeof body === 'string' ? body : JSON.stringify(body)));
	}

	/** Forgets what came so far, so that only what comes from now on answers. */
	forget(): void {
		this.#heard = [];
	}

	/** What came since the last `forget`. */
	get heard(): readonly Frame[] {
		return this.#heard;
	}

	/** The first frame that is so, of those that came and will come; null after so long. */
	async until(isSo: (frame: Frame) => boolean, withinMs = ANSWER_MS): Promise<Frame | null> {
		const end = performance.now() + withinMs;
		for (;;) {
			const frame = this.#heard.find(isSo);
			if (frame) return frame;
			const left = end - performance.now();
			if (left <= 0) return null;
			await new Promise<void>((done) => {
				const wake = (): void => {
					clearTimeout(timer);
					this.#wakes.delete(wake);
					done();
				};
				const timer = setTimeout(wake, left);
				this.#wakes.add(wake);
			});
		}
	}

	/** Begins a session, saying what is stored of which journal. */
	async begin(stored?: { jid: string; last: number }): Promise<Hello> {
		const sid = randomBytes(4).toString('hex');
		this.#lastId = 0;
		this.forget();
		for (let number = 1; number <= HELLOS; number++) {
			this.send('h', number, { sid, ...stored });
			const isOurs = ({ type, body }: Frame) => type === 'H' && body['sid'] === sid;
			const answer = await this.until(isOurs, HELLO_EVERY_MS);
			if (answer) {
				const hello = helloIn(answer.body);
				this.#hello = hello;
				const isKnown =
					stored !== undefined && hello.jid === stored.jid && stored.last < hello.next;
				this.#stored = Math.max(isKnown ? stored.last : 0, hello.first - 1);
				return hello;
			}
		}
		check(
			false,
			`a hello (H with our sid) within ${(HELLOS * HELLO_EVERY_MS) / 1_000} s`,
			undefined
		);
	}

	/** A session in which every event of before counts as stored. */
	async beginQuiet(): Promise<Hello> {
		const { jid, next } = await this.begin();
		this.send('a', next - 1, {});
		return this.begin({ jid, last: next - 1 });
	}

	/** Asks, again after 250 ms, doubling, five times in all. */
	async request(body: Body, id = ++this.#lastId): Promise<Frame> {
		for (let tried = 0, wait = 250; tried < 5; tried++, wait *= 2) {
			this.send('q', id, body);
			const answer = await this.until((at) => /^[rx]$/.test(at.type) && at.id === id, wait);
			if (answer) return answer;
		}
		check(false, `an answer to ${JSON.stringify(body)}`, undefined);
	}

	/** The board's uptime and its next event. */
	async ping(): Promise<{ up: number; next: number }> {
		const id = 1_000_000 + ++this.#lastId;
		this.send('p', id, {});
		const pong = await this.until(({ type, id: at }) => type === 'P' && at === id);
		check(pong !== null, 'an answer to a ping', undefined);
		const { up, next } = pong.body;
		isInteger(up, 0, 'up in a pong');
		isInteger(next, 1, 'next in a pong');
		return { up: Number(up), next: Number(next) };
	}

	/** The next event of this kind about this slot; acknowledges it, and those before it. */
	async event(k: string, c: number, withinMs = HANDS_MS): Promise<Body> {
		const end = performance.now() + withinMs;
		for (;;) {
			const next = await this.until(({ type }) => type === 'e', end - performance.now());
			check(next !== null, `an event ${k} of slot ${c} within ${withinMs / 1_000} s`, undefined);
			this.#heard.splice(this.#heard.indexOf(next), 1);
			if (next.id !== this.#stored + 1) continue; // sent again
			this.#stored = next.id;
			this.send('a', next.id, {});
			if (next.body['k'] === k && next.body['c'] === c) return next.body;
		}
	}

	pause(ms: number): Promise<void> {
		return pause(ms);
	}
}

function helloIn(body: Body): Hello {
	const { v, id, jid, first, next, up, n, caps } = body;
	check(v === 1, 'v in a hello to be 1', v);
	check(typeof id === 'string' && id !== '', 'id in a hello to be a text', id);
	const isJournal = typeof jid === 'string' && /^[0-9A-Fa-f]{8}$/.test(jid);
	check(isJournal, 'jid in a hello to be 8 hexadecimal digits', jid);
	isInteger(first, 1, 'first in a hello');
	isInteger(next, Number(first), 'next in a hello');
	isInteger(up, 0, 'up in a hello');
	isInteger(n, 1, 'n in a hello');
	const isList = Array.isArray(caps) && caps.every((cap) => typeof cap === 'string');
	check(isList, 'caps in a hello to be a list of texts', caps);
	return body as unknown as Hello;
}
