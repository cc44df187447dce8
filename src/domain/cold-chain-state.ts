import type { Millis } from './calendar.ts';
import {
	aboveLimitMs,
	laterZone,
	limitOf,
	newColdZone,
	standingOf,
	withFault,
	withGap,
	withOpenedDoor,
	withSample,
	withService,
	type ColdZone
} from './cold-zone.ts';
import type { Policy } from './policy.ts';
import type { FactBody } from './shapes/fact.ts';
import type { Zone } from './shapes/machine.ts';
import type { ColdChainState } from './shapes/words.ts';
import type { Span } from './warm-time.ts';

/** By what a machine keeps its food cold: the zones of its configuration, and its food rules. */
export type ColdPlan = {
	readonly zones: readonly Zone[];
	readonly policy: Pick<Policy, 'cold' | 'version'>;
};

/**
 * When: by the controller's clock, in milliseconds since its start, which nobody can set; and by this
 * device's.
 */
type Ticked = { readonly ms: number; readonly at: Millis };

/** What happened at a machine that its cold chain is judged by. */
export type ColdEvent =
	| (Ticked & { readonly kind: 'measured'; readonly sensor: string; readonly celsius: number })
	| (Ticked & { readonly kind: 'broken'; readonly sensor: string })
	| (Ticked & { readonly kind: 'opened'; readonly slot: number })
	/** The controller started: since the last event it may have been without power. */
	| (Ticked & { readonly kind: 'started' })
	/** A part of the journal is gone, or it is another journal: the next event tells for how long. */
	| { readonly kind: 'lost' }
	/** By a thermometer of this device's own, which has no clock. */
	| {
			readonly kind: 'measuredHere';
			readonly sensor: string;
			readonly celsius: number;
			readonly at: Millis;
	  }
	| { readonly kind: 'served'; readonly fact: FactBody<'service'>; readonly at: Millis };

/** A zone with its slots of then: under another name it is still the same fridge. */
type KnownZone = ColdZone & { readonly slots: readonly number[] };

/** What is remembered of a machine's cold chain [F5]. */
export type ColdChain = {
	/** Up to when it is counted: the time of the last event, or of the last look. */
	readonly at: Millis;
	/** The last event by the controller's clock, and when that was. */
	readonly heard: { readonly ms: number; readonly at: Millis } | null;
	/** A part of the journal is missing after it. */
	readonly hasHole: boolean;
	readonly zones: Readonly<Record<string, KnownZone>>;
};

/** Before the first event. */
export const newColdChain = (at: Millis): ColdChain => ({
	...{ at, heard: null, hasHole: false, zones: {} }
});

/** How long what has no clock may follow the last event: what was set in between says nothing. */
const FOLLOWS_WITHIN_MS = 10 * 60_000;

/**
 * The cold chain after an event. Time is the controller's own from one of its starts to the next, so
 * that nobody locks a machine by setting a clock; over a time without power it is this device's.
 */
export function coldChainAfter(before: ColdChain, event: ColdEvent, plan: ColdPlan): ColdChain {
	if (event.kind === 'lost') return { ...before, hasHole: true };
	if (event.kind === 'measuredHere') {
		const at = soonAfter(before, event.at);
		return eachZone(before, at, plan, (zone, of, limitC, cold) =>
			stepped(laterZone(zone, at, cold), { event, at, of, limitC, cold })
		);
	}
	if (event.kind === 'served') {
		const at = soonAfter(before, event.at);
		return eachZone(before, at, plan, (zone, of, limitC, cold) =>
			isAbout(event.fact, of)
				? withService(zone, at, isReopened(event.fact, limitC), cold)
				: laterZone(zone, at, cold)
		);
	}
	const at = timeOf(before, event);
	const gap: Span | null = goesOn(before, event) ? null : [before.at, at];
	const chain = eachZone(before, at, plan, (zone, of, limitC, cold) => {
		const now = gap === null ? laterZone(zone, at, cold) : withGap(zone, gap, cold);
		return stepped(now, { event, at, of, limitC, cold });
	});
	return { ...chain, heard: { ms: event.ms, at }, hasHole: false };
}

/** The same later, where nothing was heard. */
export function coldChainAt(before: ColdChain, at: Millis, plan: ColdPlan): ColdChain {
	return eachZone(before, Math.max(at, before.at), plan, (zone, _, __, cold) =>
		laterZone(zone, at, cold)
	);
}

/** The same, by a clock that was set: nothing gets older or younger by it. */
export function shiftedChain(chain: ColdChain, by: number): ColdChain {
	const moved = (at: Millis | null): Millis | null => (at === null ? null : at + by);
	const zones = Object.entries(chain.zones).map(([name, zone]) => [
		name,
		{
			...zone,
			...{ at: zone.at + by, coldSince: zone.coldSince + by, heardAt: zone.heardAt + by },
			...{ warmingSince: moved(zone.warmingSince), lockedAt: moved(zone.lockedAt) },
			...{ doorAt: moved(zone.doorAt), servedAt: moved(zone.servedAt) },
			warm: zone.warm.map(([from, to]): Span => [from + by, to + by]),
			sensors: Object.fromEntries(
				Object.entries(zone.sensors).map(([sensor, { samples, brokenAt }]) => [
					sensor,
					{
						samples: samples.map((one) => ({ ...one, at: one.at + by })),
						brokenAt: moved(brokenAt)
					}
				])
			)
		}
	]);
	const heard = chain.heard && { ...chain.heard, at: chain.heard.at + by };
	return { ...chain, at: chain.at + by, heard, zones: Object.fromEntries(zones) as never };
}

/** How a zone stands, as it is told. */
export type ZoneStanding = {
	readonly state: ColdChainState;
	readonly since: Millis;
	readonly aboveLimitMs: number;
};

/** How each zone stands. */
export function standingsOf(
	{ zones }: ColdChain,
	{ policy }: ColdPlan
): Readonly<Record<string, ZoneStanding>> {
	return Object.fromEntries(
		Object.entries(zones).map(([name, zone]) => [
			name,
			{ ...standingOf(zone, policy.cold), aboveLimitMs: aboveLimitMs(zone) }
		])
	);
}

/** When the zone of a slot was too warm; nothing for a slot that need not be cold. */
export function warmSpansAt({ zones }: ColdChain, slot: number): readonly Span[] {
	return Object.values(zones).find(({ slots }) => slots.includes(slot))?.warm ?? [];
}

type TimedEvent = Extract<ColdEvent, Ticked>;

const soonAfter = (before: ColdChain, at: Millis): Millis =>
	Math.min(Math.max(at, before.at), before.at + FOLLOWS_WITHIN_MS);

/** Whether the controller's clock has run without a break since the event before. */
function goesOn({ heard, hasHole }: ColdChain, { kind, ms }: TimedEvent): boolean {
	return heard !== null && !hasHole && kind !== 'started' && ms >= heard.ms;
}

function timeOf(before: ColdChain, event: TimedEvent): Millis {
	const { at, heard } = before;
	if (heard === null || !goesOn(before, event)) return Math.max(at, event.at);
	return Math.max(at, heard.at + (event.ms - heard.ms));
}

type Here = {
	readonly event: TimedEvent | Extract<ColdEvent, { kind: 'measuredHere' }>;
	readonly at: Millis;
	readonly of: Zone;
	readonly limitC: number;
	readonly cold: Policy['cold'];
};

function stepped(zone: ColdZone, { event, at, of, limitC, cold }: Here): ColdZone {
	switch (event.kind) {
		case 'measured':
		case 'measuredHere': {
			const { sensor, celsius } = event;
			if (!of.sensors.includes(sensor)) return zone;
			return withSample(zone, { sensor, celsius, at }, limitC, cold);
		}
		case 'broken':
			return of.sensors.includes(event.sensor)
				? withFault(zone, { sensor: event.sensor, at }, cold)
				: zone;
		case 'opened':
			return of.slots.includes(event.slot) ? withOpenedDoor(zone, at, cold) : zone;
		case 'started':
			return zone;
	}
}

/** Without zone and slot it is about the whole machine. */
function isAbout({ zone, slot }: FactBody<'service'>, of: Zone): boolean {
	if (zone !== undefined) return zone === of.zone;
	return slot === undefined || of.slots.includes(slot);
}

function isReopened({ done, measuredC }: FactBody<'service'>, limitC: number): boolean {
	return done.includes('reopen') && measuredC !== undefined && measuredC <= limitC;
}

/** Runs over the zones that have to be cold, as they are configured now. */
function eachZone(
	before: ColdChain,
	at: Millis,
	{ zones, policy: { cold } }: ColdPlan,
	change: (zone: ColdZone, of: Zone, limitC: number, cold: Policy['cold']) => ColdZone
): ColdChain {
	const next = zones.flatMap((of): [string, KnownZone][] => {
		const limitC = limitOf(of.storage, cold);
		if (limitC === null) return [];
		const zone = knownAs(before, of) ?? newColdZone(before.at);
		return [[of.zone, { ...change(zone, of, limitC, cold), slots: of.slots }]];
	});
	return { ...before, at, zones: Object.fromEntries(next) };
}

/** A zone that was renamed stays locked: no configuration from afar opens it [F6]. */
function knownAs({ zones }: ColdChain, { zone, slots }: Zone): ColdZone | null {
	const known = zones[zone];
	if (known) return known;
	const shares = Object.values(zones).filter((other) =>
		other.slots.some((slot) => slots.includes(slot))
	);
	return shares.find(({ lockedAt }) => lockedAt !== null) ?? shares[0] ?? null;
}
