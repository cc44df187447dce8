import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, machine, type Machine } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

// [M11] For one epoch of one origin, and among facts that are not in conflict, any order, any split
// into batches and any repeats end in the same state.

const HARDWARE = {
	slots: [
		{ slot: 1, storage: 'chilled' },
		{ slot: 2, storage: 'ambient' }
	]
};
const RUNS = 40;

let server: Server;
let db: DatabaseSync;
let straight: Machine;
let shuffled: Machine;
beforeAll(async () => {
	server = await startServer();
	db = new DatabaseSync(join(server.dataDir, 'data.db'), { readOnly: true });
	straight = await machine(server, { hardware: HARDWARE });
	shuffled = await machine(server, { hardware: HARDWARE });
});
afterAll(async () => {
	db.close();
	await server.stop();
});

type Event = Record<string, unknown>;

const LOTS = 4;
/** 14 characters of an id; the caller puts the first one before them. */
const id = (prefix: string, run: number, n: number): string =>
	prefix + String(run).padStart(6, '0') + String(n).padStart(8 - prefix.length, '0');

/** What happens, without its place: lots are numbers, so that facts of one lot are frequent. */
const happening = fc.oneof(
	fc.record({
		type: fc.constant('donate' as const),
		lot: fc.nat(LOTS - 1),
		portions: fc.integer({ min: 1, max: 20 }),
		storage: fc.constantFrom('ambient', 'chilled'),
		slot: fc.integer({ min: 1, max: 3 }),
		unconfirmed: fc.boolean()
	}),
	fc.record({
		type: fc.constant('collect' as const),
		lot: fc.nat(LOTS - 1),
		portions: fc.integer({ min: 1, max: 5 })
	}),
	fc.record({
		type: fc.constant('expired' as const),
		lot: fc.nat(LOTS - 1),
		portions: fc.integer({ min: 1, max: 5 }),
		final: fc.boolean()
	}),
	fc.record({
		type: fc.constant('alert' as const),
		slot: fc.integer({ min: 1, max: 2 }),
		cleared: fc.boolean(),
		value: fc.integer({ min: -20, max: 40 })
	}),
	/** Not a fact: quarantined, whenever it comes. */
	fc.record({
		type: fc.constant('collect' as const),
		lot: fc.nat(LOTS - 1),
		portions: fc.constant(0)
	})
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Deliveries by index into the facts: each at least once, cut into batches. */
const deliveries = (count: number) =>
	fc
		.tuple(
			fc.shuffledSubarray(
				Array.from({ length: count }, (_, i) => i),
				{ minLength: count }
			),
			fc.array(fc.nat(count - 1), { maxLength: count }),
			fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2 * count, maxLength: 2 * count })
		)
		.map(([order, repeats, sizes]) => {
			const all = [...order];
			repeats.forEach((index, i) => all.splice((i * 7) % (all.length + 1), 0, index));
			const batches: number[][] = [];
			for (const size of sizes) if (all.length > 0) batches.push(all.splice(0, size));
			return batches;
		});

const scene = fc
	.array(happening, { minLength: 2, maxLength: 30 })
	.chain((happenings) => fc.tuple(fc.constant(happenings), deliveries(happenings.length)));

/** The facts as a machine sends them; only the eventIds of two machines differ. */
function factsOf(
	happenings: readonly Happening[],
	run: number,
	letter: string,
	occurredAt: string
): Event[] {
	return happenings.map((happening, i) => {
		const envelope = {
			eventId: letter + id('e', run, i),
			epoch: `x${id('p', run, 0)}`,
			seq: i + 1,
			occurredAt,
			bootId: 'boot00000000001',
			uptimeMs: i
		};
		const lotId = 'lot' in happening ? `x${id('l', run, happening.lot)}` : '';
		switch (happening.type) {
			case 'donate': {
				const { portions, storage, slot, unconfirmed } = happening;
				const lot = {
					...{ lotId, slot, portions, storage, name: `Lot of fact ${i}`, category: 'bakery' },
					...{ dateKind: 'bestBefore', date: '2030-01-01', allergens: null }
				};
				return { ...envelope, type: 'donate', lot, ...(unconfirmed && { unconfirmed }) };
			}
			case 'collect': {
				const { portions } = happening;
				return { ...envelope, type: 'collect', lotId, portions, evidence: 'door' };
			}
			case 'expired': {
				const { portions, final } = happening;
				const discard = { type: 'expired', lotId, portions, reason: 'spoiled' };
				return { ...envelope, ...discard, ...(final && { final }) };
			}
			case 'alert': {
				const { slot, cleared, value } = happening;
				const alert = { type: 'alert', kind: 'temperature', severity: 'warning' };
				return { ...envelope, ...alert, sensor: `t${slot}-${run}`, cleared, value };
			}
		}
	});
}

async function send(to: Machine, events: readonly Event[]): Promise<void> {
	const { status, text } = await call(server, 'POST', '/api/machine/events', {
		token: to.token,
		body: { events }
	});
	if (status !== 200) throw new Error(text);
}

/** Everything that the server keeps of a machine, but for when it came and which machine it is. */
function stateOf({ machineId }: Machine): Record<string, unknown[]> {
	const origin = `m${machineId}`;
	const all = (sql: string, value: string | number) =>
		db
			.prepare(sql)
			.all(value)
			.map((row) => ({ ...row }));
	return {
		epochs: all(
			'SELECT epoch, "epochNo", "throughSeq", "highestSeq" FROM epochs WHERE origin = ? ORDER BY "epochNo"',
			origin
		),
		seqs: all(
			'SELECT "epochNo", seq, substr("eventId", 2) AS event FROM seqs WHERE origin = ? ORDER BY "epochNo", seq',
			origin
		),
		facts: all(
			`SELECT substr("eventId", 2) AS event, "epochNo", seq, type, v, "clockTrusted", json_remove(body, '$.eventId', '$.machineId') AS body
			FROM facts WHERE origin = ? ORDER BY 1`,
			origin
		),
		movements: all(
			'SELECT substr("eventId", 2) AS event, "lotId", kind, portions, grams FROM movements WHERE "machineId" = ? ORDER BY 1',
			machineId
		),
		lots: all(
			`SELECT "lotId", portions, closed, described, donations, "epochNo", seq, slot, name, category, storage, "dateKind", date,
				allergens, diets, unconfirmed, "offerFrom", "offerUntil", "policyVersion" FROM lots WHERE "machineId" = ? ORDER BY 1`,
			machineId
		),
		alerts: all(
			'SELECT kind, place, state, severity, "epochNo", seq, value, threshold, unit FROM alerts WHERE "machineId" = ? ORDER BY place',
			machineId
		),
		quarantine: all(
			'SELECT substr("eventId", 2) AS event, epoch, seq, code FROM quarantine WHERE "machineId" = ? ORDER BY 1, 2, 3',
			machineId
		)
	};
}

test('[M11] any order, any split and any repeats end in the same state', async () => {
	let run = 0;
	await fc.assert(
		fc.asyncProperty(scene, async ([happenings, batches]) => {
			run++;
			const occurredAt = new Date().toISOString();
			await send(straight, factsOf(happenings, run, 'a', occurredAt));
			const facts = factsOf(happenings, run, 'b', occurredAt);
			for (const batch of batches) {
				await send(
					shuffled,
					batch.map((i) => facts[i] ?? {})
				);
			}
			const state = stateOf(straight);
			expect(state['seqs']?.length).toBeGreaterThanOrEqual(run * 2);
			expect(stateOf(shuffled)).toEqual(state);
		}),
		{ numRuns: RUNS, seed: 20261123, endOnFailure: true }
	);
}, 120_000);
