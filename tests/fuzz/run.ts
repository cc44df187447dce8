import { existsSync, readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { enrol, machine, person, status as statusBody, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import type { Server } from '../support/server.ts';
import { faultsOf, repeatFaults, type Result } from './check.ts';
import { exchange, type Answer } from './exchange.ts';
import { inputOf, type Cast, type Input } from './input.ts';

export type Options = {
	readonly seed: string;
	readonly count: number;
	/** Numbers of inputs to run alone. */
	readonly only?: readonly number[];
};

export type Finding = {
	readonly number: number;
	readonly what: string;
	readonly input: Input | null;
};

export type Report = {
	readonly findings: Finding[];
	readonly statuses: Record<string, number>;
	readonly labels: Record<string, number>;
	/** The slowest answer, alone where it was asked again, in milliseconds. */
	readonly slowestMs: number;
	/** Megabytes that the server held, at equal distances over the run. */
	readonly residentMb: number[];
	/** Facts that were acknowledged, each of which was found. */
	readonly acknowledged: number;
};

/** Of the server that is fuzzed; garbage goes soon, so that its memory shows what it holds. */
export const ENVIRONMENT = { EXES_DASHBOARD: 'off', GOGC: '300' } as const;

const CLIENTS = 6;
const LIMIT_MS = 1_000;
/** So often a request is asked again, alone. */
const ALONE = 10;
const LOOKS = 40;
/** Enough to make each runtime load everything once. */
const WARM_UP = 600;

/** Who sends: two machines, a person, and codes for machines to come. */
export async function castOf(server: Server): Promise<Cast> {
	const machines = [await machine(server), await machine(server)];
	const { token, personId } = await person(server, 'volunteer');
	const { token: operatorToken } = await person(server, 'operator');
	const codes: string[] = [];
	for (let i = 0; i < 6; i++) codes.push((await enrol(server)).enrolmentCode);
	return { machines, personToken: token, personId, operatorToken, codes };
}

/** Sends every input and looks at what came of it. Throws for nothing that the server does. */
export async function fuzz(
	server: Server,
	cast: Cast,
	{ seed, count, only }: Options
): Promise<Report> {
	const run = new Run(server, cast, seed);
	if (only) {
		for (const number of only) await run.one(number);
	} else {
		let next = 0;
		const looks = Math.max(1, Math.floor(count / LOOKS));
		const client = async (): Promise<void> => {
			while (next < count) {
				const number = next++;
				await run.one(number);
				if (number % looks === 0 && number >= WARM_UP) run.weigh();
			}
		};
		await Promise.all(Array.from({ length: CLIENTS }, client));
	}
	await run.readers();
	run.everythingIsThere();
	run.agent.destroy();
	return run.report();
}

class Run {
	readonly agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
	readonly #server: Server;
	readonly #cast: Cast;
	readonly #seed: string;
	readonly #findings: Finding[] = [];
	readonly #statuses: Record<string, number> = {};
	readonly #labels: Record<string, number> = {};
	readonly #resident: number[] = [];
	/** What each machine was told of each of its facts. */
	readonly #acknowledged: { machine: Machine; epoch: string; seq: number; result: Result }[] = [];
	#slowest = 0;
	/** Resolved unless somebody asks alone. */
	#quiet: Promise<void> = Promise.resolve();

	constructor(server: Server, cast: Cast, seed: string) {
		this.#server = server;
		this.#cast = cast;
		this.#seed = seed;
	}

	async one(number: number): Promise<void> {
		const input = inputOf(this.#seed, number, this.#cast);
		const note = (what: string): void => {
			this.#findings.push({ number, what, input });
		};
		this.#labels[input.label] = (this.#labels[input.label] ?? 0) + 1;
		const answer = await this.#send(input, note);
		if (!answer) return;
		this.#statuses[answer.status] = (this.#statuses[answer.status] ?? 0) + 1;
		faultsOf(input, answer).forEach(note);
		this.#remember(input, answer);
		if (!input.twice) return;
		const again = await this.#send(input, note);
		if (again) repeatFaults(answer, again).forEach(note);
	}

	/**
	 * What is too slow, or refused as too much at once, is asked again while nobody else asks: on a busy
	 * machine one answer in thousands is late, and only what is late every time hangs.
	 */
	async #send(input: Input, note: (what: string) => void): Promise<Answer | null> {
		try {
			await this.#quiet;
			const first = await exchange(this.#server.url, this.agent, input);
			const isFine = first.status !== 503 && first.ms <= LIMIT_MS;
			const { answer, ms } = isFine
				? { answer: first, ms: first.ms }
				: await this.#alone(input, first);
			this.#slowest = Math.max(this.#slowest, ms);
			if (ms > LIMIT_MS) note(`no answer within 1 s, but after ${Math.round(ms)} ms`);
			return answer;
		} catch (error) {
			note(`no answer: ${String(error)}`);
			return null;
		}
	}

	/** The first answer that is one, and the shortest time that one took. */
	async #alone(input: Input, first: Answer): Promise<{ answer: Answer; ms: number }> {
		let isOver = (): void => undefined;
		this.#quiet = new Promise((settle) => (isOver = settle));
		try {
			let answer = first;
			let { ms } = first;
			for (let i = 0; i < ALONE && (answer.status === 503 || ms > LIMIT_MS); i++) {
				await pause(300);
				const again = await exchange(this.#server.url, this.agent, input);
				if (answer.status === 503) answer = again;
				ms = Math.min(ms, again.ms);
			}
			return { answer, ms };
		} finally {
			isOver();
		}
	}

	#remember({ sender, events, body, headers }: Input, answer: Answer): void {
		if (!sender || headers['authorization'] !== sender.token) return;
		const results = (answer.body?.results ??
			(answer.body?.result ? [answer.body] : [])) as Result[];
		if (results.length === 0) return;
		const sent = events ?? elementsIn(body ?? '');
		if (results.length !== sent.length) return;
		for (const [i, result] of results.entries()) {
			if (result.eventId === null || result.code === 'seq_out_of_range') continue;
			const { epoch, seq } = sent[i] as { epoch: string; seq: number };
			this.#acknowledged.push({ machine: sender, epoch, seq, result });
		}
	}

	/** Those who read what was stored are served, whatever it is. */
	async readers(): Promise<void> {
		const [first] = this.#cast.machines;
		const person = { authorization: this.#cast.personToken };
		const reads: [string, Record<string, string>][] = [
			['/api/public/snapshot', {}],
			['/api/location/nearest?lat=52.52&lon=13.405&radiusKm=20100&limit=200', {}],
			['/api/volunteer/alerts', person],
			['/api/volunteer/machines', person],
			['/api/machine/config', { authorization: first?.token ?? '' }],
			['/api/ready', {}]
		];
		for (const [path, headers] of reads) {
			const answer = await exchange(this.#server.url, this.agent, {
				...{ method: 'GET', path, headers, body: null }
			});
			const isSound = answer.status === 200 && answer.body !== undefined;
			if (!isSound) this.#afterwards(`${path} is a ${answer.status}: ${answer.text.slice(0, 200)}`);
		}
		for (const { token } of this.#cast.machines) {
			const { status } = await exchange(this.#server.url, this.agent, {
				...{ method: 'POST', path: '/api/machine/status', body: JSON.stringify(statusBody()) },
				headers: { authorization: token, 'content-type': 'application/json' }
			});
			if (status !== 200) this.#afterwards(`a status is a ${status}`);
		}
	}

	/** [M10, M12]: what was acknowledged stands in the ledger or in quarantine, and its seq is seen. */
	everythingIsThere(): void {
		using store = new Store(this.#server);
		const set = (sql: string) => new Set(store.all(sql).map(({ key }) => String(key)));
		const seqs = set(
			`SELECT s."origin" || '|' || e."epoch" || '|' || s."seq" AS key FROM seqs s
			JOIN epochs e ON e."origin" = s."origin" AND e."epochNo" = s."epochNo"`
		);
		const facts = set('SELECT "eventId" AS key FROM facts');
		const quarantined = set('SELECT "eventId" AS key FROM quarantine');
		for (const { machine, epoch, seq, result } of this.#acknowledged) {
			if (!seqs.has(`m${machine.machineId}|${epoch}|${seq}`)) {
				this.#afterwards(`${result.result} ${result.code ?? ''}: seq ${seq} is not seen`);
			}
			const kept = result.result === 'quarantined' ? quarantined : facts;
			if (!kept.has(result.eventId ?? '')) {
				this.#afterwards(
					`${result.result} ${result.code ?? ''}: ${result.eventId ?? ''} is nowhere`
				);
			}
		}
	}

	/** @throws where the server has ended: what it said last is the finding */
	weigh(): void {
		const file = `/proc/${this.#server.pid}/status`;
		if (!existsSync(file))
			throw new Error(`The server has ended.\n${this.#server.log().slice(-6_000)}`);
		const status = readFileSync(file, 'utf8');
		this.#resident.push(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024);
	}

	#afterwards(what: string): void {
		this.#findings.push({ number: -1, what: `afterwards ${what}`, input: null });
	}

	report(): Report {
		return {
			findings: this.#findings,
			statuses: this.#statuses,
			labels: this.#labels,
			slowestMs: this.#slowest,
			residentMb: this.#resident,
			acknowledged: this.#acknowledged.length
		};
	}
}

/** The fact, or the facts, in a body that was answered. */
function elementsIn(body: string | Buffer): unknown[] {
	const value = JSON.parse(String(body)) as Record<string, unknown>;
	return Array.isArray(value['events']) ? value['events'] : [value];
}
