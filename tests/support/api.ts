import { randomBytes, randomInt } from 'node:crypto';
import { holdToContract } from './contract.ts';
import type { Server } from './server.ts';

export type Answer = {
	readonly status: number;
	readonly headers: Headers;
	/** The bytes as they came. */
	readonly text: string;
	/** The parsed body; null where it is empty or no JSON. */
	readonly body: any;
	readonly ms: number;
};

export type Sent = {
	readonly token?: string | undefined;
	/** Sent as JSON. */
	readonly body?: unknown;
	/** Sent as it is, in place of `body`. */
	readonly raw?: string;
	readonly headers?: Readonly<Record<string, string>>;
};

/** One request to the server; an error answer is an answer like any other. */
export async function ask(
	server: Pick<Server, 'url'>,
	method: string,
	path: string,
	{ token, body, raw, headers = {} }: Sent = {}
): Promise<Answer> {
	const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
	const begun = performance.now();
	const response = await fetch(server.url + path, {
		method,
		headers: {
			...(payload === undefined ? {} : { 'content-type': 'application/json' }),
			...(token === undefined ? {} : { authorization: token }),
			...headers
		},
		...(payload === undefined ? {} : { body: payload }),
		signal: AbortSignal.timeout(10_000)
	});
	const text = await response.text();
	const ms = performance.now() - begun;
	return { status: response.status, headers: response.headers, text, body: parsed(text), ms };
}

/**
 * As `ask`, and the answer is held against the published specification: every test that calls is a
 * test of it.
 *
 * @throws {ContractError} where the server answers what it has not promised
 */
export async function call(
	server: Pick<Server, 'url'>,
	method: string,
	path: string,
	sent: Sent = {}
): Promise<Answer> {
	const answer = await ask(server, method, path, sent);
	holdToContract({ method, path, ...answer });
	return answer;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** The codes of an error by field: `{secret: 'invalid_secret'}`. */
export function codes(answer: Answer): Record<string, string> {
	const data = (answer.body?.data ?? {}) as Record<string, { code: string }>;
	return Object.fromEntries(Object.entries(data).map(([field, { code }]) => [field, code]));
}

/** 15 characters of `[a-z0-9]`, as clients make ids. */
export function newId(): string {
	const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
	return Array.from({ length: 15 }, () => letters.charAt(randomInt(letters.length))).join('');
}

export const newSecret = (): string => randomBytes(32).toString('base64url');

export const HARDWARE = {
	slots: [
		{ slot: 1, storage: 'chilled', kind: 'locker', lock: 1 },
		{ slot: 2, storage: 'ambient' }
	]
};

export type Enrolment = {
	readonly machineId: number;
	readonly enrolmentCode: string;
	readonly expiresAt: string;
	readonly enrolUrl: string;
};

/** A machine made at the command line, which has not registered yet. */
export async function enrol(server: Server, ...flags: string[]): Promise<Enrolment> {
	const place = ['--name', 'Library', '--lat', '52.52', '--lon', '13.405'];
	const outcome = await server.exes('machine', 'enrol', ...place, ...flags, '--json');
	if (outcome.code !== 0) throw new Error(outcome.stderr);
	return outcome.json as Enrolment;
}

export type Machine = {
	readonly machineId: number;
	readonly secret: string;
	readonly token: string;
};

/** A machine that has registered, with a fresh token. */
export async function machine(
	server: Server,
	{ flags = [], hardware = HARDWARE }: { flags?: string[]; hardware?: unknown } = {}
): Promise<Machine> {
	const { machineId, enrolmentCode } = await enrol(server, ...flags);
	const secret = newSecret();
	await call(server, 'POST', '/api/machine/register', {
		body: { enrolmentCode, secret, hardware }
	});
	return { machineId, secret, token: await tokenOf(server, machineId, secret) };
}

export async function tokenOf(server: Server, machineId: number, secret: string): Promise<string> {
	const { body, text } = await call(server, 'POST', '/api/machine/auth', {
		body: { machineId, secret }
	});
	if (typeof body?.token !== 'string') throw new Error(`No token: ${text}`);
	return body.token as string;
}

/** A signed-in person. */
export async function person(server: Server, role: string, email = `${newId()}@x.example`) {
	const made = await server.exes(
		...['person', 'create', '--email', email, '--role', role, '--name', 'Ada', '--json']
	);
	if (made.code !== 0) throw new Error(made.stderr);
	const { signInUrl } = made.json as { signInUrl: string };
	const code = new URL(signInUrl).hash.slice(1);
	const { body } = await call(server, 'POST', '/api/people/sign-in', { body: { code } });
	const { token, deviceId } = body as { token: string; deviceId: string };
	return { email, code, signInUrl, token, deviceId, personId: body.person.personId as string };
}

export const status = (more: object = {}): object => ({
	bootId: 'boot00000000001',
	uptimeMs: 1_000,
	appVersion: '1.0.0',
	...more
});

/** A donation as a machine sends it to its own endpoint. */
export function donation(lot: object = {}, more: object = {}): Record<string, any> {
	return {
		eventId: newId(),
		epoch: 'epoch0000000001',
		seq: 1,
		occurredAt: new Date().toISOString(),
		bootId: 'boot00000000001',
		uptimeMs: 2_000,
		evidence: 'none',
		lot: {
			lotId: newId(),
			slot: 2,
			name: 'Bread',
			category: 'bakery',
			storage: 'ambient',
			dateKind: 'bestBefore',
			date: '2030-01-01',
			portions: 4,
			allergens: null,
			...lot
		},
		...more
	};
}
