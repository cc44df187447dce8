import type { Hardware } from './hardware.ts';
import type { Happening } from './journal.ts';

export const PULSE_MS = 500;
export const UNLOCKED_MS = 8_000;
const AJAR_S = 60;
/** A door that opens so soon after it closed has swung back, and not latched. */
const LATCH_MS = 2_000;
/** So many magnets the supply can feed at once. */
const MOST_PULSES = 2;
const BOLT_STUCK = 1;

/** A lock as the board knows it; times are on the board's clock. */
export type Lock = {
	isOpen: boolean;
	openSince: number;
	closedAt: number;
	isAjarTold: boolean;
	pulsedUntil: number;
	/** Null where it is locked. */
	unlockedUntil: number | null;
	isFaultTold: boolean;
};

/** What locks are connected to. */
type Wires = {
	readonly hardware: Hardware;
	readonly tell: (event: Happening) => void;
	/** What lies on a slot's scale; null while that has not settled. */
	readonly restsAt: (slot: number) => number | null;
};

export type Pulled = 'ok' | 'open' | 'BADARG' | 'BUSY' | 'FAULT';

/** A board's locks and the switches of its doors. What a power cut forgets is `locks` alone. */
export class Locks {
	readonly locks: Map<number, Lock>;
	readonly #hardware: Hardware;
	readonly #tell: (event: Happening) => void;
	readonly #restsAt: (slot: number) => number | null;

	/** @param locks as they were left; a slot that is not among them is locked and closed */
	constructor({ hardware, tell, restsAt }: Wires, locks: ReadonlyMap<number, Lock>) {
		this.#hardware = hardware;
		this.#tell = tell;
		this.#restsAt = restsAt;
		this.locks = new Map(hardware.slots.map((slot) => [slot, locks.get(slot) ?? lockOf({})]));
	}

	/** One letter for each slot up to the highest: locked, unlocked, open, or a lock that does not work. */
	get letters(): string {
		const last = Math.max(0, ...this.#hardware.slots);
		return Array.from({ length: last }, (_, i) => this.#letter(i + 1)).join('');
	}

	/** Whether a person who pulls at this door gets it open. */
	isReleased(slot: number, at: number): boolean {
		const until = this.locks.get(slot)?.unlockedUntil ?? null;
		return until !== null && at < until;
	}

	/**
	 * @param journal stores that the lock is about to be released, before it is [P4]
	 */
	unlock(slot: number, at: number, journal: () => void): Pulled {
		const lock = this.locks.get(slot);
		if (!lock) return 'BADARG';
		if (lock.isOpen) {
			journal();
			return 'open';
		}
		const pulses = [...this.locks.values()].filter(({ pulsedUntil }) => pulsedUntil > at);
		if (pulses.length >= MOST_PULSES) return 'BUSY';
		if (!this.#hardware.lockWorks(slot)) return 'FAULT';
		journal();
		lock.pulsedUntil = at + PULSE_MS;
		lock.unlockedUntil = at + UNLOCKED_MS;
		this.#hardware.pulse(slot);
		return 'ok';
	}

	/** When something is to be done next; never is infinity. */
	get due(): number {
		return Math.min(
			...[...this.locks.values()].map((lock) =>
				lock.isOpen
					? lock.isAjarTold
						? Infinity
						: lock.openSince + AJAR_S * 1_000
					: (lock.unlockedUntil ?? Infinity)
			)
		);
	}

	/** Looks at every switch, and does what is due. */
	run(at: number): void {
		for (const [slot, lock] of this.locks) {
			this.#watchBolt(slot, lock);
			this.#watchDoor(slot, lock, at);
			if (lock.isOpen && !lock.isAjarTold && at >= lock.openSince + AJAR_S * 1_000) {
				lock.isAjarTold = true;
				this.#tell({ k: 'ajar', c: slot, s: AJAR_S });
			}
			if (!lock.isOpen && lock.unlockedUntil !== null && at >= lock.unlockedUntil) {
				lock.unlockedUntil = null;
				this.#tell({ k: 'relock', c: slot });
			}
		}
	}

	#watchDoor(slot: number, lock: Lock, at: number): void {
		const isOpen = this.#hardware.doorIsOpen(slot);
		if (isOpen === lock.isOpen) return;
		const mayOpen = lock.unlockedUntil !== null || at - lock.closedAt < LATCH_MS;
		const g = this.#restsAt(slot);
		this.#tell({ k: 'door', c: slot, open: isOpen ? 1 : 0, ...(g === null ? {} : { g }) });
		Object.assign(lock, { isOpen, isAjarTold: false, unlockedUntil: null });
		Object.assign(lock, isOpen ? { openSince: at } : { closedAt: at });
		if (isOpen && !mayOpen) this.#tell({ k: 'forced', c: slot });
	}

	#watchBolt(slot: number, lock: Lock): void {
		const isStuck = !this.#hardware.lockWorks(slot);
		if (isStuck === lock.isFaultTold) return;
		lock.isFaultTold = isStuck;
		if (isStuck) this.#tell({ k: 'fault', dev: 'lock', c: slot, code: BOLT_STUCK });
	}

	#letter(slot: number): string {
		const lock = this.locks.get(slot);
		if (!lock || !this.#hardware.lockWorks(slot)) return lock?.isOpen ? 'O' : 'F';
		if (lock.isOpen) return 'O';
		return lock.unlockedUntil === null ? 'L' : 'U';
	}
}

export function lockOf(known: Partial<Lock>): Lock {
	return {
		isOpen: false,
		openSince: 0,
		closedAt: Number.MIN_SAFE_INTEGER,
		isAjarTold: false,
		pulsedUntil: 0,
		unlockedUntil: null,
		isFaultTold: false,
		...known
	};
}
