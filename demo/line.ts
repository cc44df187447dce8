import * as v from 'valibot';
import { FactResult } from '#domain/shapes/batch.ts';
import type { Fact } from '#domain/shapes/fact.ts';
import type { Status } from '#domain/shapes/machine.ts';
import type { SingleFactType } from '#domain/shapes/words.ts';
import { ApiError, request } from '#remote/api.ts';
import { expectShape } from '#remote/shape.ts';
import { machineApi, type MachineApi, type StatusAnswer } from '#remote/machine.ts';

/** The own endpoint of each type of fact. */
const SINGLE: Record<SingleFactType, string> = {
	donate: '/api/food/donate',
	collect: '/api/food/collect',
	expired: '/api/maintenance/expired',
	alert: '/api/maintenance/alert'
};

/** A fact that may also travel alone. */
export type SingleFact = Extract<Fact, { type: SingleFactType }>;
export const isSingle = (fact: Fact): fact is SingleFact => Object.hasOwn(SINGLE, fact.type);

export type Credential = { readonly machineId: number; readonly secret: string };

/** The moment of sending, by the machine's own clocks. */
export type Sending = {
	readonly sentAt: string;
	readonly sentUptimeMs: number;
	readonly bootId: string;
};

/** A server that the whole fleet talks to. */
export type Server = { readonly api: MachineApi; readonly fetch: typeof globalThis.fetch };

export function serverAt(url: string): Server {
	const fetch: typeof globalThis.fetch = (path, init) =>
		globalThis.fetch(typeof path === 'string' ? new URL(path, url) : path, init);
	return { api: machineApi({ fetch }), fetch };
}

/** A machine's line to its server: signs in by itself, once more where a token has run out [M8]. */
export class Line {
	readonly #server: Server;
	readonly #credential: Credential;
	#token: string | undefined;
	#etag: string | undefined;

	constructor(server: Server, credential: Credential) {
		this.#server = server;
		this.#credential = credential;
	}

	status(body: Status): Promise<StatusAnswer> {
		return this.#signedIn((token) => this.#server.api.status(token, body));
	}

	/** The document as the server sent it; null where nothing has changed since the last answer. */
	async config(): Promise<{ document: unknown } | null> {
		const answer = await this.#signedIn((token) => this.#server.api.config(token, this.#etag));
		if (!answer) return null;
		this.#etag = answer.etag ?? undefined;
		return answer;
	}

	async events(events: readonly Fact[], sending: Sending): Promise<readonly FactResult[]> {
		const body = { events: [...events], ...sending };
		const reply = await this.#signedIn((token) => this.#server.api.events(token, body));
		return reply.results;
	}

	/** Through the fact's own endpoint, which tells a refusal by its status and in its body [M12]. */
	async single(
		{ type, ...fact }: SingleFact,
		{ sentUptimeMs }: Sending
	): Promise<readonly FactResult[]> {
		const answer = await this.#signedIn((token) =>
			request(SINGLE[type], {
				method: 'POST',
				body: { ...fact, sentUptimeMs },
				token,
				fetch: this.#server.fetch
			}).catch((error: unknown) => {
				if (error instanceof ApiError && v.is(FactResult, error.body)) return error;
				throw error;
			})
		);
		return [expectShape(FactResult, answer.body)];
	}

	async #signedIn<T>(call: (token: string) => Promise<T>): Promise<T> {
		const { api } = this.#server;
		const signIn = async (): Promise<string> => (await api.authenticate(this.#credential)).token;
		const token = (this.#token ??= await signIn());
		try {
			return await call(token);
		} catch (error) {
			if (!(error instanceof ApiError) || error.code !== 'unauthorized') throw error;
			this.#token = undefined;
			this.#token = await signIn();
			return call(this.#token);
		}
	}
}
