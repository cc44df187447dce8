// npx node tests/bench/drain.ts: a machine comes back with 10,000 facts, while another one goes on as always.
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { donation, machine, newId, status, type Machine } from '../support/api.ts';
import { cpuOf, startServer, type Server } from '../support/server.ts';
import { short, tell, type Figure } from './figure.ts';
import { median, percentile, send, type Call } from './load.ts';

const COMMAND = 'npx node tests/bench/drain.ts';
const QUEUED = 10_000;
const SIZE = 100;
const ROUNDS = 3;
/** Requests of the other machine before each drain, so that a 99th percentile means something. */
const IDLE_CALLS = 400;
/** Between two requests of the other machine, so that it fills nothing by itself. */
const PAUSE_MS = 5;

/** What a machine has to tell after a long time alone, in batches as its outbox sends them. */
function queue({ token }: Machine): Call[] {
	const epoch = newId();
	let lotId = '';
	const facts = Array.from({ length: QUEUED }, (_, i) => {
		const { lot, evidence, ...envelope } = donation({ portions: 8 }, { epoch, seq: i + 1 });
		const turn = i % 10;
		if (turn < 2) {
			lotId = (lot as { lotId: string }).lotId;
			return { ...envelope, type: 'donate', lot, evidence };
		}
		if (turn < 7) return { ...envelope, type: 'collect', lotId, portions: 1, evidence: 'door' };
		if (turn < 8) return { ...envelope, type: 'expired', lotId, portions: 1, reason: 'expired' };
		const { occurredAt } = envelope as { occurredAt: string };
		const mean = { minC: 3.1, maxC: 4.6, meanC: 3.9, samples: 120 };
		return {
			...envelope,
			type: 'reading',
			sensor: 't1',
			from: occurredAt,
			to: occurredAt,
			...mean
		};
	});
	return Array.from({ length: QUEUED / SIZE }, (_, i) => {
		const body = JSON.stringify({ events: facts.slice(i * SIZE, (i + 1) * SIZE) });
		return { method: 'POST', path: '/api/machine/events', token, body };
	});
}

/** A machine that somebody uses: a status, then a donation, one after the other. */
class Neighbour {
	readonly #server: Server;
	readonly #token: string;
	readonly #epoch = newId();
	readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
	#seq = 0;

	constructor(server: Server, { token }: Machine) {
		this.#server = server;
		this.#token = token;
	}

	/** How long each request took, in milliseconds, until it is over. */
	async waits(isOver: (calls: number) => boolean): Promise<number[]> {
		const waits: number[] = [];
		while (!isOver(waits.length)) {
			const begun = performance.now();
			await send(this.#agent, this.#server.url, this.#next(waits.length));
			waits.push(performance.now() - begun);
			await pause(PAUSE_MS);
		}
		return waits;
	}

	#next(turn: number): Call {
		const common = { method: 'POST', token: this.#token } as const;
		if (turn % 2 === 0) {
			return {
				...common,
				path: '/api/machine/status',
				body: JSON.stringify(status({ uptimeMs: turn }))
			};
		}
		const fact = donation({}, { epoch: this.#epoch, seq: ++this.#seq });
		return { ...common, path: '/api/food/donate', body: JSON.stringify(fact) };
	}

	leave(): void {
		this.#agent.destroy();
	}
}

const p99 = (values: readonly number[]): number => percentile(values, 0.99);

async function drainOf(server: Server, calls: readonly Call[]): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const begun = performance.now();
	for (const call of calls) await send(agent, server.url, call);
	agent.destroy();
	return QUEUED / ((performance.now() - begun) / 1_000);
}

export async function measure(): Promise<Figure[]> {
	await using server = await startServer();
	const other = new Neighbour(server, await machine(server));
	const rates: number[] = [];
	const cpu: number[] = [];
	const idle: number[] = [];
	const busy: number[] = [];
	await other.waits((calls) => calls >= IDLE_CALLS / 2); // warms up
	await drainOf(server, queue(await machine(server)).slice(0, 20));
	for (let round = 0; round < ROUNDS; round++) {
		const calls = queue(await machine(server));
		idle.push(p99(await other.waits((count) => count >= IDLE_CALLS)));
		let isDrained = false;
		const waits = other.waits(() => isDrained);
		const before = cpuOf(server.pid);
		rates.push(await drainOf(server, calls));
		cpu.push((cpuOf(server.pid) - before) / calls.length);
		isDrained = true;
		busy.push(p99(await waits));
	}
	other.leave();
	const times = median(busy.map((ms, i) => ms / (idle[i] ?? NaN)));
	return [
		{
			figure: `a machine with ${QUEUED.toLocaleString('en')} queued facts drains`,
			limit: 'at least 1,000 facts a second',
			measured: `${short(median(rates))} a second, ${short(median(cpu))} ms of CPU for 100 and what the other machine sends meanwhile`,
			isMet: median(rates) >= 1_000,
			command: COMMAND
		},
		{
			figure:
				'meanwhile another machine’s statuses and donations: the 99th percentile of its waits, against idle',
			limit: 'at most 2 times',
			measured: `${short(times)} times (${short(median(busy))} against ${short(median(idle))} ms)`,
			isMet: times <= 2,
			command: COMMAND
		}
	];
}

if (import.meta.main) tell(await measure());
