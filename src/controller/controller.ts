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
	| { readonly kind: 'lost'; readonly reason: LostReason }
	| { readonly kind: 'incompatible' };

/**
 * `unplugged`: the port is gone; `silent`: nothing came for 6 s, or no hello was answered; `busy`:
 * another program has the port; `reset`: the controller started again; `store`: this device cannot
 * store what it receives, so that nothing may be acknowledged.
 */
export type LostReason = 'unplugged' | 'silent' | 'busy' | 'reset' | 'store';

/**
 * What came of an unlock. `done`: the lock was released, or had been with the same key, which does not
 * mean that the door is open; `late`: the deadline was over, nothing was opened; `fault`: the lock or
 * the slot does not work; `busy`: other locks are being released, and it was asked for long enough;
 * `noLink`: it never reached the controller; `unknown`: it may or may not have opened [P4].
 */
export type Unlocked = 'done' | 'late' | 'fault' | 'busy' | 'noLink' | 'unknown';

export type DoorEvent = {
	readonly kind: 'door';
	readonly slot: number;
	readonly open: boolean;
	readonly at: Millis;
};

/** A machine's locks and doors, real or simulated. Every promise ends. */
export interface Controller {
	readonly link: LinkState;

	/** Doors that stand open, as last told. */
	readonly open: ReadonlySet<number>;

	/**
	 * Releases one lock, once per key: the same key again never releases it a second time [P4].
	 *
	 * @param key 1 to 36 characters of printable ASCII
	 * @param withinMs so long from now it may be released; later it is not, however late it arrives
	 * @throws RangeError where the key is another; nothing was sent
	 */
	unlock(slot: number, key: string, withinMs: number): Promise<Unlocked>;

	/** Each door event once, in order, after it was stored; returns how to stop. */
	onDoor(listener: (event: DoorEvent) => void): () => void;

	/** Each change of the link; returns how to stop. */
	onLink(listener: (link: LinkState) => void): () => void;
}

/** What came of a question that moves nothing: a value, a part that does not work, or no answer. */
export type Answer<T> =
	| { readonly kind: 'ok'; readonly value: T }
	| { readonly kind: 'fault' }
	/** This controller does not have such a part. */
	| { readonly kind: 'lacking' }
	| { readonly kind: 'noLink' };

export type Door = 'locked' | 'unlocked' | 'open' | 'fault';

/** What a controller said of itself. */
export type ControllerInfo = {
	readonly controllerId: string;
	readonly hardware: string;
	readonly firmware: string;
	readonly slots: number;
	readonly capabilities: readonly string[];
};

/** How the line was since the page began, over all sessions: on a good one nothing is broken. */
export type LinkFigures = {
	/** How often the controller was greeted. */
	readonly sessions: number;
	/** Questions that had to be asked again. */
	readonly resent: number;
	/** Events that came again, or before their turn. */
	readonly repeated: number;
	/** Frames that came broken, cut or too long. */
	readonly broken: number;
	/** Bytes outside of frames: the log of a starting board is normal. */
	readonly junk: number;
};

/** What a volunteer tries in the hardware test; none of it unlocks. */
export interface HardwareTest {
	/** Null before the first hello. */
	readonly info: ControllerInfo | null;
	readonly figures: LinkFigures;
	/** By slot. */
	doors(): Promise<Answer<ReadonlyMap<number, Door>>>;
	/** Slot 0 is the machine's own light. */
	light(slot: number, isOn: boolean): Promise<Answer<null>>;
	beep(times: number): Promise<Answer<null>>;
	/** In grams. */
	weigh(slot: number): Promise<Answer<number>>;
	tare(slot: number): Promise<Answer<null>>;
	/** In degrees Celsius; probes count from 1. */
	temperature(probe: number): Promise<Answer<number>>;
	selfTest(): Promise<Answer<null>>;
	/** Each code that a scanner read; returns how to stop. */
	onScan(listener: (scan: { readonly type: string; readonly value: string }) => void): () => void;
}
