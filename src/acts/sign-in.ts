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
	/** Since when the server has refused this machine, on the monotonic clock; null while it does not. */
	refusedSince: number | null = null;

	constructor(options: SessionOptions) {
		this.#with = options;
	}

	/**
	 * Calls with a token. A 401 is no revocation: it signs in once more and calls again; if that is
	 * refused too, the next sign-in comes after a minute [M8].
	 *
	 * @throws ApiError
	 */
	async with<T>(call: (token: string) => Promise<T>): Promise<T> {
		const token = await this.#current();
		try {
			return await call(token);
		} catch (error) {
			if (!(error instanceof ApiError) || error.code !== 'unauthorized') throw error;
			this.#token = null;
			return call(await this.#current());
		}
	}

	async #current(): Promise<string> {
		const { uptime } = this.#with;
		if (this.#token && uptime() < this.#token.until) return this.#token.text;
		if (uptime() < this.#notBefore) throw new ApiError('unauthorized', 'Refused a moment ago.');
		return this.#signIn();
	}

	async #signIn(): Promise<string> {
		const { api, identity, uptime, random } = this.#with;
		const known = identity();
		if (!known) throw new ApiError('unauthorized', 'Not enrolled.');
		try {
			const { machineId, secret } = known;
			const reply = await api.authenticate({ machineId, secret });
			const lasts = (parseInstant(reply.expiresAt) ?? 0) - (parseInstant(reply.serverTime) ?? 0);
			this.#token = { text: reply.token, until: uptime() + Math.max(0, lasts - MARGIN_MS) };
			this.refusedSince = null;
			return reply.token;
		} catch (error) {
			if (error instanceof ApiError && error.code === 'unauthorized') {
				this.refusedSince ??= uptime();
				this.#notBefore = uptime() + REFUSED_PAUSE_MS * (0.5 + random());
			}
			throw error;
		}
	}
}
