import * as v from 'valibot';
import { integer, MAX_INTEGER, Uptime } from '#domain/shapes/values.ts';

const Whole = integer(-MAX_INTEGER, MAX_INTEGER);
const Slot = integer(1, MAX_INTEGER);
const Flag = v.picklist([0, 1]);

/** By kind: what an event says beside it. `c` is a slot and `p` a probe, both counted from 1. */
const KINDS = {
	/** It started: 0 power came, 1 its watchdog, 2 it was asked to. */
	boot: v.object({ ms: Uptime, why: Whole }),
	/** Written before the lock is pulsed, so that a key is never used twice [P4]. */
	unlock: v.object({ ms: Uptime, c: Slot, key: v.string() }),
	/** `g`: what lies behind it, where its scale rests. */
	door: v.object({ ms: Uptime, c: Slot, open: Flag, g: v.optional(Whole) }),
	/** Unlocked, and nobody pulled the door open. */
	relock: v.object({ ms: Uptime, c: Slot }),
	/** Opened without an unlock; follows its `door`. */
	forced: v.object({ ms: Uptime, c: Slot }),
	/** Open for `s` seconds, once per opening. */
	ajar: v.object({ ms: Uptime, c: Slot, s: Whole }),
	/** A weight that has settled. */
	wt: v.object({ ms: Uptime, c: Slot, g: Whole }),
	temp: v.object({ ms: Uptime, p: Slot, dC: Whole }),
	/** Too warm for long, or no longer so. */
	talarm: v.object({ ms: Uptime, p: Slot, on: Flag, dC: Whole }),
	/** On the mains (0) or on its battery (1). */
	power: v.object({ ms: Uptime, src: Flag, mV: Whole }),
	scan: v.object({ ms: Uptime, t: v.string(), v: v.string() }),
	tamper: v.object({ ms: Uptime }),
	fault: v.object({ ms: Uptime, dev: v.string(), c: v.optional(Whole), code: Whole })
} as const;

type Kind = keyof typeof KINDS;

/** What a controller journals [P3], told apart by `k`: grams, tenths of a degree, millivolts. */
export type ControllerEvent = {
	[K in Kind]: { readonly k: K } & Readonly<v.InferOutput<(typeof KINDS)[K]>>;
}[Kind];

const isKind = (word: unknown): word is Kind =>
	typeof word === 'string' && Object.hasOwn(KINDS, word);

/**
 * Reads an event's body. A kind that this code does not know, from newer firmware, and a body that
 * breaks its kind's form are null: the event is kept as unknown and acknowledged, so that it does not
 * stop those behind it.
 */
export function parseEvent(body: unknown): ControllerEvent | null {
	if (typeof body !== 'object' || body === null || !('k' in body) || !isKind(body.k)) return null;
	const parsed = v.safeParse(KINDS[body.k], body);
	return parsed.success ? ({ ...parsed.output, k: body.k } as ControllerEvent) : null;
}
