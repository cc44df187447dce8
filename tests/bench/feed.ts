// npx node tests/bench/feed.ts: how long until a change at the server is on another device [S8] [S9].
import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, donation, machine, newId, person, status, type Machine } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';
import { changesAfter, Listener, stalledReader, whole } from '../support/sync.ts';
import { short, tell, type Figure } from './figure.ts';
import { median, send } from './load.ts';

const COMMAND = 'npx node tests/bench/feed.ts';
const KIOSKS = 200;
/** A kiosk reports once a minute; ten times as often, so that a short run has enough of them. */
const REPORT_EVERY_MS = 6_000;
const STALLED = 50;
/** Readers of one machine; the server takes eight. */
const STALLED_OF_ONE = 5;
const WRITES = 80;
const ROUNDS = 3;
/**
 * At most so long between two writes. It differs each time, over more than the server's own rhythm
 * (`hintsLook`): one that is always the same would meet it always at the same point.
 */
const PAUSE_MS = 150;

/** Somebody who gives at one machine, and somebody elsewhere who keeps a copy of all lots. */
class Pair {
	readonly #server: Server;
	readonly #giver: Machine;
	readonly #reader: string;
	readonly #listener: Listener;
	readonly #epoch = newId();
	#seq = 0;
	#place: { readonly feed: string; readonly since: number };

	private constructor(
		server: Server,
		giver: Machine,
		reader: string,
		listener: Listener,
		place: { readonly feed: string; readonly since: number }
	) {
		[this.#server, this.#giver, this.#reader] = [server, giver, reader];
		[this.#listener, this.#place] = [listener, place];
	}

	static async at(server: Server): Promise<Pair> {
		const { token } = await person(server, 'operator');
		const giver = await machine(server);
		const { feed, seq } = await whole(server, token, 'lots');
		const listener = await Listener.of(server, token);
		await listener.upTo(seq);
		return new Pair(server, giver, token, listener, { feed, since: seq });
	}

	close(): void {
		this.#listener.close();
	}

	/** Milliseconds from each answer to who gives until the lot is on the other device. */
	async waits(): Promise<number[]> {
		const waits: number[] = [];
		for (let i = 0; i < WRITES; i++) {
			waits.push(await this.#wait());
			await pause(Math.random() * PAUSE_MS);
		}
		return waits;
	}

	async #wait(): Promise<number> {
		const lotId = newId();
		const body = donation({ lotId }, { epoch: this.#epoch, seq: ++this.#seq });
		const seen = this.#see(lotId);
		const given = await ask(this.#server, 'POST', '/api/food/donate', {
			...{ token: this.#giver.token, body }
		});
		if (given.status !== 200) throw new Error(given.text);
		const written = performance.now();
		return Math.max(0, (await seen) - written);
	}

	/** When the lot is on the device that is told of changes; it asks at every hint, as pages do. */
	async #see(lotId: string): Promise<number> {
		for (;;) {
			if ((await this.#listener.next()) === undefined) throw new Error('The stream has ended.');
			const asked = { collection: 'lots', ...this.#place } as const;
			const page = await changesAfter(this.#server, this.#reader, asked);
			if (page.reset) throw new Error('The feed starts over.');
			this.#place = { feed: page.feed, since: page.next };
			const isThere = page.changes.some(
				({ record }) => (record as { lotId?: string } | undefined)?.lotId === lotId
			);
			if (isThere) return performance.now();
		}
	}
}

/** Machines that report in turn, evenly spread, until they are told to end. */
function reporting(server: Server, machines: readonly Machine[]): () => Promise<void> {
	const agent = new Agent({ keepAlive: true });
	const pending = new Set<Promise<void>>();
	const failures: unknown[] = [];
	let turn = 0;
	const timer = setInterval(() => {
		const one = machines[turn++ % machines.length];
		const body = JSON.stringify(status({ uptimeMs: turn }));
		const path = '/api/machine/status';
		const token = one?.token ?? '';
		const sent = send(agent, server.url, { method: 'POST', path, token, body })
			.catch((error: unknown) => failures.push(error))
			.then(() => {
				pending.delete(sent);
			});
		pending.add(sent);
	}, REPORT_EVERY_MS / machines.length);
	return async () => {
		clearInterval(timer);
		await Promise.all(pending);
		agent.destroy();
		if (failures.length > 0) throw failures[0];
	};
}

async function stall(server: Server, machines: readonly Machine[]): Promise<Socket[]> {
	const sleepers: Socket[] = [];
	for (let i = 0; i < STALLED; i++) {
		const { token } = machines[Math.floor(i / STALLED_OF_ONE)] ?? { token: '' };
		sleepers.push(await stalledReader(server, token));
	}
	return sleepers;
}

const p95 = (waits: readonly number[]): number =>
	waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.95) - 1] ?? NaN;

export async function measure(): Promise<Figure[]> {
	await using server = await startServer();
	const machines: Machine[] = [];
	while (machines.length < KIOSKS) machines.push(await machine(server));
	const pair = await Pair.at(server);
	await pair.waits(); // warms up

	const alone: number[][] = [];
	const beside: number[][] = [];
	const stalled: number[][] = [];
	for (let round = 0; round < ROUNDS; round++) {
		alone.push(await pair.waits());
		const end = reporting(server, machines);
		beside.push(await pair.waits());
		await end();
		const sleepers = await stall(server, machines);
		stalled.push(await pair.waits());
		for (const socket of sleepers) socket.destroy();
	}
	pair.close();

	const [quick, busy, held] = [alone, beside, stalled].map((rounds) => p95(rounds.flat()));
	const against = (rounds: readonly number[][]): number =>
		median(rounds.map((waits, i) => p95(waits) / p95(alone[i] ?? [])));
	const times = (rounds: readonly number[][], p: number | undefined): string =>
		`${short(against(rounds))} times (${short(p ?? NaN)} against ${short(quick ?? NaN)} ms)`;
	return [
		{
			figure:
				'from the answer to who writes until it is on another device (hint, then changes): p95',
			limit: 'under 250 ms on loopback',
			measured: `${short(quick ?? NaN)} ms, median ${short(median(alone.flat()))} ms`,
			isMet: (quick ?? NaN) < 250,
			command: COMMAND
		},
		{
			figure: `the same while ${KIOSKS} kiosks report, ten times as often as they do: p95 against none`,
			limit: 'at most 2 times',
			measured: times(beside, busy),
			isMet: against(beside) <= 2,
			command: COMMAND
		},
		{
			figure: `the same beside ${STALLED} readers of hints that do not read: p95 against none`,
			limit: 'at most 1.25 times',
			measured: times(stalled, held),
			isMet: against(stalled) <= 1.25,
			command: COMMAND
		}
	];
}

if (import.meta.main) tell(await measure());
