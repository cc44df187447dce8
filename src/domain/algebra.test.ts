import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertFrom } from './alert-history.ts';
import { testHash } from './facts.fixture.ts';
import {
	conflictsWith,
	EPOCHS,
	histories,
	LOTS,
	MACHINES,
	send,
	stories,
	worldOf,
	type History,
	type Sent
} from './history.fixture.ts';
import { judge } from './judge.ts';
import { shownPortions, sumAfter } from './ledger.ts';
import { moveAfter } from './move.ts';
import { byPlace } from './place.ts';
import { contentOf } from './received.ts';
import type { ReconcileTask } from './reconcile.ts';
import { RULES, type Rules } from './world.fixture.ts';

// [M11] The ledger's algebra over every type of fact, of two machines, two epochs each, and three lots.

type Property = (history: History, rules?: Rules) => void;

const orderDoesNotMatter: Property = ({ facts, shuffled, some, size }, rules) => {
	const straight = worldOf(facts, 100, rules);
	const other = worldOf([...some, ...shuffled, ...some], size, rules);
	expect(other.state()).toEqual(straight.state());
};

/** What a fact says that it moves, in its own words; null for what moves nothing. */
function saidOf({ machineId, event }: Sent): Said | null {
	const { type, lotId, portions, lot } = event as unknown as Wire;
	switch (type) {
		case 'donate':
			return { type, machineId, lotId: lot.lotId, portions: lot.portions };
		case 'collect':
		case 'expired':
		case 'moveOut':
			return portions === 0 ? null : { type, machineId, lotId, portions: -portions };
		case 'moveIn':
		case 'adjust':
			return { type, machineId, lotId, portions };
		default:
			return null;
	}
}
type Said = { type: string; machineId: number; lotId: string; portions: number };
type Wire = Said & { lot: { lotId: string; portions: number } };

function said(facts: readonly Sent[], isMeant: (one: Said) => boolean): number {
	const meant = facts.map(saidOf).filter((one) => one !== null && isMeant(one));
	return meant.reduce((sum, one) => sum + (one?.portions ?? 0), 0);
}

const sumsAreMovements: Property = ({ facts, shuffled, some, size }, rules) => {
	const world = worldOf([...shuffled, ...some], size, rules);
	for (const machineId of MACHINES) {
		for (const lotId of LOTS) {
			const own = said(facts, (one) => one.machineId === machineId && one.lotId === lotId);
			expect(world.portions(lotId, machineId)).toBe(own);
		}
	}
	for (const { sum } of world.lots()) {
		expect(shownPortions(sum)).toBe(sum.closed ? 0 : Math.max(0, sum.portions));
	}
};

const movesConserve: Property = ({ facts, shuffled, some, size }, rules) => {
	const world = worldOf([...shuffled, ...some], size, rules);
	for (const lotId of LOTS) {
		const stays = said(facts, (one) => one.lotId === lotId && !one.type.startsWith('move'));
		expect(world.portions(lotId) + world.inTransit(lotId)).toBe(stays);
	}
};

const nothingIsLost: Property = ({ shuffled, some, size }, rules) => {
	const conflicts = conflictsWith(some);
	const half = conflicts.length / 2;
	const sent = [...conflicts.slice(0, half), ...shuffled, ...conflicts.slice(half), ...some];
	const world = worldOf(sent, size, rules);
	const stored = [...world.facts.values()];
	const inLedger = new Set(stored.map(({ contentHash }) => contentHash));
	const inQuarantine = new Set(world.quarantine.values());
	for (const { machineId, event } of sent) {
		const hash = testHash(contentOf(event, machineId));
		expect([inLedger.has(hash), inQuarantine.has(hash)]).toContain(true);
		expect(inLedger.has(hash) && inQuarantine.has(hash)).toBe(false);
	}
	for (const { machineId, lotId, sum } of world.lots()) {
		const own = stored.filter((one) => one.machineId === machineId);
		const moved = own.map(({ movement }) => (movement?.lotId === lotId ? movement.portions : 0));
		expect(sum.portions).toBe(moved.reduce((all, portions) => all + portions, 0));
	}
};

const lostIn = (tasks: readonly ReconcileTask[], machineId: number, epoch: string): number[] =>
	tasks.flatMap((task) => {
		if (task.kind !== 'facts_lost' || task.machineId !== machineId || task.epoch !== epoch)
			return [];
		return task.lost.flatMap(({ first, last }) =>
			Array.from({ length: last - first + 1 }, (_, i) => first + i)
		);
	});

const whatIsMissingIsATask: Property = ({ shuffled, some, size }, rules) => {
	const late = new Set(some);
	const came = shuffled.filter((one) => !late.has(one));
	const world = worldOf(came, size, rules);
	const [closed = ''] = EPOCHS;
	for (const machineId of MACHINES) {
		const seqsOf = (facts: readonly Sent[]) =>
			facts
				.filter((one) => one.machineId === machineId && one.event.epoch === closed)
				.map(({ event }) => event.seq)
				.sort((a, b) => a - b);
		const highest = seqsOf(came).at(-1) ?? 0;
		const missing = seqsOf(some).filter((seq) => seq < highest);
		expect(lostIn(world.tasks(), machineId, closed)).toEqual(missing);
	}
	send(world, some, size);
	expect(world.tasks().filter(({ kind }) => kind === 'facts_lost')).toEqual([]);
};

// fast-check prints the seed and the path of what fails.
const numRuns = process.env['TEST_ALL'] === undefined ? 300 : 2_000;

const properties: Record<string, Property> = {
	'any order, any split and any repeats end in the same state': orderDoesNotMatter,
	'physical stock is the sum of what was told, and stock shown is never below zero':
		sumsAreMovements,
	'moves conserve portions: what is at no machine is in transit': movesConserve,
	'[M10] every fact is in the ledger or in quarantine, whatever it is in conflict with':
		nothingIsLost,
	'[M3a] what has not come of a closed epoch is a task, until it comes': whatIsMissingIsATask
};

describe('[M11] the ledger’s algebra', () => {
	test.each(Object.entries(properties))('%s', (_, property) => {
		fc.assert(
			fc.property(histories, (history) => {
				property(history);
			}),
			{ numRuns }
		);
		expect.hasAssertions();
	});

	test('where everybody tells the truth, what needs a person before all has come does not after', () => {
		const before = new Set<string>();
		fc.assert(
			fc.property(stories, fc.integer({ min: 1, max: 4 }), ({ order, cut }, size) => {
				const world = worldOf(order.slice(0, cut), size);
				for (const { kind } of world.tasks()) before.add(kind);
				send(world, order.slice(cut), size);
				expect(world.tasks()).toEqual([]);
			}),
			{ numRuns }
		);
		expect([...before].sort()).toEqual([
			...['facts_lost', 'move_open', 'stock_negative', 'unknown_lot']
		]);
	});
});

describe('the properties can fail', () => {
	const mutants: Record<string, [Property, Partial<Rules>]> = {
		'stock is clamped at zero when it is stored': [
			sumsAreMovements,
			{
				sumAfter: (before, fact, mark) => {
					const sum = sumAfter(before, fact, mark);
					return { ...sum, portions: Math.max(0, sum.portions) };
				}
			}
		],
		'a repeat counts twice': [
			orderDoesNotMatter,
			{
				judge: (element, known, context) => {
					known.facts.clear();
					return judge(element, known, context);
				}
			}
		],
		'the last donation to arrive describes the lot': [
			orderDoesNotMatter,
			{
				sumAfter: (before, fact, mark) => {
					const sum = sumAfter(before, fact, mark);
					return fact.type === 'donate' ? { ...sum, describedBy: mark } : sum;
				}
			}
		],
		'the last alert to arrive wins': [
			orderDoesNotMatter,
			{
				judge: (element, known, context) => {
					known.alerts.clear();
					return judge(element, known, context);
				}
			}
		],
		'an alert is told by the order in which its facts came': [
			orderDoesNotMatter,
			{ alertFrom: (_told, _isAll, before) => before }
		],
		'of an alert’s history only the newest two words are looked at': [
			orderDoesNotMatter,
			{
				alertFrom: (told, _, before) =>
					alertFrom(told.toSorted((a, b) => byPlace(a.at, b.at)).slice(-2), true, before)
			}
		],
		'the last zone’s state or service to arrive wins': [
			orderDoesNotMatter,
			{ latest: (values, keyOf) => new Map(values.map((value) => [keyOf(value), value])) }
		],
		'the last door to be told of wins': [
			orderDoesNotMatter,
			{
				noteAccess: (accesses, slot, mark) => {
					accesses.set(slot, mark);
				}
			}
		],
		'half of what a machine gives away is forgotten': [
			movesConserve,
			{
				moveAfter: (before, fact, machineId, at) => {
					const portions = fact.type === 'moveOut' ? Math.ceil(fact.portions / 2) : fact.portions;
					return moveAfter(before, { ...fact, portions }, machineId, at);
				}
			}
		],
		'facts in conflict are dropped': [
			nothingIsLost,
			{
				judge: (element, known, context) => {
					const verdict = judge(element, known, context);
					const isConflict =
						verdict.kind === 'quarantined' && verdict.quarantined.code === 'event_conflict';
					if (!isConflict) return verdict;
					const { eventId, seq } = verdict.quarantined;
					return { kind: 'duplicate', eventId, seq, result: verdict.result };
				}
			}
		]
	};

	test.each(Object.entries(mutants))('%s: found', (_, [property, wrong]) => {
		const rules = { ...RULES, ...wrong };
		const found = fc.check(
			fc.property(histories, (history) => {
				property(history, rules);
			}),
			{ numRuns: 2_000, endOnFailure: true }
		);
		expect(found.failed).toBe(true);
		expect(found.errorInstance).toMatchObject({ name: 'AssertionError' });
	});
});
