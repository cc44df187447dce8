import type { Table } from 'dexie';
import type { Lot } from '#domain/shapes/fact.ts';
import type { RefusedKey } from '#domain/config-accept.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { ContactReply } from '#domain/shapes/texts.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { MachineState } from '#domain/shapes/words.ts';
import { OutboxStore, type StoreOptions } from '#outbox/store.ts';

/** Where an act at a door stands [S1a]. */
export type ActState =
	'requested' | 'unlocking' | 'unlocked' | 'open' | 'closed' | 'settled' | 'aborted' | 'unresolved';

type ActBase = {
	/** Also the key of the unlock [P4]. */
	readonly actId: string;
	readonly slot: number;
	readonly portions: number;
	readonly requestedAt: number;
	readonly state: ActState;
	/** The person took it back before the door closed: it will make no fact. */
	readonly withdrawn?: true;
};

export type DonateAct = ActBase & { readonly kind: 'donate'; readonly lot: Lot };
export type CollectAct = ActBase & { readonly kind: 'collect'; readonly lotId: string };
/** What a person is doing at a door; stored before the door is unlocked. */
export type Act = DonateAct | CollectAct;

/** Who this machine is; its secret never leaves the device but to sign in. */
export type Identity = {
	readonly machineId: number;
	readonly secret: string;
	readonly status: MachineState;
	readonly slots: readonly HardwareSlot[];
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
};

type Kept = { readonly name: string; readonly value: unknown };

/** Everything that a kiosk keeps, in one database, so that act and fact share a transaction [S1a]. */
export class KioskStore {
	readonly outbox: OutboxStore;
	readonly acts: Table<Act, string>;
	readonly #kept: Table<Kept, string>;

	constructor(options: Pick<StoreOptions, 'surroundings' | 'makeRoom' | 'idb'>) {
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
		const states: ActState[] = ['requested', 'unlocking', 'unlocked', 'open', 'closed'];
		return this.acts.where('state').anyOf(states).toArray();
	}

	close(): void {
		this.outbox.close();
	}
}
