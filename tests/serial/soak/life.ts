import { setTimeout as pause } from 'node:timers/promises';
import type { Controller } from '#controller/controller.ts';
import { Chance } from '../../fuzz/chance.ts';
import { Board } from '../board.ts';
import { Cable } from './cable.ts';
import { KeptJournal } from './kept.ts';
import { startLink, type RunningLink } from '../start-link.ts';
import { judge, type Verdict } from './verdict.ts';

const SLOTS = [1, 2, 3, 4];
/** The board keeps 256 events: so many are not stored yet at most, or the oldest would go. */
const MOST_UNSTORED = 100;
/** When all is well again, everything must be stored by then. */
const CALM_WITHIN_MS = 60_000;
const TRIES = 4;

/** What was asked of a lock: its key, and until when it may be released. */
export type Asked = { readonly key: string; deadline: number };

/** One machine at a bad cable, from the first event to when all is stored. */
class Life {
	readonly #chance: Chance;
	readonly #board = new Board();
	readonly #cable: Cable;
	readonly #kept: KeptJournal;
	readonly #asked: Asked[] = [];
	readonly #acts: Promise<void>[] = [];
	#page = new AbortController();
	#link: RunningLink | null = null;
	#disturbances = 0;

	constructor(seed: string) {
		this.#chance = new Chance(seed);
		this.#cable = new Cable(this.#board, seed);
		this.#kept = new KeptJournal(new Chance(`${seed} disk`));
	}

	async live(events: number): Promise<Verdict> {
		try {
			this.#board.start();
			this.#openPage();
			for (let told = 0; this.#board.journal.length < events; told += 1) {
				await this.#happen(told);
				await pause(this.#chance.integer(0, 3));
				while (this.#unstored() > MOST_UNSTORED) await pause(10);
			}
			await this.#calm();
			return judge({
				journal: this.#board.journal,
				entries: this.#kept.entries,
				pulses: this.#board.pulses,
				asked: this.#asked,
				faults: this.#cable.faults,
				disturbances: this.#disturbances
			});
		} finally {
			await this.#link?.stop();
			await this.#board.close();
		}
	}

	/** Something that people, springs, power or cables do. */
	async #happen(count: number): Promise<void> {
		const roll = this.#chance.next();
		const slot = this.#chance.pick(SLOTS) ?? 1;
		if (roll < 0.6) this.#board.scan(`n${count}`);
		else if (roll < 0.75) this.#board.move(slot, this.#chance.happens(0.5));
		else if (roll < 0.9) this.#board.weigh(slot, 1_000 + count);
		else if (roll < 0.98) this.#acts.push(this.#act(slot, `act${count}`));
		else if (roll < 0.985) this.#board.babble();
		else await this.#disturb();
	}

	/** Somebody wants a door open: with the same key, until it is known what came of it. */
	async #act(slot: number, key: string): Promise<void> {
		const asked: Asked = { key, deadline: 0 };
		this.#asked.push(asked);
		for (let tried = 0; tried < TRIES; tried++) {
			const withinMs = this.#chance.integer(200, 4_000);
			asked.deadline = performance.now() + withinMs;
			const answer = await this.#unlock(slot, key, withinMs);
			if (answer !== 'noLink' && answer !== 'unknown') return;
			await pause(300);
		}
	}

	async #unlock(slot: number, key: string, withinMs: number): ReturnType<Controller['unlock']> {
		const gone = new Promise<'unknown'>((done) => {
			this.#page.signal.addEventListener('abort', () => {
				done('unknown');
			});
		});
		const answer = this.#link?.controller.unlock(slot, key, withinMs);
		return answer ? Promise.race([answer, gone]) : 'noLink';
	}

	async #disturb(): Promise<void> {
		const disturbances = [
			() => this.#resetBoard(),
			() => this.#reopenPage(),
			() => this.#pullCable(),
			() => this.#hang()
		];
		this.#disturbances += 1;
		await this.#chance.one(disturbances)();
	}

	async #resetBoard(): Promise<void> {
		await this.#board.kill();
		await pause(this.#chance.integer(0, 100));
		this.#board.start();
	}

	/** Nothing happens meanwhile: it would be more than a journal holds. */
	async #hang(): Promise<void> {
		const ms = this.#chance.integer(100, 600);
		this.#board.hang(ms);
		await pause(ms);
	}

	async #pullCable(): Promise<void> {
		this.#cable.unplug();
		this.#board.scan('meanwhile');
		await pause(this.#chance.integer(0, 300));
		this.#cable.plug();
	}

	async #reopenPage(): Promise<void> {
		this.#page.abort();
		await this.#link?.stop();
		await this.#kept.quiet();
		this.#openPage();
	}

	#openPage(): void {
		this.#page = new AbortController();
		this.#link = startLink(this.#cable, this.#kept.open(this.#page.signal));
	}

	#unstored(): number {
		return (this.#board.journal.at(-1)?.seq ?? 0) - (this.#kept.position?.seq ?? 0);
	}

	/** The cable is whole again: everything arrives. */
	async #calm(): Promise<void> {
		this.#cable.isFaulty = false;
		await Promise.all(this.#acts);
		const until = performance.now() + CALM_WITHIN_MS;
		while (this.#unstored() > 0 && performance.now() < until) await pause(20);
	}
}

/** Lives one machine's life of so many events. */
export const live = (seed: string, events: number): Promise<Verdict> => new Life(seed).live(events);
