import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { id } from '../../src/domain/facts.fixture.ts';
import * as make from '../../src/domain/facts.fixture.ts';
import {
	batchesOf,
	conflictsWith,
	EPOCHS,
	histories,
	MACHINES,
	type Event,
	type History,
	type Sent
} from '../../src/domain/history.fixture.ts';
import { contentOf } from '../../src/domain/received.ts';
import type { TasksReply } from '../../src/domain/shapes/people.ts';
import { call, machine, person, status, type Machine } from '../support/api.ts';
import { turnOfCommit } from '../support/sample.ts';
import { EXES, startServer, type Server } from '../support/server.ts';
import { tablesOf, tasksOf } from '../support/tables.ts';

// [M11] The ledger's algebra at the real server: what its tables hold after the same facts, of every
// type, of two machines in two epochs each. src/domain/algebra.test.ts holds the rules alone to it.

const HOUR = 3_600_000;
const HARDWARE = {
	slots: [
		{ slot: 1, storage: 'chilled', kind: 'locker' },
		{ slot: 2, storage: 'ambient' },
		{ slot: 3, storage: 'frozen' }
	]
};
/** Above all seqs of a history, so that none of them is beyond what a closed epoch had. */
const LAST = 1_000;

/** Ids of the histories that must not be the same for two casts, or in two plays. */
const OWN_IDS = /\b(eve|con|lot|mov|tas|epo)\d{2}(\d{10})\b/g;
const NAMED_IDS = /\b([eclmtp])[ab](\d{3}\d{10})\b/g;
const LETTERS: Record<string, string> = {
	...{ eve: 'e', con: 'c', lot: 'l', mov: 'm', tas: 't', epo: 'p' }
};
/** Ids as they are the same for both casts. */
const named = (text: string): string => text.replace(NAMED_IDS, '$1$2');

/** A server, and two casts of machines that play the same histories on it, one after the other. */
class Stage {
	readonly #server: Server;
	readonly #db: DatabaseSync;
	readonly #volunteer: string;
	readonly casts: Readonly<Record<'a' | 'b', Map<number, Machine>>> = {
		a: new Map(),
		b: new Map()
	};
	#play = 0;

	private constructor(server: Server, volunteer: string) {
		this.#server = server;
		this.#db = new DatabaseSync(join(server.dataDir, 'data.db'), { timeout: 10_000 });
		this.#volunteer = volunteer;
	}

	static async open(hooksDir?: string): Promise<Stage> {
		const server = await startServer(hooksDir === undefined ? {} : { hooksDir });
		const stage = new Stage(server, (await person(server, 'volunteer')).token);
		for (const cast of Object.values(stage.casts)) {
			for (const role of MACHINES) cast.set(role, await stage.#machine());
		}
		// The time of each fact follows from this, and not from when it comes.
		stage.#db.prepare('UPDATE "machineStatus" SET "recordedAt" = ?').run(Date.now() - 10 * HOUR);
		return stage;
	}

	async #machine(): Promise<Machine> {
		const made = await machine(this.#server, { hardware: HARDWARE });
		const body = status({ bootId: make.BOOT, uptimeMs: HOUR });
		await call(this.#server, 'POST', '/api/machine/status', { token: made.token, body });
		return made;
	}

	async close(): Promise<void> {
		this.#db.close();
		await this.#server.stop();
	}

	/** Every machine begins two new epochs. */
	async begin(): Promise<void> {
		this.#play++;
		for (const cast of ['a', 'b'] as const) {
			for (const machineId of MACHINES) {
				for (const [i, epoch] of EPOCHS.entries()) {
					const place = { epoch, eventId: id('eve', 1_000 * machineId + i) };
					const event = make.reading(LAST, place) as Event;
					await this.send(cast, [{ machineId, event }], 1);
				}
			}
		}
	}

	async send(cast: 'a' | 'b', facts: readonly Sent[], size: number): Promise<void> {
		for (const { machineId, events } of batchesOf(facts, size)) {
			const { status, text } = await call(this.#server, 'POST', '/api/machine/events', {
				token: this.casts[cast].get(machineId)?.token,
				body: { events: events.map((event) => this.#own(cast, event)) }
			});
			if (status !== 200) throw new Error(text);
		}
	}

	/** A fact with ids that are of this cast and this play alone. */
	#own(cast: 'a' | 'b', event: Event): Record<string, unknown> {
		const play = String(this.#play).padStart(3, '0');
		const text = JSON.stringify(event).replace(
			OWN_IDS,
			(_, kind: string, n: string) => `${LETTERS[kind]}${cast}${play}${n}`
		);
		return JSON.parse(text) as Record<string, unknown>;
	}

	/** All that is kept and told of a cast, in words that are the same for both. */
	async told(cast: 'a' | 'b'): Promise<Record<string, string[]>> {
		const played = [...this.casts[cast]].map(([role, { machineId }]) => ({ role, machineId }));
		const token = this.#volunteer;
		const { body } = await call(this.#server, 'GET', '/api/volunteer/tasks', { token });
		const tasks = tasksOf(body as TasksReply, played, named);
		return { ...tablesOf(this.#db, played, named), told: tasks };
	}

	hashOf(cast: 'a' | 'b', { machineId, event }: Sent): string {
		const own = this.casts[cast].get(machineId)?.machineId ?? 0;
		return createHash('sha256')
			.update(contentOf(this.#own(cast, event), own))
			.digest('hex');
	}

	/** Whether a fact of this content is in the ledger, and whether it is held in quarantine. */
	whereIs(contentHash: string): { ledger: boolean; quarantine: boolean } {
		const has = (table: string) =>
			this.#db.prepare(`SELECT 1 FROM "${table}" WHERE "contentHash" = ?`).get(contentHash) !==
			undefined;
		return { ledger: has('facts'), quarantine: has('quarantine') };
	}

	/** Lots whose sum is not that of the ledger's movements. */
	wrongSums(): unknown[] {
		return this.#db
			.prepare(
				`SELECT l."machineId", l."lotId", l.portions, m.sum FROM lots l FULL JOIN
				(SELECT "machineId", "lotId", SUM(portions) AS sum FROM movements GROUP BY 1, 2) m
				ON m."machineId" = l."machineId" AND m."lotId" = l."lotId"
				WHERE COALESCE(l.portions, 0) <> COALESCE(m.sum, 0)`
			)
			.all();
	}
}

type Property = (stage: Stage, history: History) => Promise<void>;

const orderDoesNotMatter: Property = async (stage, { facts, shuffled, some, size }) => {
	await stage.begin();
	await stage.send('a', facts, 100);
	await stage.send('b', [...some, ...shuffled, ...some], size);
	expect(await stage.told('b')).toEqual(await stage.told('a'));
};

const nothingIsLost: Property = async (stage, { shuffled, some, size }) => {
	const conflicts = conflictsWith(some);
	const half = conflicts.length / 2;
	const sent = [...conflicts.slice(0, half), ...shuffled, ...conflicts.slice(half), ...some];
	await stage.begin();
	await stage.send('a', sent, size);
	for (const one of sent) {
		const { ledger, quarantine } = stage.whereIs(stage.hashOf('a', one));
		expect([ledger, quarantine]).toContain(true);
		expect(ledger && quarantine).toBe(false);
	}
	expect(stage.wrongSums()).toEqual([]);
};

const properties: Record<string, Property> = {
	'any order, any split and any repeats end in the same tables': orderDoesNotMatter,
	'[M10] every fact is in the ledger or in quarantine, and physical stock is the sum of movements':
		nothingIsLost
};

/** So many histories are played on one server. */
const PLAYS = 8;

const check = (stage: Stage, property: Property, numRuns: number, seed: number) =>
	fc.check(
		fc.asyncProperty(histories, (history) => property(stage, history)),
		{ numRuns, seed, endOnFailure: true }
	);

const turn = turnOfCommit();
const turns = process.env['TEST_ALL'] === undefined ? 1 : 20;
/** Other ones with every commit. */
const seeds = Array.from({ length: turns }, (_, i) => turn + i);

describe.each(seeds)('[M11] the tables of the server, seed %d', (seed) => {
	let stage: Stage;
	beforeAll(async () => {
		stage = await Stage.open();
	});
	afterAll(() => stage.close());

	test.each(Object.entries(properties))(
		'%s',
		async (_, property) => {
			const found = await check(stage, property, PLAYS, seed);
			if (found.failed)
				throw new Error(fc.defaultReportMessage(found), { cause: found.errorInstance });
			expect(found.numRuns).toBe(PLAYS);
		},
		120_000
	);
});

describe('the properties can fail', () => {
	type Mutant = {
		readonly property: Property; /** In the built hooks, where names may have got a number. */
		readonly was: RegExp;
		readonly is: string;
	};
	const mutants: Record<string, Mutant> = {
		'a late word of an alert is added without its history': {
			property: orderDoesNotMatter,
			was: /\w+\.lateAlerts\.forEach\(/g,
			is: '[].forEach('
		},
		'the last service to arrive wins': {
			property: orderDoesNotMatter,
			was: /THEN \$\{place\("excluded"\)\} > \$\{place\(before\)\}/g,
			is: 'THEN 1 = 1'
		},
		'a movement of each batch is forgotten': {
			property: nothingIsLost,
			was: /insertMovements\(tx, movements\);/g,
			is: 'insertMovements(tx, movements.slice(1));'
		}
	};

	test.each(Object.entries(mutants))(
		'%s: found',
		async (_, { property, was, is }) => {
			const hooks = join(dirname(EXES), 'hooks');
			const mutated = mkdtempSync(join(dirname(EXES), '.mutant-'));
			cpSync(hooks, mutated, { recursive: true });
			const lib = readFileSync(join(hooks, 'lib.js'), 'utf8');
			expect([...lib.matchAll(was)]).toHaveLength(1);
			writeFileSync(
				join(mutated, 'lib.js'),
				lib.replace(was, () => is)
			);
			const stage = await Stage.open(mutated);
			try {
				const found = await check(stage, property, 40, 1);
				expect(found.failed).toBe(true);
				expect(found.errorInstance).toMatchObject({ name: 'AssertionError' });
			} finally {
				await stage.close();
				rmSync(mutated, { recursive: true, force: true });
			}
		},
		120_000
	);
});
