// npx node tests/bench/alternatives/run.ts: what people tapped and were told is saved, by our outbox and
// by what others would take, in Chromium, beside the real server, through one script of faults.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { ask, machine, type Machine } from '../../support/api.ts';
import { kill } from '../../support/killed.ts';
import { startServer, type Server } from '../../support/server.ts';
import { collection, superuser } from '../country.ts';
import { short, tell, type Figure } from '../figure.ts';
import { median } from '../load.ts';
import { BadLine } from './bad-line.ts';
import { BATCH, WAYS, type Told, type WayName } from './way.ts';

const COMMAND = 'npx node tests/bench/alternatives/run.ts';
/** Taps that wait for the network when the rate is measured. */
const QUEUE = 1_000;
const ROUNDS = 3;
/** Nothing new is at the server for so long: whatever did not come by then does not come. */
const QUIET_MS = 6_000;

declare global {
	/** Taps so often; resolves with the ids of what was said to be saved. */
	var keep: (count: number) => Promise<string[]>;
	var turn: (visibilityState: 'visible' | 'hidden') => void;
}

/** What was said to be saved, by the part of the script in which it was. */
type Saved = Map<string, string[]>;
export type Outcome = {
	readonly way: WayName;
	readonly saved: number;
	readonly lost: number;
	readonly lostIn: Readonly<Record<string, number>>;
	/** Taps that are at the server more than once. */
	readonly doubled: number;
	/** Of each round. */
	readonly factsASecond: readonly number[];
};

/** A server with a collection for the ways that write rows, a line to it, and a device. */
class Stage {
	readonly server: Server;
	readonly line: BadLine;
	readonly #told: Told;
	readonly #db: DatabaseSync;
	readonly #folder = mkdtempSync(join(tmpdir(), 'exes-alternatives-'));
	readonly #profile = join(this.#folder, 'profile');
	#context: BrowserContext | undefined;

	private constructor(server: Server, line: BadLine, told: Told) {
		[this.server, this.line, this.#told] = [server, line, told];
		this.#db = new DatabaseSync(join(server.dataDir, 'data.db'), { timeout: 10_000 });
	}

	static async of(way: WayName): Promise<Stage> {
		const server = await startServer();
		const { token, machineId } = await prepared(server);
		const line = await BadLine.to(() => server.url);
		return new Stage(server, line, { way, token, machineId });
	}

	/** Two tabs of the device, the second in front. */
	async open(): Promise<[Page, Page]> {
		const url = `${this.line.url}#${encodeURIComponent(JSON.stringify(this.#told))}`;
		const context = await chromium.launchPersistentContext(this.#profile, {
			executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
		});
		this.#context = context;
		const tab = async (): Promise<Page> => {
			const page = await context.newPage();
			page.on('pageerror', (error) => {
				console.error(`${this.#told.way}: ${error.message}`);
			});
			await page.goto(url);
			await page.waitForFunction(() => 'keep' in globalThis);
			return page;
		};
		return [await tab(), await tab()];
	}

	/** The power of the device fails. */
	async kill(): Promise<void> {
		const context = this.#context;
		this.#context = undefined;
		if (context) await kill(context, this.#profile);
	}

	/** How often each tap is at the server. */
	arrived(): Map<string, number> {
		const sql = this.#told.way.startsWith('pocketbase')
			? `SELECT "tap" AS "id", count(*) AS "times" FROM "benchTaps" GROUP BY "tap"`
			: `SELECT "eventId" AS "id", count(*) AS "times" FROM
				(SELECT "eventId" FROM "facts" UNION ALL SELECT "eventId" FROM "quarantine") GROUP BY "eventId"`;
		const rows = this.#db.prepare(sql).all();
		return new Map(rows.map(({ id, times }) => [id as string, times as number]));
	}

	/** Waits until all of them are there, or nothing has come for long; resolves with when the last came. */
	async settled(taps: number): Promise<number> {
		let [seen, at] = [-1, performance.now()];
		for (;;) {
			const { size } = this.arrived();
			if (size > seen) [seen, at] = [size, performance.now()];
			if (size >= taps || performance.now() - at > QUIET_MS) return at;
			await pause(10);
		}
	}

	async close(): Promise<void> {
		await this.kill();
		this.line.close();
		this.#db.close();
		await this.server.stop();
		rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
}

async function prepared(server: Server): Promise<Machine> {
	const token = await superuser(server);
	const batch = { enabled: true, maxRequests: BATCH, timeout: 10 };
	const allowed = await ask(server, 'PATCH', '/api/settings', { token, body: { batch } });
	if (allowed.status !== 200) throw new Error(allowed.text);
	const own = '@request.auth.machineId = machineId';
	await collection(server, token, {
		...{ name: 'benchTaps', type: 'base', createRule: own, updateRule: own },
		fields: [
			{ name: 'tap', type: 'text' },
			{ name: 'machineId', type: 'number' },
			{ name: 'body', type: 'json' }
		],
		indexes: ['CREATE INDEX benchTapsByTap ON benchTaps (tap)']
	});
	return machine(server);
}

/** The script of faults, the same for all. */
async function live(stage: Stage): Promise<Saved> {
	const { server, line } = stage;
	const saved: Saved = new Map();
	let [left, right] = await stage.open();
	const both = async (part: string, count: number): Promise<void> => {
		const tapped = [left, right].map((tab) => tab.evaluate((n) => globalThis.keep(n), count));
		saved.set(part, (await Promise.all(tapped)).flat());
	};

	line.begin('bad');
	await both('replies and requests lost, 503', 100);
	await line.requests(6);

	line.begin('held');
	const reached = line.requests(1);
	await Promise.all([both('server killed', 100), reached.then(() => server.kill())]);
	await server.restart();

	line.begin('down');
	await both('offline, the person changes tabs, the browser is killed', 175);
	for (const [front, behind] of [
		[left, right],
		[right, left],
		[left, right]
	] as const) {
		await behind.evaluate(() => {
			globalThis.turn('hidden');
		});
		await front.evaluate(() => {
			globalThis.turn('visible');
		});
		await line.requests(2);
	}
	await stage.kill();
	[left, right] = await stage.open();
	line.begin('held');
	await both('killed in the middle of a push', 100);
	await line.requests(2);
	await stage.kill();

	line.begin('fine');
	await stage.open();
	await stage.settled([...saved.values()].flat().length);
	return saved;
}

/** How fast a queue of taps is at the server once there is network, from the first request on. */
async function rate(way: WayName): Promise<number> {
	const stage = await Stage.of(way);
	try {
		stage.line.begin('down');
		const [tab] = await stage.open();
		await tab.evaluate((n) => globalThis.keep(n), QUEUE);
		stage.line.begin('fine');
		await stage.line.requests(1);
		const [first, began] = [stage.arrived().size, performance.now()];
		const ended = await stage.settled(QUEUE);
		return ((stage.arrived().size - first) / (ended - began)) * 1_000;
	} finally {
		await stage.close();
	}
}

async function outcome(way: WayName): Promise<Omit<Outcome, 'factsASecond'>> {
	const stage = await Stage.of(way);
	try {
		const saved = await live(stage);
		const there = stage.arrived();
		const lostIn = Object.fromEntries(
			[...saved].map(([part, ids]) => [part, ids.filter((id) => !there.has(id)).length])
		);
		const ids = [...saved.values()].flat();
		return {
			...{ way, saved: ids.length, lostIn },
			lost: Object.values(lostIn).reduce((sum, count) => sum + count, 0),
			doubled: ids.filter((id) => (there.get(id) ?? 0) > 1).length
		};
	} finally {
		await stage.close();
	}
}

export async function compare(): Promise<Outcome[]> {
	const rates = new Map<WayName, number[]>(WAYS.map((way) => [way, []]));
	for (let round = 0; round < ROUNDS; round++) {
		for (const way of WAYS) rates.get(way)?.push(await rate(way));
	}
	const outcomes: Outcome[] = [];
	for (const way of WAYS) {
		outcomes.push({ ...(await outcome(way)), factsASecond: rates.get(way) ?? [] });
	}
	return outcomes;
}

const TITLES: Readonly<Record<WayName, string>> = {
	outbox: 'our outbox',
	rxdb: 'RxDB 17.6.0, replication with a push handler',
	pocketbaseUpsert: 'PocketBase SDK 0.28.1, batch of upserts, ids by the client, a queue',
	pocketbaseCreate: 'PocketBase SDK 0.28.1, batch of creates, ids by the server, a queue'
};

function table(outcomes: readonly Outcome[]): string {
	const lines = outcomes.map(({ way, saved, lost, lostIn, doubled, factsASecond }) => {
		const where = Object.entries(lostIn).flatMap(([part, n]) => (n > 0 ? `${n}: ${part}` : []));
		const words = lost === 0 ? '0' : `${lost} (${where.join('; ')})`;
		return `| ${TITLES[way]} | ${saved} | ${words} | ${doubled} | ${short(median(factsASecond))} |`;
	});
	return [
		'| way | said to be saved | lost | doubled | facts a second |',
		'| --- | --- | --- | --- | --- |',
		...lines
	].join('\n');
}

export function figures([ours, ...others]: readonly Outcome[]): Figure[] {
	if (!ours) return [];
	const { saved, lost, doubled } = ours;
	const theirs = others.map((one) => `${one.lost} and ${one.doubled}`).join(', ');
	return [
		{
			figure:
				'taps that were said to be saved, through faults of line, server and browser: lost, doubled',
			limit: '0 and 0',
			measured: `${lost} and ${doubled} of ${saved}; of others ${theirs}`,
			isMet: lost === 0 && doubled === 0,
			command: COMMAND
		}
	];
}

export const measure = async (): Promise<Figure[]> => figures(await compare());

if (import.meta.main) {
	const outcomes = await compare();
	console.log(`${table(outcomes)}\n`);
	tell(figures(outcomes));
}
