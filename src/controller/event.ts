import * as v from 'valibot';

const Whole = v.pipe(v.number(), v.safeInteger());
/** Milliseconds since the controller started, in 53 bits; never wraps. */
const Uptime = v.pipe(Whole, v.minValue(0));
const Slot = v.pipe(Whole, v.minValue(1));
const Flag = v.picklist([0, 1]);

/**
 * What a controller journals [P3], told apart by `k`: grams, tenths of a degree, millivolts. `c` is a
 * slot and `p` a probe, both counted from 1.
 */
const ControllerEvent = v.variant('k', [
	/** It started: 0 power came, 1 its watchdog, 2 it was asked to. */
	v.object({ k: v.literal('boot'), ms: Uptime, why: Whole }),
	/** Written before the lock is pulsed, so that a key is never used twice [P4]. */
	v.object({ k: v.literal('unlock'), ms: Uptime, c: Slot, key: v.string() }),
	v.object({ k: v.literal('door'), ms: Uptime, c: Slot, open: Flag }),
	/** Unlocked, and nobody pulled the door open. */
	v.object({ k: v.literal('relock'), ms: Uptime, c: Slot }),
	/** Opened without an unlock; follows its `door`. */
	v.object({ k: v.literal('forced'), ms: Uptime, c: Slot }),
	/** Open for `s` seconds, once per opening. */
	v.object({ k: v.literal('ajar'), ms: Uptime, c: Slot, s: Whole }),
	/** A weight that has settled. */
	v.object({ k: v.literal('wt'), ms: Uptime, c: Slot, g: Whole }),
	v.object({ k: v.literal('temp'), ms: Uptime, p: Slot, dC: Whole }),
	/** Too warm for long, or no longer so. */
	v.object({ k: v.literal('talarm'), ms: Uptime, p: Slot, on: Flag, dC: Whole }),
	/** On the mains (0) or on its battery (1). */
	v.object({ k: v.literal('power'), ms: Uptime, src: Flag, mV: Whole }),
	v.object({ k: v.literal('scan'), ms: Uptime, t: v.string(), v: v.string() }),
	v.object({ k: v.literal('tamper'), ms: Uptime }),
	v.object({
		k: v.literal('fault'),
		ms: Uptime,
		dev: v.string(),
		c: v.optional(Whole),
		code: Whole
	})
]);

export type ControllerEvent = Readonly<v.InferOutput<typeof ControllerEvent>>;

/**
 * Reads an event's body. A kind that this code does not know, from newer firmware, and a body that
 * breaks its kind's form are null: the event is kept as unknown and acknowledged, so that it does not
 * stop those behind it.
 */
export function parseEvent(body: unknown): ControllerEvent | null {
	const parsed = v.safeParse(ControllerEvent, body);
	return parsed.success ? parsed.output : null;
}
