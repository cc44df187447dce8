import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { controllerProgram } from './controller-program.ts';

/** A lock's coil had current; `key` is the one of the last unlock of that slot in the journal. */
export type Pulse = { readonly slot: number; readonly key: string };

/** What a board wrote into its journal, as it said when it did. */
export type Journaled = {
	readonly seq: number;
	readonly body: Readonly<Record<string, unknown>>;
	/** Counts how often power came, from 1. */
	readonly start: number;
	/** When it was heard here, as `performance.now()`. */
	readonly heardAt: number;
};

/**
 * A controller board: the C program in a process of its own, its journal in a file that outlives it.
 * Doors and scales are said here, as people and springs move them: they stay as they are while the
 * board has no power.
 */
export class Board {
	readonly #folder = mkdtempSync(join(tmpdir(), 'exes-board-'));
	#process: ChildProcess | null = null;
	#said = '';
	#starts = 0;
	readonly #open = new Set<number>();
	readonly #grams = new Map<number, number>();
	readonly #waiting: (() => void)[] = [];
	/** Each pulse of a lock, over all its lives. */
	readonly pulses: Pulse[] = [];
	/** Each event that went into the journal, over all its lives. */
	readonly journal: Journaled[] = [];
	onBytes: (bytes: Buffer) => void = () => undefined;
	onPulse: (pulse: Pulse) => void = () => undefined;
	onJournaled: (event: Journaled) => void = () => undefined;

	get isOn(): boolean {
		return this.#process !== null;
	}

	/** Doors that stand open. */
	get open(): ReadonlySet<number> {
		return this.#open;
	}

	gramsAt(slot: number): number {
		return this.#grams.get(slot) ?? 0;
	}

	/** Power comes. */
	start(): void {
		if (this.#process) return;
		const doors = [...this.#open].flatMap((slot) => ['--open', String(slot)]);
		const journal = join(this.#folder, 'journal');
		const child = spawn(controllerProgram(), [journal, '--fast', ...doors], {
			stdio: ['pipe', 'pipe', 'pipe', 'pipe']
		});
		const [input, output, words, hands] = child.stdio as unknown as [
			Writable,
			Readable,
			Readable,
			Writable
		];
		input.on('error', () => undefined); // it was killed, and that is all
		hands.on('error', () => undefined);
		output.on('data', (bytes: Buffer) => {
			if (this.#process === child) this.onBytes(bytes);
		});
		this.#said = '';
		this.#starts += 1;
		words.setEncoding('utf8').on('data', (text: string) => {
			this.#hear(text);
		});
		this.#process = child;
		// No scale has come to rest before.
		for (const [slot, grams] of this.#grams) this.weigh(slot, grams);
	}

	/** Power goes, SIGKILL; what it said before is heard out. */
	async kill(): Promise<void> {
		const child = this.#process;
		this.#process = null;
		if (!child) return;
		const closed = once(child, 'close');
		child.kill('SIGKILL');
		await closed;
	}

	write(bytes: Uint8Array): void {
		this.#process?.stdin?.write(bytes);
	}

	move(slot: number, isOpen: boolean): void {
		if (isOpen) this.#open.add(slot);
		else this.#open.delete(slot);
		this.#do(`door ${slot} ${isOpen ? 'open' : 'close'}`);
	}

	/**
	 * Somebody pulls the door, puts in so many grams or takes them out, and closes it again; resolves once
	 * the board has seen all of it.
	 */
	async useDoor(slot: number, grams = 0): Promise<void> {
		await this.moveAndSee(slot, true);
		if (grams !== 0) await this.changeAndSee(slot, grams);
		await this.moveAndSee(slot, false);
	}

	/** Moves a door; resolves once it is in the journal. */
	async moveAndSee(slot: number, isOpen: boolean): Promise<void> {
		await this.#andSee({ k: 'door', c: slot, open: isOpen ? 1 : 0 }, () => {
			this.move(slot, isOpen);
		});
	}

	/** Puts so many grams more on a scale, or takes them away; resolves once it is in the journal. */
	async changeAndSee(slot: number, grams: number): Promise<void> {
		const g = this.gramsAt(slot) + grams;
		await this.#andSee({ k: 'wt', c: slot, g }, () => {
			this.weigh(slot, g);
		});
	}

	weigh(slot: number, grams: number): void {
		this.#grams.set(slot, grams);
		this.#do(`wt ${slot} ${grams}`);
	}

	scan(text: string): void {
		this.#do(`scan ${text}`);
	}

	jam(slot: number, isJammed: boolean): void {
		this.#do(`jam ${slot} ${isJammed ? 1 : 0}`);
	}

	/** It does nothing for so long. */
	hang(ms: number): void {
		this.#do(`hang ${ms}`);
	}

	/** Writes the log of a boot, and half a frame. */
	babble(): void {
		this.#do('junk');
	}

	async close(): Promise<void> {
		await this.kill();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#do(words: string): void {
		(this.#process?.stdio[3] as Writable | undefined)?.write(`${words}\n`);
	}

	#hear(text: string): void {
		const lines = (this.#said + text).split('\n');
		this.#said = lines.pop() ?? '';
		for (const line of lines) {
			const [word, first = '', ...rest] = line.split(' ');
			if (word === 'PULSE') {
				const slot = Number(first);
				const pulse = { slot, key: this.#keyOf(slot) };
				this.pulses.push(pulse);
				this.onPulse(pulse);
			} else if (word === 'EVENT') {
				const body = JSON.parse(rest.join(' ')) as Journaled['body'];
				const event = { seq: Number(first), body, start: this.#starts, heardAt: performance.now() };
				this.journal.push(event);
				this.onJournaled(event);
				for (const wake of this.#waiting.splice(0)) wake();
			}
		}
	}

	async #andSee(event: Journaled['body'], happen: () => void): Promise<void> {
		const from = this.journal.length;
		const isSeen = ({ body }: Journaled): boolean =>
			Object.entries(event).every(([name, value]) => body[name] === value);
		happen();
		while (!this.journal.slice(from).some(isSeen)) await this.#somethingSaid();
	}

	#somethingSaid(): Promise<void> {
		return new Promise((done) => this.#waiting.push(done));
	}

	/** The key of the slot's last unlock: it goes into the journal before the pulse. */
	#keyOf(slot: number): string {
		const unlock = this.journal.findLast(
			({ body }) => body['k'] === 'unlock' && body['c'] === slot
		);
		return String(unlock?.body['key']);
	}
}
