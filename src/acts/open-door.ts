import type { Controller, Unlocked } from '#controller/controller.ts';
import type { Act, ActEvent } from '#domain/act.ts';
import type { KioskStore } from './kiosk-store.ts';

/** What the person is told while the door is in use. */
export type DoorStep =
	| { readonly kind: 'opening' }
	| { readonly kind: 'open'; readonly since: number }
	/** The door stands open for long: the one thing that may be said loudly. */
	| { readonly kind: 'leftOpen'; readonly since: number }
	/** Nothing is heard of the door: it may be open. The use goes on without the person. */
	| { readonly kind: 'unclear' };

/** How an act at a door ended. */
export type ActOutcome =
	/** Saved: the fact is on the disk [S1]. */
	| { readonly kind: 'settled' }
	/** Taken back, or put back: nothing is counted. */
	| { readonly kind: 'withdrawn' }
	/** Nothing was counted. */
	| { readonly kind: 'notOpened'; readonly why: NotOpened }
	/** Saved as not certain: the door was not seen to close [S1a]. */
	| { readonly kind: 'unresolved' }
	/** Nothing reached the disk. `used`: the door may have been opened all the same. */
	| { readonly kind: 'notSaved'; readonly cause: unknown; readonly used: boolean };

/**
 * `fault`: the lock or the slot does not work; `busy`: it was asked too late, or while other locks
 * were released; `notPulled`: it was unlocked, and is locked again; `inUse`: an earlier act at this
 * slot is not settled; `noLink`: no controller was asked.
 */
export type NotOpened = 'fault' | 'busy' | 'notPulled' | 'inUse' | 'noLink';

export type DoorOptions = {
	readonly store: KioskStore;
	readonly controller: Controller;
	readonly now: () => number;
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Until then the controller may act on the unlock; later it must not [P4]. */
const UNLOCK_WITHIN_MS = 5_000;
/** A controller tells within 8 s that it has locked again; with less than this nothing is heard of it. */
const HEARD_WITHIN_MS = 12_000;
const LEFT_OPEN_MS = 45_000;
/** After so long nobody knows what happened [S1a]. */
export const UNKNOWN_AFTER_MS = 10 * 60_000;
/** What an earlier page left behind may be older: so long the journal has to tell of it first. */
const JOURNAL_WITHIN_MS = 60_000;

/**
 * One use of one door [S1a]: the act is on the disk before the lock is released. What the controller
 * journals moves it on, in the transaction that stores the event (keep-journal.ts); here it is only
 * followed, until it is settled or its ten minutes are over. The lock is released once, whatever is
 * answered.
 */
export class DoorUse {
	readonly slot: number;
	#act: Act;
	readonly #with: DoorOptions;
	readonly #onStep: (step: DoorStep) => void;
	readonly #bell = new Bell();
	#withdrawal: Promise<void> = Promise.resolve();
	#told: DoorStep['kind'] = 'opening';

	constructor(act: Act, options: DoorOptions, onStep: (step: DoorStep) => void = () => undefined) {
		this.slot = act.slot;
		this.#act = act;
		this.#with = options;
		this.#onStep = onStep;
	}

	/** Ends when the act is settled, or ten minutes after it was asked for; never throws. */
	async perform(): Promise<ActOutcome> {
		const { store, controller, now } = this.#with;
		let mayBeUsed = false;
		try {
			// Its age is taken by this clock, whatever the caller shows people.
			this.#act = { ...this.#act, requestedAt: now() };
			if (!(await store.request(this.#act))) return { kind: 'notOpened', why: 'inUse' };
			this.#onStep({ kind: 'opening' });
			await this.#advance({ kind: 'sent' });
			mayBeUsed = true;
			const answer = await controller.unlock(this.slot, this.#act.actId, UNLOCK_WITHIN_MS);
			const why = refusal(answer);
			mayBeUsed = why === null;
			// What was replayed while the answer was awaited may have come before the unlock.
			if (why === null) return await this.#follow(false, 0);
			await this.#advance({ kind: 'refused' });
			return { kind: 'notOpened', why };
		} catch (cause) {
			return { kind: 'notSaved', cause, used: mayBeUsed };
		}
	}

	/** For an act that the last page left behind: it is never unlocked again. Never throws. */
	async resume(): Promise<ActOutcome> {
		try {
			return await this.#follow(this.#with.controller.link.kind === 'ready', JOURNAL_WITHIN_MS);
		} catch (cause) {
			return { kind: 'notSaved', cause, used: true };
		}
	}

	/** The person takes it back: nothing is counted once the door is closed. */
	withdraw(): void {
		this.#withdrawal = this.#advance({ kind: 'withdrawn' });
		this.#withdrawal.catch(() => {
			this.#bell.ring();
		});
	}

	/**
	 * @param isReplayed the journal has been told as far as it goes, and the act is older
	 * @param atLeastMs so long it is not given up, however old it is
	 */
	async #follow(isReplayed: boolean, atLeastMs: number): Promise<ActOutcome> {
		const { store, controller, now } = this.#with;
		const ended = new AbortController();
		const link = new LinkWatch(controller, isReplayed, this.#bell);
		const stopActs = store.onAct(() => {
			this.#bell.ring();
		});
		try {
			const after = (ms: number): Timer =>
				new Timer(this.#with.sleep(ms, ended.signal), this.#bell);
			const age = Math.min(Math.max(0, now() - this.#act.requestedAt), UNKNOWN_AFTER_MS);
			const unknown = after(Math.max(atLeastMs, UNKNOWN_AFTER_MS - age));
			const unheard = after(HEARD_WITHIN_MS);
			let opened: { since: number; tooLong: Timer } | null = null;
			for (;;) {
				await this.#withdrawal;
				const act = await store.acts.get(this.#act.actId);
				if (!act) throw new Error('The act is gone from the store.');
				const outcome = outcomeOf(act);
				if (outcome) return outcome;
				if (act.state === 'open') opened ??= { since: now(), tooLong: after(LEFT_OPEN_MS) };
				if (!link.isReady || (!opened && unheard.isOver)) this.#tell({ kind: 'unclear' });
				else if (opened) {
					this.#tell({ kind: opened.tooLong.isOver ? 'leftOpen' : 'open', since: opened.since });
				}
				if (link.takeReplayed()) await this.#advance(journalRead(controller, this.slot));
				else if (unknown.isOver) await this.#advance({ kind: 'timedOut' });
				else await this.#bell.rung();
			}
		} finally {
			ended.abort();
			stopActs();
			link.stop();
		}
	}

	#tell(step: DoorStep): void {
		if (step.kind !== this.#told) this.#onStep(step);
		this.#told = step.kind;
	}

	#advance(event: ActEvent): Promise<void> {
		return this.#with.store.advance(this.#act.actId, event);
	}
}

/** What an act is told once all that was journaled has been told. */
export function journalRead(controller: Controller, slot: number): ActEvent {
	return { kind: 'journalRead', isOpen: controller.open.has(slot) };
}

/** Why nothing was opened, nor will be; null where it may have been. */
function refusal(answer: Unlocked): NotOpened | null {
	switch (answer) {
		case 'done':
		case 'unknown':
			return null;
		case 'noLink':
		case 'fault':
			return answer;
		case 'late':
		case 'busy':
			return 'busy';
	}
}

/** Null while the act is not settled. */
function outcomeOf({ state, withdrawn }: Act): ActOutcome | null {
	switch (state) {
		case 'settled':
		case 'unresolved':
			return { kind: state };
		case 'aborted':
			return withdrawn ? { kind: 'withdrawn' } : { kind: 'notOpened', why: 'notPulled' };
		case 'requested':
		case 'unlocking':
		case 'unlocked':
		case 'open':
		case 'closed':
			return null;
	}
}

/** Wakes who waits; a ring that nobody waited for is not lost. */
class Bell {
	#isRung = false;
	#wake: () => void = () => undefined;

	ring(): void {
		this.#isRung = true;
		this.#wake();
	}

	async rung(): Promise<void> {
		if (!this.#isRung) await new Promise<void>((wake) => (this.#wake = wake));
		this.#isRung = false;
	}
}

class Timer {
	isOver = false;

	constructor(end: Promise<void>, bell: Bell) {
		void end.then(() => {
			this.isOver = true;
			bell.ring();
		});
	}
}

/** Whether the link stands, and whether it has told all that was journaled. */
class LinkWatch {
	readonly stop: () => void;
	readonly #controller: Controller;
	#isReplayed: boolean;

	constructor(controller: Controller, isReplayed: boolean, bell: Bell) {
		this.#controller = controller;
		this.#isReplayed = isReplayed;
		let was = controller.link.kind;
		this.stop = controller.onLink(({ kind }) => {
			if (kind === 'ready' && was !== 'ready') this.#isReplayed = true;
			was = kind;
			bell.ring();
		});
	}

	get isReady(): boolean {
		return this.#controller.link.kind === 'ready';
	}

	/** Once for each time that it has. */
	takeReplayed(): boolean {
		const is = this.#isReplayed && this.isReady;
		if (is) this.#isReplayed = false;
		return is;
	}
}
