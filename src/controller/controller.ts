/** Milliseconds since 1970. */
type Millis = number;

/** Where the link to the controller stands [P7]. Each is shown, and says what still works. */
export type LinkState =
	| { readonly kind: 'unsupported' }
	| { readonly kind: 'unpaired' }
	| { readonly kind: 'closed' }
	| { readonly kind: 'opening' }
	| { readonly kind: 'syncing' }
	| { readonly kind: 'ready' }
	| { readonly kind: 'lost'; readonly reason: string }
	| { readonly kind: 'incompatible' };

/**
 * What came of an unlock. `done`: the lock was released, which does not mean that the door is open;
 * `late`: the deadline was over, nothing was opened; `fault`: the lock or the slot does not work;
 * `noLink`: it never reached the controller; `unknown`: it may or may not have opened [P4].
 */
export type Unlocked = 'done' | 'late' | 'fault' | 'noLink' | 'unknown';

export type DoorEvent = {
	readonly kind: 'door';
	readonly slot: number;
	readonly open: boolean;
	readonly at: Millis;
};

/** A machine's locks and doors, real or simulated. Every promise ends. */
export interface Controller {
	readonly link: LinkState;

	/** Doors that stand open. */
	readonly open: ReadonlySet<number>;

	/**
	 * Releases one lock, once per key: the same key again never releases it a second time [P4].
	 *
	 * @param deadline after this instant nothing is opened any more
	 */
	unlock(slot: number, key: string, deadline: Millis): Promise<Unlocked>;

	/** Each door event once, in order; returns how to stop. */
	onDoor(listener: (event: DoorEvent) => void): () => void;

	/** Each change of the link; returns how to stop. */
	onLink(listener: (link: LinkState) => void): () => void;
}
