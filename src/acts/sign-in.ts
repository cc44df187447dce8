import { parseInstant } from '#domain/calendar.ts';
import { ApiError } from '#remote/api.ts';
import type { MachineApi } from '#remote/machine.ts';
import type { Identity } from './kiosk-store.ts';

/** Refused sign-ins are repeated so often, with jitter [M8]. */
const REFUSED_PAUSE_MS = 60_000;
/** A token is left before it expires, so that a request on a slow line still finds it good. */
const MARGIN_MS = 60_000;

type SessionOptions = {
	readonly api: Pick<MachineApi, 'authenticate'>;
	readonly identity: () => Identity | undefined;
	/** Monotonic milliseconds: a clock that somebody sets must not end or lengthen a token. */
	readonly uptime: () => number;
	readonly random: () => number;
};

/** The machine's token: asked for when it is missing or runs out, and never stored. */
export class Session {
	readonly #with: SessionOptions;
	#token: { text: string; until: number } | null = null;
	#notBefore = 0;

	constructor(options: SessionOptions) {
		this.#with = options;
	}

	/**
	 * Calls with a token. A 401 is no revocation: it signs in once more and calls again; if that is
	 * refused too, the next sign-in comes after a minute, again and again, and nothing is given up:
	 * neither the credential nor a fact [M8].
	 *
	 * @throws ApiError
	 */
	async with<T>(call: (token: string) => Promise<T>): Promise<T> {
		const token = await this.#current();
		try {
			return await call(token);
		} catch (error) {
			if (!isRefusal(error)) throw error;
			this.#token = null;
		}
		const fresh = await this.#current();
		try {
			return await call(fresh);
		} catch (error) {
			if (isRefusal(error)) this.#beRefused(); // a fresh token, and it is none
			throw error;
		}
	}

	/** Whole milliseconds until it may sign in again; 0 while the server does not refuse it. */
	waitMs(): number {
		return Math.max(0, Math.ceil(this.#notBefore - this.#with.uptime()));
	}

	#beRefused(): void {
		const { uptime, random } = this.#with;
		this.#token = null;
		this.#notBefore = uptime() + REFUSED_PAUSE_MS * (0.8 + random() * 0.4);
	}

	async #current(): Promise<string> {
		const { uptime } = this.#with;
		if (this.#token && uptime() < this.#token.until) return this.#token.text;
		if (uptime() < this.#notBefore) throw new ApiError('unauthorized', 'Refused a moment ago.');
		return this.#signIn();
	}

	async #signIn(): Promise<string> {
		const { api, identity, uptime } = this.#with;
		const known = identity();
		if (!known) throw new ApiError('unauthorized', 'Not enrolled.');
		try {
			const { machineId, secret } = known;
			const reply = await api.authenticate({ machineId, secret });
			const lasts = (parseInstant(reply.expiresAt) ?? 0) - (parseInstant(reply.serverTime) ?? 0);
			this.#token = { text: reply.token, until: uptime() + Math.max(0, lasts - MARGIN_MS) };
			return reply.token;
		} catch (error) {
			if (isRefusal(error) || (error instanceof ApiError && error.says('rejected'))) {
				this.#beRefused();
			}
			throw error;
		}
	}
}

const isRefusal = (error: unknown): boolean =>
	error instanceof ApiError && error.code === 'unauthorized';
