import type { Controller } from '#controller/controller.ts';
import type { CollectFact, DonateFact } from '#domain/shapes/fact.ts';
import type { Draft } from '#outbox/row.ts';
import type { Act, ActState, KioskStore } from './kiosk-store.ts';

/** What the person is told while the door is in use. */
export type DoorStep =
	| { readonly kind: 'opening' }
	| { readonly kind: 'open'; readonly since: number }
	/** The door stands open for long: the one thing that may be said loudly. */
	| { readonly kind: 'leftOpen'; readonly since: number };

/** How an act at a door ended. */
export type ActOutcome =
	/** Saved: the fact is on the disk [S1]. */
	| { readonly kind: 'settled' }
	/** Taken back, or put back: nothing is counted. */
	| { readonly kind: 'withdrawn' }
	/** Nothing was counted. */
	| { readonly kind: 'notOpened'; readonly why: 'fault' | 'noLink' }
	/** Saved as not certain: the door was not seen to close [S1a]. */
	| { readonly kind: 'unresolved' }
	/** Nothing reached the disk. `used`: the door was opened all the same. */
	| { readonly kind: 'notSaved'; readonly cause: unknown; readonly used: boolean };

export type DoorOptions = {
	readonly store: KioskStore;
	readonly controller: Controller;
	readonly now: () => number;
	readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Until then the controller may act on the unlock; later it must not [P4]. */
const UNLOCK_WITHIN_MS = 5_000;
/** A door that was not pulled open by then is taken for stuck. */
const OPENS_WITHIN_MS = 12_000;
const LEFT_OPEN_MS = 45_000;
/** After so long nobody knows what happened [S1a]. */
export const UNKNOWN_AFTER_MS = 10 * 60_000;

/**
 * One use of one door [S1a]: the act is on the disk before the lock is released, and its fact is
 * made once, when the door is closed again, in one transaction with the act's last step.
 */
export class DoorUse {
	readonly #with: DoorOptions;
	readonly #onStep: (step: DoorStep) => void;
	#act: Act;
	#withdrawn: Promise<unknown> = Promise.resolve();

	constructor(act: Act, options: DoorOptions, onStep: (step: DoorStep) => void) {
		this.#act = act;
		this.#with = options;
		this.#onStep = onStep;
	}

	/** Ends when the door is closed, does not open, or after ten minutes; never throws. */
	async perform(): Promise<ActOutcome> {
		const { store, controller } = this.#with;
		const { slot, actId } = this.#act;
		const door = new DoorWatch(this.#with, slot);
		try {
			await store.outbox.write(() => store.acts.add(this.#act));
			this.#onStep({ kind: 'opening' });
			await this.#step({ state: 'unlocking' });
			const answer = await controller.unlock(slot, actId, UNLOCK_WITHIN_MS);
			if (answer === 'noLink') return await this.#abort('noLink');
			if (answer === 'late' || answer === 'fault' || answer === 'busy')
				return await this.#abort('fault');
			await this.#step({ state: 'unlocked' });
			if (!(await door.toOpen(OPENS_WITHIN_MS))) {
				return await (answer === 'unknown' ? this.#unresolved() : this.#abort('fault'));
			}
			await this.#step({ state: 'open' });
			return await this.#untilClosed(door);
		} catch (cause) {
			return { kind: 'notSaved', cause, used: door.opened };
		} finally {
			door.stop();
		}
	}

	/** For an act that the last page left with its door open. */
	async resume(): Promise<ActOutcome> {
		const door = new DoorWatch(this.#with, this.#act.slot);
		try {
			return await this.#untilClosed(door);
		} catch (cause) {
			return { kind: 'notSaved', cause, used: true };
		} finally {
			door.stop();
		}
	}

	/** The person takes it back: nothing is counted once the door is closed. */
	withdraw(): void {
		this.#withdrawn = this.#step({ withdrawn: true });
	}

	async #untilClosed(door: DoorWatch): Promise<ActOutcome> {
		const since = this.#with.now();
		this.#onStep({ kind: 'open', since });
		if (!(await door.toClose(LEFT_OPEN_MS))) {
			this.#onStep({ kind: 'leftOpen', since });
			if (!(await door.toClose(UNKNOWN_AFTER_MS - LEFT_OPEN_MS))) return this.#unresolved();
		}
		await this.#withdrawn;
		return this.#act.withdrawn ? this.#withdraw() : this.#settle('settled', factOf(this.#act));
	}

	async #withdraw(): Promise<ActOutcome> {
		await this.#step({ state: 'aborted' });
		return { kind: 'withdrawn' };
	}

	async #abort(why: 'fault' | 'noLink'): Promise<ActOutcome> {
		await this.#step({ state: 'aborted' });
		return { kind: 'notOpened', why };
	}

	#unresolved(): Promise<ActOutcome> {
		return this.#settle('unresolved', doubtfulFactOf(this.#act));
	}

	async #settle(state: 'settled' | 'unresolved', fact: Draft): Promise<ActOutcome> {
		await settle(this.#with.store, this.#act, state, fact);
		return { kind: state };
	}

	async #step(change: { state?: ActState; withdrawn?: true }): Promise<void> {
		const next = { ...this.#act, ...change };
		this.#act = next;
		const { acts, outbox } = this.#with.store;
		await outbox.write(() => acts.put(next));
	}
}

/** The fact and the act's last step in one transaction, once [S1a]. */
export async function settle(
	store: KioskStore,
	act: Act,
	state: 'settled' | 'unresolved',
	fact: Draft
): Promise<void> {
	await store.outbox.append([fact], () => store.acts.put({ ...act, state }));
}

/** What happened, as the door saw it. */
export function factOf(act: Act): Draft {
	switch (act.kind) {
		case 'donate':
			return draft({ type: 'donate', lot: act.lot, evidence: 'door' });
		case 'collect':
			return draft({ type: 'collect', lotId: act.lotId, portions: act.portions, evidence: 'door' });
	}
}

/** What was declared, where the door tells nothing: food that may not be there is not offered. */
export function doubtfulFactOf(act: Act): Draft {
	switch (act.kind) {
		case 'donate':
			return draft({ type: 'donate', lot: act.lot, evidence: 'none', unconfirmed: true });
		case 'collect':
			return draft({ type: 'collect', lotId: act.lotId, portions: act.portions, evidence: 'none' });
	}
}

/** Checked against the fact's own type, then as the outbox takes it. */
function draft(fact: FactBody): Draft {
	return fact;
}

type Envelope = 'eventId' | 'epoch' | 'seq' | 'occurredAt' | 'bootId' | 'uptimeMs';
type FactBody = Omit<DonateFact, Envelope> | Omit<CollectFact, Envelope>;

/** Follows one door from before the unlock, so that no event is missed. */
class DoorWatch {
	readonly stop: () => void;
	readonly #sleep: DoorOptions['sleep'];
	#opened: boolean;
	#isOpen: boolean;
	#heard = new AbortController();

	constructor({ controller, sleep }: DoorOptions, slot: number) {
		this.#sleep = sleep;
		this.#isOpen = controller.open.has(slot);
		this.#opened = this.#isOpen;
		this.stop = controller.onDoor((event) => {
			if (event.slot !== slot) return;
			this.#isOpen = event.open;
			if (event.open) this.#opened = true;
			this.#heard.abort();
		});
	}

	/** Whether the door was seen open at any time since. */
	get opened(): boolean {
		return this.#opened;
	}

	/** @returns whether it was opened in time */
	toOpen(withinMs: number): Promise<boolean> {
		return this.#until(() => this.#opened, withinMs);
	}

	/** @returns whether it was closed in time */
	toClose(withinMs: number): Promise<boolean> {
		return this.#until(() => this.#opened && !this.#isOpen, withinMs);
	}

	async #until(isSo: () => boolean, withinMs: number): Promise<boolean> {
		while (!isSo()) {
			const heard = new AbortController();
			this.#heard = heard;
			await this.#sleep(withinMs, heard.signal);
			if (!heard.signal.aborted) return isSo();
		}
		return true;
	}
}
