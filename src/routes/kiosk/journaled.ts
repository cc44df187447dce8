import type { Controller, DoorEvent, LinkState, Unlocked } from '#controller/controller.ts';
import type { ControllerEvent } from '#controller/event.ts';
import type { JournalKeeper } from '#controller/journal.ts';
import { now } from '#platform/clock.ts';

/** Doors without a board behind them: what they do is kept as if it had been journaled. */
export class Journaled implements Controller {
	readonly #doors: Controller;
	readonly #keeper: JournalKeeper;
	readonly #began = now();
	#seq = 0;
	#kept: Promise<void> = Promise.resolve();

	constructor(doors: Controller, keeper: JournalKeeper) {
		this.#doors = doors;
		this.#keeper = keeper;
		this.#keep({ k: 'boot', ms: 0, why: 0 });
		doors.onDoor(({ slot, open }) => {
			this.#keep({ k: 'door', ms: this.#uptime(), c: slot, open: open ? 1 : 0 });
		});
	}

	get link(): LinkState {
		return this.#doors.link;
	}

	get open(): ReadonlySet<number> {
		return this.#doors.open;
	}

	async unlock(slot: number, key: string, withinMs: number): Promise<Unlocked> {
		const answer = await this.#doors.unlock(slot, key, withinMs);
		if (answer === 'done') this.#keep({ k: 'unlock', ms: this.#uptime(), c: slot, key });
		return answer;
	}

	onDoor(listener: (event: DoorEvent) => void): () => void {
		return this.#doors.onDoor(listener);
	}

	onLink(listener: (link: LinkState) => void): () => void {
		return this.#doors.onLink(listener);
	}

	#uptime(): number {
		return now() - this.#began;
	}

	/** Each page is another journal: nothing of it outlives the page. */
	#keep(event: ControllerEvent): void {
		const position = { controllerId: 'simulated', journalId: 'page', epoch: this.#began };
		const seq = (this.#seq += 1);
		this.#kept = this.#kept
			.then(() =>
				this.#keeper.keep({ kind: 'event', event, at: now(), position: { ...position, seq } })
			)
			.catch((error: unknown) => {
				console.error(error);
			});
	}
}
