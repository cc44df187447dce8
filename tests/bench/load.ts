import { Agent, request } from 'node:http';
import { cpuOf } from '../support/server.ts';

export type Call = {
	readonly method: 'GET' | 'POST';
	readonly path: string;
	readonly token?: string;
	readonly body?: string;
};

export type Round = {
	/** Milliseconds of the server's processor for one call. */
	readonly cpuMs: number;
	/** Calls answered in a second. */
	readonly rate: number;
};

/** Somebody who sends calls to a server. */
export type Contestant = {
	readonly url: string;
	readonly pid: number;
	readonly next: () => Call;
	/** So many calls make one round. */
	readonly calls: number;
	readonly clients?: number;
};

/** Sends `calls` calls, `clients` at a time; throws for any answer that is not a 2xx. */
export async function drive({ url, pid, next, calls, clients = 8 }: Contestant): Promise<Round> {
	const agent = new Agent({ keepAlive: true, maxSockets: clients });
	let left = calls;
	const client = async (): Promise<void> => {
		while (left-- > 0) await send(agent, url, next());
	};
	const cpu = cpuOf(pid);
	const begun = performance.now();
	await Promise.all(Array.from({ length: clients }, client));
	const seconds = (performance.now() - begun) / 1_000;
	agent.destroy();
	return { cpuMs: (cpuOf(pid) - cpu) / calls, rate: calls / seconds };
}

/**
 * The contestants in turn, round by round, so that a busy minute of the machine falls on all of
 * them; the first round warms up and does not count.
 */
export async function contest<Name extends string>(
	contestants: Record<Name, Contestant>,
	rounds = 3
): Promise<Record<Name, Round[]>> {
	const names = Object.keys(contestants) as Name[];
	const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
		Name,
		Round[]
	>;
	for (const name of names) {
		const contestant: Contestant = contestants[name];
		await drive({ ...contestant, calls: Math.ceil(contestant.calls / 4) });
	}
	for (let round = 0; round < rounds; round++) {
		for (const name of names) results[name].push(await drive(contestants[name]));
	}
	return results;
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
	return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The value below which that share of all lies, from 0 up to 1. */
export const percentile = (values: readonly number[], share: number): number =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;

/** The median over the rounds of one figure against the other's in the same round. */
export function ratio(
	rounds: readonly Round[],
	against: readonly Round[],
	of: (round: Round) => number
): number {
	return median(rounds.map((round, i) => of(round) / of(against[i] ?? round)));
}

export const cpu = (round: Round): number => round.cpuMs;
export const rate = (round: Round): number => round.rate;

/** One call; throws for any answer that is not a 2xx. */
export function send(
	agent: Agent,
	url: string,
	{ method, path, token, body }: Call
): Promise<void> {
	return new Promise((settle, fail) => {
		const headers: Record<string, string | number> = {};
		if (token !== undefined) headers['authorization'] = token;
		if (body !== undefined) {
			headers['content-type'] = 'application/json';
			headers['content-length'] = Buffer.byteLength(body);
		}
		const sent = request(url + path, { agent, method, headers }, (answer) => {
			const status = answer.statusCode ?? 0;
			let text = '';
			answer.setEncoding('utf8');
			answer.on('data', (chunk: string) => {
				if (status >= 300) text += chunk;
			});
			answer.on('error', fail);
			answer.on('end', () => {
				if (status >= 200 && status < 300) settle();
				else fail(new Error(`${method} ${path}: ${status} ${text}`));
			});
		});
		sent.on('error', fail);
		sent.end(body);
	});
}
