import type { Controller, DoorEvent, LinkState, Unlocked } from './controller.ts';

export type SimulatedOptions = {
	readonly slots: readonly number[];
	readonly now: () => number;
	/** Runs a task later. */
	readonly after: (ms: number, task: () => void) => void;
	/** How long a person takes to pull the door open, and then to close it. */
	readonly opensAfterMs: number;
	readonly closesAfterMs: number;
};

/** A cabinet without a cabinet: its doors open and close by themselves, as people would do it. */
export class SimulatedController implements Controller {
	readonly #with: SimulatedOptions;
	readonly #open = new Set<number>();
	readonly #answers = new Map<string, Unlocked>();
	readonly #jammed = new Set<number>();
	readonly #doorListeners = new Set<(event: DoorEvent) => void>();
	readonly #linkListeners = new Set<(link: LinkState) => void>();
	#link: LinkState = { kind: 'ready' };

	constructor(options: SimulatedOptions) {
		this.#with = options;
	}

	get link(): LinkState {
		return this.#link;
	}

	get open(): ReadonlySet<number> {
		return this.#open;
	}

	unlock(slot: number, key: string, withinMs: number): Promise<Unlocked> {
		const answered = this.#answers.get(key);
		if (answered) return Promise.resolve(answered);
		const answer = this.#judge(slot, withinMs);
		if (answer !== 'noLink') this.#answers.set(key, answer);
		if (answer === 'done') this.#letSomeoneUse(slot);
		return Promise.resolve(answer);
	}

	onDoor(listener: (event: DoorEvent) => void): () => void {
		this.#doorListeners.add(listener);
		return () => this.#doorListeners.delete(listener);
	}

	onLink(listener: (link: LinkState) => void): () => void {
		this.#linkListeners.add(listener);
		return () => this.#linkListeners.delete(listener);
	}

	/** A fault of the lock: it does not open until it is repaired. */
	jam(slot: number, isJammed: boolean): void {
		if (isJammed) this.#jammed.add(slot);
		else this.#jammed.delete(slot);
	}

	/** Pulls the cable, or puts it back. */
	setLink(link: LinkState): void {
		this.#link = link;
		for (const listener of this.#linkListeners) listener(link);
	}

	/** Somebody moves a door by hand. */
	move(slot: number, isOpen: boolean): void {
		if (this.#open.has(slot) === isOpen) return;
		if (isOpen) this.#open.add(slot);
		else this.#open.delete(slot);
		const event: DoorEvent = { kind: 'door', slot, open: isOpen, at: this.#with.now() };
		for (const listener of this.#doorListeners) listener(event);
	}

	#judge(slot: number, withinMs: number): Unlocked {
		if (this.#link.kind !== 'ready') return 'noLink';
		if (withinMs < 0) return 'late';
		if (!this.#with.slots.includes(slot) || this.#jammed.has(slot)) return 'fault';
		return 'done';
	}

	#letSomeoneUse(slot: number): void {
		const { after, opensAfterMs, closesAfterMs } = this.#with;
		after(opensAfterMs, () => {
			this.move(slot, true);
			after(closesAfterMs, () => {
				this.move(slot, false);
			});
		});
	}
}
