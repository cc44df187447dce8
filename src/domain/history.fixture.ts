import fc from 'fast-check';
import * as make from './facts.fixture.ts';
import { id } from './facts.fixture.ts';
import { FACT_TYPES } from './shapes/words.ts';
import { World, type Rules } from './world.fixture.ts';

// What two machines tell, in two epochs each, of three lots.

export type Event = ReturnType<typeof make.envelope> & { readonly type: string };
export type Sent = { readonly machineId: number; readonly event: Event };

export const MACHINES = [7, 8];
export const EPOCHS = [id('epo', 1), id('epo', 2)];
export const LOTS = [1, 2, 3].map((n) => id('lot', n));

const step = fc.record({
	type: fc.constantFrom(...FACT_TYPES, 'donate', 'collect', 'moveOut', 'moveIn', 'broken'),
	machineId: fc.constantFrom(...MACHINES),
	epoch: fc.constantFrom(...EPOCHS),
	lot: fc.integer({ min: 1, max: 3 }),
	n: fc.integer({ min: 1, max: 5 }),
	slot: fc.integer({ min: 1, max: 2 }),
	flag: fc.boolean()
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Steps as facts; the seqs of each origin and epoch have no gap. */
function factsOf(steps: readonly Step[]): Sent[] {
	const seqs = new Map<string, number>();
	return steps.map((one, i) => {
		const { machineId, epoch, n } = one;
		const seq = (seqs.get(`${machineId}/${epoch}`) ?? 0) + 1;
		seqs.set(`${machineId}/${epoch}`, seq);
		// Its clock tells another order than its place, and spans more than a cleared alert is the same for.
		const place = { seq, epoch, eventId: id('eve', i + 1), uptimeMs: 480_000 * n + i };
		return { machineId, event: { ...eventOf(one, seq), ...place } as Event };
	});
}

function eventOf({ type, lot, n, slot, flag }: Step, seq: number): object {
	const lotId = id('lot', lot);
	const move = { lotId, portions: n, moveId: id('mov', lot), minutesWarm: n };
	switch (type) {
		case 'donate':
			return make.donate(
				seq,
				{ lotId, portions: n, slot, storage: n === 2 ? 'chilled' : 'ambient' },
				flag ? { unconfirmed: true } : {}
			);
		case 'collect':
			return make.collect(seq, { lotId, portions: n });
		case 'expired':
			return make.discard(seq, { lotId, portions: n, ...(flag && n === 5 && { final: true }) });
		case 'moveOut':
			return make.moveOut(seq, move);
		case 'moveIn':
			return make.moveIn(seq, { ...move, slot });
		case 'adjust':
			return make.adjust(seq, {
				...{ lotId, portions: n - 3, reason: n === 3 || flag ? 'counted' : 'corrected' }
			});
		case 'alert':
			return make.raise(seq, {
				...{ slot, cleared: flag, severity: n > 3 ? 'critical' : 'warning', value: n }
			});
		case 'access':
			return make.access(seq, { slot });
		case 'safety':
			return make.safety(seq, {
				...{ zone: slot === 1 ? 'chilled' : 'frozen', state: n > 3 ? 'locked' : 'watch' },
				aboveLimitMs: n
			});
		case 'service':
			return make.service(seq, { done: [flag ? 'clean' : 'restock'] });
		case 'reading':
			return make.reading(seq);
		case 'outcome':
			return make.outcome(seq);
		case 'gap':
			return make.gap(seq, { toSeq: n });
		case 'task':
			return make.task(seq); // not for a machine to tell: quarantine
		default:
			return make.collect(seq, { lotId, portions: 0 }); // malformed: quarantine
	}
}

/** A history, another order of it, some repeats, and how many facts travel together at most. */
export const histories = fc
	.array(step, { minLength: 1, maxLength: 40, size: 'max' })
	.chain((steps) => {
		const facts = factsOf(steps);
		return fc.record({
			facts: fc.constant(facts),
			shuffled: fc.shuffledSubarray(facts, { minLength: facts.length }),
			some: fc.shuffledSubarray(facts),
			size: fc.integer({ min: 1, max: 9 })
		});
	});
export type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

/** What two lots go through where everybody tells the truth: nothing of it needs a person. */
export const stories = fc
	.array(
		fc.record({
			donated: fc.integer({ min: 2, max: 9 }),
			found: fc.nat(3),
			moved: fc.nat(8),
			here: fc.nat(9),
			there: fc.nat(8)
		}),
		{ minLength: 1, maxLength: 2 }
	)
	.chain((lots) => {
		const facts = lots.flatMap((lot, i) => storyOf(lot, i));
		return fc.record({
			order: fc.shuffledSubarray(facts, { minLength: facts.length }),
			cut: fc.nat(facts.length - 1)
		});
	});

type Lot = { donated: number; found: number; moved: number; here: number; there: number };

function storyOf({ donated, found, ...lot }: Lot, i: number): Sent[] {
	const moved = Math.min(lot.moved, donated);
	const here = Math.min(lot.here, donated - moved + found);
	const there = Math.min(lot.there, moved);
	const lotId = id('lot', i + 1);
	const move = { lotId, portions: moved, moveId: id('mov', i + 1) };
	const at = (machineId: number, n: number, fact: (seq: number) => object): Sent => {
		const seq = i * (machineId === 7 ? 4 : 2) + n;
		const place = { seq, epoch: EPOCHS[0], eventId: id('eve', machineId * 100 + seq) };
		return { machineId, event: { ...fact(seq), ...place } as Event };
	};
	// Every place is taken, so that what has not come yet is known to be missing.
	const taken = (portions: number) => (seq: number) =>
		portions === 0 ? make.reading(seq) : make.collect(seq, { lotId, portions });
	return [
		at(7, 1, (seq) => make.donate(seq, { lotId, portions: donated })),
		at(7, 2, (seq) => (moved === 0 ? make.reading(seq) : make.moveOut(seq, move))),
		at(7, 3, taken(here)),
		at(7, 4, (seq) => make.adjust(seq, { lotId, portions: found })),
		at(8, 1, (seq) => (moved === 0 ? make.reading(seq) : make.moveIn(seq, { ...move, slot: 1 }))),
		at(8, 2, taken(there))
	];
}

/** The world after facts came in this order, of one machine and epoch up to `size` in a batch. */
export function worldOf(facts: readonly Sent[], size: number, rules?: Rules): World {
	const world = new World(rules);
	for (const machineId of MACHINES) world.begin(machineId, EPOCHS);
	send(world, facts, size);
	return world;
}

export function send(world: World, facts: readonly Sent[], size: number): void {
	for (const { machineId, events } of batchesOf(facts, size)) world.deliver(machineId, events);
}

/** Facts as they travel: in their order, of one machine and epoch, and up to `size`, in a batch. */
export function batchesOf(
	facts: readonly Sent[],
	size: number
): { machineId: number; events: Event[] }[] {
	const batches: { machineId: number; events: Event[] }[] = [];
	for (const { machineId, event } of facts) {
		const last = batches.at(-1);
		const goesOn = last?.machineId === machineId && last.events[0]?.epoch === event.epoch;
		if (goesOn && last.events.length < size) last.events.push(event);
		else batches.push({ machineId, events: [event] });
	}
	return batches;
}

/** Facts that are in conflict with others, or far out of their place. */
export function conflictsWith(facts: readonly Sent[]): Sent[] {
	return facts.map(({ machineId, event }, i) => {
		const eventId = event.eventId.replace('eve', 'con');
		const changes = [
			{ occurredAt: '2026-11-23T11:58:00Z' }, // an event_conflict
			{ eventId }, // a seq_conflict
			{ eventId, seq: event.seq + 200_000 } // seq_out_of_range
		];
		return { machineId, event: { ...event, ...changes[i % changes.length] } };
	});
}
