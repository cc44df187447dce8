import type { Table } from 'dexie';
import {
	actAfter,
	OPEN_STATES,
	type Act,
	type ActEvent,
	type CollectAct,
	type DonateAct,
	type ServiceAct
} from '#domain/act.ts';
import type { JournalPosition } from '#controller/journal.ts';
import type { RefusedKey } from '#domain/config-accept.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { ContactReply } from '#domain/shapes/texts.ts';
import type { HardwareSlot, Zone } from '#domain/shapes/machine.ts';
import type { MachineState } from '#domain/shapes/words.ts';
import type { Draft } from '#outbox/row.ts';
import { OutboxStore, type StoreOptions } from '#outbox/store.ts';
import type { Board } from './board.ts';
import type { Hardware } from './hardware.ts';
import { stepByServices, type KeptColdChain } from './keep-cold-chain.ts';

export type { Act, CollectAct, DonateAct, ServiceAct };

/** Who this machine is; its secret never leaves the device but to sign in. */
export type Identity = {
	readonly machineId: number;
	readonly secret: string;
	readonly status: MachineState;
	readonly slots: readonly HardwareSlot[];
	/** What of it is kept cold, until its first configuration tells; absent where it never said. */
	readonly zones?: readonly Zone[];
};

/** A command that was seen, until nothing can repeat it any more [M15]. */
export type SeenCommand = {
	readonly commandId: string;
	readonly op: string;
	/** Milliseconds since 1970 by the server's clock. */
	readonly expiresAt: number;
	/** Whether its outcome is in the outbox. */
	readonly answered: boolean;
};

/**
 * Whether this kiosk's own facts tell all that is inside. A store that begins anew in a machine that
 * has served before has forgotten what was put in: then nothing that needs cold is given out [M3a].
 */
export type Contents = 'known' | 'unknown';

/** What the kiosk remembers beside its facts, by name. */
export type Memory = {
	identity: Identity;
	/** Made before it is first sent, so that a lost reply costs nothing [M5]. */
	enrolment: { readonly code: string; readonly secret: string };
	/** The last good one, with the ETag it came with [M16]. */
	config: {
		readonly version: number;
		readonly etag: string | null;
		readonly document: MachineConfig;
		/** Keys of that version that this machine did not take; absent is none. */
		readonly refused?: readonly RefusedKey[];
	};
	/** The highest time that this machine has known, in milliseconds since 1970 [F9]. */
	highestTime: number;
	/** Whether its facts tell all that is inside [M3a]. */
	contents: Contents;
	/** When the server last answered, by the device's clock. */
	lastAnswerAt: number;
	/** Since when the server refuses this machine, by the device's clock; null while it does not [M8]. */
	refusedSince: number | null;
	/** The feed's id as last told: another one is another server, restored from a backup [M15]. */
	feed: string;
	/** What the server asked for, until nothing can repeat it any more [M15]. */
	commands: readonly SeenCommand[];
	/** Who is responsible for this machine, as the server last told; null where nobody is named. */
	contact: ContactReply['contact'];
	/** Slots whose door did not open, until it opens again. */
	faults: readonly number[];
	/** How far each controller's journal is stored, and which of them was heard last [P3]. */
	journals: {
		readonly current: string;
		readonly positions: Readonly<Record<string, JournalPosition>>;
	};
	/** What the controller has told of doors, scales and probes. */
	board: Board;
	/** How cold its zones were, and what was told of it [F5]. */
	coldChain: KeptColdChain;
	/** What opens the doors, as chosen when this kiosk was set up. */
	hardware: Hardware;
	/** Wrong service codes since the last right one. */
	serviceTries: number;
};

type Kept = { readonly name: string; readonly value: unknown };

/** Everything that a kiosk keeps, in one database, so that act and fact share a transaction [S1a]. */
export class KioskStore {
	readonly outbox: OutboxStore;
	readonly acts: Table<Act, string>;
	readonly #kept: Table<Kept, string>;
	readonly #now: () => number;
	#isClosing = false;
	readonly #actListeners = new Set<() => void>();

	constructor(options: Pick<StoreOptions, 'surroundings' | 'makeRoom' | 'idb'>) {
		this.#now = options.surroundings.now;
		this.outbox = new OutboxStore({
			...options,
			name: 'exes-kiosk',
			tables: { acts: 'actId,state', kept: 'name' }
		});
		this.acts = this.outbox.db.table('acts');
		this.#kept = this.outbox.db.table('kept');
	}

	async recall<N extends keyof Memory>(name: N): Promise<Memory[N] | undefined> {
		return (await this.#kept.get(name))?.value as Memory[N] | undefined;
	}

	/** Resolves once it is on the disk. */
	async remember<N extends keyof Memory>(name: N, value: Memory[N]): Promise<void> {
		await this.outbox.write(() => this.#kept.put({ name, value }));
	}

	/** Resolves once it is gone from the disk. */
	async forget(...names: (keyof Memory)[]): Promise<void> {
		await this.#kept.bulkDelete(names);
	}

	/** Acts that nobody has settled: at start, what the last page left behind. */
	async openActs(): Promise<Act[]> {
		return this.acts
			.where('state')
			.anyOf([...OPEN_STATES])
			.toArray();
	}

	/**
	 * Stores a new act; resolves once it is on the disk.
	 *
	 * @returns false, with nothing stored, where its slot has an act that is not settled
	 */
	async request(act: Act): Promise<boolean> {
		let isFree = true;
		await this.transact(async () => {
			isFree = (await this.openActs()).every(({ slot }) => slot !== act.slot);
			if (isFree) await this.acts.add(act);
			return [];
		});
		return isFree;
	}

	/** One step of an act and the fact that it makes, in one transaction [S1a]. */
	async advance(actId: string, event: ActEvent): Promise<void> {
		await this.transact(async () => {
			const act = await this.acts.get(actId);
			return act ? (await this.step(act, event)).facts : [];
		});
	}

	/** Within `transact`: the act after the event, and the fact that it makes. */
	async step(before: Act, event: ActEvent): Promise<{ act: Act; facts: Draft[] }> {
		const { act, fact } = actAfter(before, event);
		if (act !== before) await this.acts.put(act);
		return { act, facts: fact ? [fact] : [] };
	}

	/**
	 * Runs a work on this database and stores the facts that it comes to, all of it or nothing. It may
	 * run twice, and so must begin with what it reads here. A `service` among them steps the cold chain
	 * with it [F6]. Resolves once it is on the disk.
	 *
	 * @param happenedAt when it happened, by the device's clock, where that was earlier
	 */
	async transact(work: () => Promise<readonly Draft[]>, happenedAt?: number): Promise<void> {
		await this.outbox.appendOf(async () => {
			const drafts = await work();
			const at = happenedAt ?? this.#now();
			return [...drafts, ...(await stepByServices(this, drafts, at))];
		}, happenedAt);
		for (const listener of this.#actListeners) listener();
	}

	/** Calls back after each step of an act by this page; returns how to stop. */
	onAct(listener: () => void): () => void {
		this.#actListeners.add(listener);
		return () => this.#actListeners.delete(listener);
	}

	/** Calls back when the browser has closed the store under the page; returns how to stop. */
	whenTaken(listener: () => void): () => void {
		const take = (): void => {
			if (this.#isClosing) return;
			// Dexie tells before it has let go of the connection.
			queueMicrotask(listener);
		};
		this.outbox.db.on('close', take);
		return () => {
			this.outbox.db.on('close').unsubscribe(take);
		};
	}

	/** Opens it again; it begins empty where the browser has taken away what was in it. */
	async reopen(): Promise<void> {
		if (!this.outbox.db.isOpen()) await this.outbox.db.open();
	}

	close(): void {
		this.#isClosing = true;
		this.outbox.close();
	}
}
