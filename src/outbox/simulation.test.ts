import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Drain, type OutgoingBatch, type Sent } from './drain.ts';
import { reopenLost } from './mark-answers.ts';
import { MemoryServer, newClock, newDisk, openStore } from './testing.ts';
import type { OutboxStore } from './store.ts';

/** What may go wrong on the way of one batch. */
const FAULTS = [
	'none',
	'requestLost',
	'replyLost',
	'busy',
	'serverError',
	'signedOut',
	'crashBeforeSending',
	'crashBeforeMarking',
	'partialAnswer'
] as const;
type Fault = (typeof FAULTS)[number];

type Op =
	| { do: 'append'; count: number }
	| { do: 'drain'; fault: Fault }
	| { do: 'deliverAgain' }
	| { do: 'reopen' }
	| { do: 'wait'; ms: number }
	| { do: 'newEpoch' }
	| { do: 'backup' }
	| { do: 'restore' };

const op: fc.Arbitrary<Op> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({ do: fc.constant('append'), count: fc.integer({ min: 1, max: 60 }) })
	},
	{
		weight: 8,
		arbitrary: fc.record({ do: fc.constant('drain'), fault: fc.constantFrom(...FAULTS) })
	},
	fc.record({ do: fc.constant('deliverAgain') }),
	fc.record({ do: fc.constant('reopen') }),
	fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 0, max: 4_000_000 }) }),
	fc.record({ do: fc.constant('newEpoch') }),
	fc.record({ do: fc.constant('backup') }),
	fc.record({ do: fc.constant('restore') })
);

class Crash extends Error {}

/** A way in which somebody might break the outbox or the server. */
type Mutant = {
	readonly server?: (server: MemoryServer) => void;
	readonly store?: (store: OutboxStore) => void;
	readonly beforeSend?: (store: OutboxStore, batch: OutgoingBatch) => Promise<void>;
};

/**
 * Runs the ops, then heals everything and drains: what was saved must be there, once. `status` says
 * whether a last status tells what the server lacks [M15], which mends much of what else is wrong.
 */
async function run(ops: readonly Op[], mutant: Mutant = {}, status = true) {
	const disk = newDisk();
	const clock = newClock();
	const server = new MemoryServer(clock.now);
	mutant.server?.(server);
	const saved: string[] = [];
	const sent: OutgoingBatch[] = [];
	let backup = server.copy();
	let restored = false;
	let store = open();
	let drain = newDrain();
	let fault: Fault = 'none';

	function open(): OutboxStore {
		const opened = openStore(disk, clock);
		mutant.store?.(opened);
		return opened;
	}

	function newDrain(): Drain {
		return new Drain({ ...clock, store, send, random: () => 0.5 });
	}

	async function send(batch: OutgoingBatch): Promise<Sent> {
		await mutant.beforeSend?.(store, batch);
		if (fault === 'crashBeforeSending') throw new Crash();
		if (fault === 'requestLost') return { kind: 'noAnswer' };
		if (fault === 'busy') return { kind: 'busy', retryAfterMs: null };
		if (fault === 'serverError') return { kind: 'refused', status: 500 };
		if (fault === 'signedOut') return { kind: 'unauthorized' };
		sent.push(batch);
		const reply = server.take(batch);
		if (fault === 'crashBeforeMarking') throw new Crash();
		if (fault === 'replyLost') return { kind: 'noAnswer' };
		if (fault === 'partialAnswer') reply.results = reply.results.filter((_, i) => i % 2 === 0);
		return { kind: 'answered', reply };
	}

	function reopen(): void {
		store.close();
		store = open();
		drain = newDrain();
	}

	for (const step of ops) {
		switch (step.do) {
			case 'append': {
				const drafts = Array.from({ length: step.count }, () => ({ type: 'fact' }));
				saved.push(...(await store.append(drafts)).map((fact) => fact.eventId));
				break;
			}
			case 'drain':
				fault = step.fault;
				try {
					await drain.step();
				} catch (error) {
					if (!(error instanceof Crash)) throw error;
					reopen();
				}
				break;
			case 'deliverAgain':
				for (const batch of sent.slice(-2)) server.take(batch);
				break;
			case 'reopen':
				reopen();
				break;
			case 'wait':
				clock.time += step.ms;
				break;
			case 'newEpoch':
				await store.startEpoch();
				break;
			case 'backup':
				backup = server.copy();
				break;
			case 'restore':
				server.restore(backup);
				sent.length = 0;
				restored = true;
				break;
		}
	}

	fault = 'none';
	if (status) await reopenLost(store, server.acked(), restored);
	for (let i = 0; i < 500 && (await store.stats()).unsent > 0; i++) {
		await drain.step();
		clock.time += 3_600_000;
	}
	const unsent = (await store.stats()).unsent;
	store.close();
	return {
		lost: saved.filter((eventId) => !server.applied.has(eventId)).length,
		doubled: [...server.timesApplied.values()].filter((times) => times > 1).length,
		unsent
	};
}

const sequences = fc.array(op, { minLength: 1, maxLength: 25 });
const fine = { lost: 0, doubled: 0, unsent: 0 };

test('[S3, S4, M9, M15] 0 facts lost and 0 applied twice, whatever fails in whatever order', async () => {
	await fc.assert(
		fc.asyncProperty(sequences, async (ops) => {
			expect(await run(ops)).toEqual(fine);
		}),
		{ numRuns: 60 }
	);
}, 60_000);

const mutants: Record<string, Mutant> = {
	'marks facts as done before the server has them': {
		beforeSend: async (store, { events }) => {
			const ids = events.map((fact) => fact.eventId);
			await store.rows.where('eventId').anyOf(ids).modify({ state: 'done' });
		}
	},
	'remembers a checkpoint instead of asking what is pending': {
		store: (store) => {
			const asked = store.inState.bind(store);
			let seen = 0;
			store.inState = (state) =>
				asked(state).filter((row) => {
					if (state !== 'pending') return true;
					if (row.seq <= seen) return false;
					seen = row.seq;
					return true;
				});
		}
	},
	'has a server that does not know what it applied': {
		server: (server) => {
			const take = server.take.bind(server);
			server.take = (batch) => {
				for (const { eventId } of batch.events) {
					if (!server.applied.delete(eventId)) continue;
					for (const seqs of server.seqs.values()) seqs.clear();
				}
				return take(batch);
			};
		}
	}
};

/** Lives in which nothing is restored lose nothing without a status either. */
const unrestored = sequences.map((ops) => ops.filter((step) => step.do !== 'restore'));
const goesWrong = async (mutant: Mutant, numRuns: number) => {
	const property = fc.asyncProperty(unrestored, async (ops) => {
		const { lost, doubled, unsent } = await run(ops, mutant, false);
		return lost + doubled + unsent === 0;
	});
	return (await fc.check(property, { numRuns, endOnFailure: true })).failed;
};

test.each(Object.entries(mutants))(
	'the simulation catches an outbox that %s',
	async (_, mutant) => {
		expect(await goesWrong(mutant, 1_000)).toBe(true);
	},
	60_000
);

test('and finds nothing where nothing was broken', async () => {
	expect(await goesWrong({}, 60)).toBe(false);
}, 60_000);
