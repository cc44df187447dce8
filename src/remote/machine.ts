import * as v from 'valibot';
import { BatchReply, type Batch } from '#domain/shapes/batch.ts';
import { AnyConfigReply } from '#domain/shapes/config.ts';
import {
	AuthenticateReply,
	RegisterReply,
	StatusReply,
	type Authenticate,
	type Register,
	type Status
} from '#domain/shapes/machine.ts';
import { request } from './api.ts';
import { expectShape } from './shape.ts';

/** The machine endpoints as functions [machine-api]. Each of them ends, and throws `ApiError`. */
export type MachineApi = ReturnType<typeof machineApi>;

/** [M7] asks the server for an answer within 1 s; the rest is a slow line's. */
const AUTH_TIMEOUT_MS = 8_000;
/** A batch of 256 kB on a slow line. */
const EVENTS_TIMEOUT_MS = 30_000;

/** The part of the status reply that this client reads: a new kind of alert must not make it unreadable. */
const StatusAnswer = v.omit(StatusReply, ['openAlerts']);
export type StatusAnswer = v.InferOutput<typeof StatusAnswer>;

/** A configuration that nobody has looked at yet [M16]. */
export type SentConfig = {
	readonly version: number;
	readonly document: unknown;
	readonly etag: string | null;
};

type Options = { readonly fetch?: typeof globalThis.fetch };

export function machineApi(options: Options = {}) {
	const post = async (
		path: string,
		body: unknown,
		more: { token?: string; timeoutMs?: number }
	) => {
		const answer = await request(path, { method: 'POST', body, ...more, ...options });
		return answer.body;
	};

	return {
		/** The same code with the same secret again gives the same answer [M5]. */
		async register(body: Register): Promise<RegisterReply> {
			return expectShape(RegisterReply, await post('/api/machine/register', body, {}));
		},

		async authenticate(body: v.InferInput<typeof Authenticate>): Promise<AuthenticateReply> {
			const path = '/api/machine/auth';
			const answer = await post(path, body, { timeoutMs: AUTH_TIMEOUT_MS });
			return expectShape(AuthenticateReply, answer);
		},

		async status(token: string, body: Status): Promise<StatusAnswer> {
			return expectShape(StatusAnswer, await post('/api/machine/status', body, { token }));
		},

		/** What the outbox sends; only the `results` of the answer acknowledge anything [M12]. */
		async events(token: string, body: Batch): Promise<BatchReply> {
			const more = { token, timeoutMs: EVENTS_TIMEOUT_MS };
			return expectShape(BatchReply, await post('/api/machine/events', body, more));
		},

		/** @returns null where nothing changed since the `etag`; the document as it came */
		async config(token: string, etag: string | undefined): Promise<SentConfig | null> {
			const answer = await request('/api/machine/config', { token, etag, ...options });
			if (answer.status === 304) return null;
			const { version, config } = expectShape(AnyConfigReply, answer.body);
			return { version, document: config, etag: answer.etag };
		}
	};
}
