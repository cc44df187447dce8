import type { JournalEntry, JournalKeeper, JournalPosition } from '#controller/journal.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../../fuzz/chance.ts';

const SLOWEST_MS = 4;

/** The kiosk's disk: what was stored outlives the page, what was about to be may or may not be there. */
export class KeptJournal {
	readonly entries: JournalEntry[] = [];
	readonly #chance: Chance;
	#position: JournalPosition | null = null;
	#lastWrite: Promise<void> = Promise.resolve();
	onKept: (entry: JournalEntry) => void = () => undefined;

	constructor(chance: Chance) {
		this.#chance = chance;
	}

	get position(): JournalPosition | null {
		return this.#position;
	}

	/** The disk as one page has it: once it is gone, none of its writes begins, and none ends well. */
	open(page: AbortSignal): JournalKeeper {
		return {
			position: () => Promise.resolve(this.#position),
			keep: async (entry) => {
				page.throwIfAborted();
				const written = this.#write(entry, page);
				this.#lastWrite = written;
				await written;
				page.throwIfAborted();
			}
		};
	}

	/** Resolves once nothing of a page that is gone is being written any more. */
	async quiet(): Promise<void> {
		await this.#lastWrite;
	}

	async #write(entry: JournalEntry, page: AbortSignal): Promise<void> {
		await pause(this.#chance.happens(0.1) ? this.#chance.integer(1, SLOWEST_MS) : 0);
		if (page.aborted && this.#chance.happens(0.5)) return;
		this.entries.push(entry);
		this.#position = entry.position;
		this.onKept(entry);
	}
}
