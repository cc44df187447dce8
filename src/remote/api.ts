import type { FieldErrors } from '#domain/shapes/error.ts';

// No schema is used here: the way in has to be light, and every page asks through this file.

/**
 * Why a request brought nothing. `offline`: no connection; `timeout`: no answer in time;
 * `unauthorized`: 401; `busy`: 429 or 503, come back later; `refused`: the server says what is
 * wrong, in `status` and `fields`; `unexpected`: an answer that is not our server's, such as the
 * page of a captive portal.
 */
export type ApiErrorCode =
	'offline' | 'timeout' | 'unauthorized' | 'busy' | 'refused' | 'unexpected';

type Details = {
	readonly status?: number;
	readonly fields?: FieldErrors;
	readonly retryAfterMs?: number | null;
	/** The answer as it came, where it was JSON: a refused fact is answered in it too [M12]. */
	readonly body?: unknown;
};

/** A request that brought nothing. Its message is for logs; people read words made from the code. */
export class ApiError extends Error {
	override readonly name = 'ApiError';
	readonly code: ApiErrorCode;
	/** 0 where no answer came. */
	readonly status: number;
	readonly fields: FieldErrors;
	readonly retryAfterMs: number | null;
	readonly body: unknown;

	constructor(code: ApiErrorCode, message: string, details: Details = {}) {
		super(message);
		this.code = code;
		this.status = details.status ?? 0;
		this.fields = details.fields ?? {};
		this.retryAfterMs = details.retryAfterMs ?? null;
		this.body = details.body;
	}

	/** Whether the server named this code at any field: `says('enrolment_used')`. */
	says(code: string): boolean {
		return Object.values(this.fields).some((field) => field.code === code);
	}
}

export type ApiRequest = {
	readonly method?: 'GET' | 'POST' | 'PUT';
	readonly body?: unknown;
	/** PocketBase's token, bare. */
	readonly token?: string | undefined;
	/** Sent as `If-None-Match`. */
	readonly etag?: string | undefined;
	readonly timeoutMs?: number;
	readonly fetch?: typeof globalThis.fetch;
};

/** A JSON answer; `body` is null where the server said that nothing changed (304). */
export type ApiAnswer = {
	readonly status: number;
	readonly body: unknown;
	readonly etag: string | null;
};

const TIMEOUT_MS = 15_000;

/**
 * One request to our own server; it always ends. Redirects are not followed: our API has none, but
 * a captive portal does.
 *
 * @throws ApiError
 */
export async function request(path: string, options: ApiRequest = {}): Promise<ApiAnswer> {
	const { method = 'GET', body, token, etag, timeoutMs = TIMEOUT_MS } = options;
	const headers: Record<string, string> = { accept: 'application/json' };
	if (body !== undefined) headers['content-type'] = 'application/json';
	if (token !== undefined) headers['authorization'] = token;
	if (etag !== undefined) headers['if-none-match'] = etag;
	const fetching = options.fetch ?? globalThis.fetch;
	try {
		const response = await fetching(path, {
			method,
			headers,
			cache: 'no-store',
			redirect: 'error',
			credentials: 'omit',
			signal: AbortSignal.timeout(timeoutMs),
			...(body === undefined ? {} : { body: JSON.stringify(body) })
		});
		return await answerOf(response);
	} catch (error) {
		throw asApiError(error);
	}
}

async function answerOf(response: Response): Promise<ApiAnswer> {
	const { status } = response;
	const etag = response.headers.get('etag');
	if (status === 304) return { status, body: null, etag };
	const body = await jsonOf(response);
	if (response.ok) {
		if (body === undefined) throw new ApiError('unexpected', 'Not JSON.', { status });
		return { status, body, etag };
	}
	throw refusal(response, body);
}

function refusal({ status, headers }: Response, body: unknown): ApiError {
	if (status === 401) return new ApiError('unauthorized', 'Signed out.', { status, body });
	if (status === 429 || status === 503) {
		const retryAfterMs = retryAfter(headers.get('retry-after'));
		return new ApiError('busy', 'Come back later.', { status, retryAfterMs, body });
	}
	if (!isOurs(body)) return new ApiError('unexpected', `HTTP ${status}`, { status, body });
	return new ApiError('refused', body.message, { status, fields: body.data, body });
}

/** Whether it has the outline of our own errors [M20]. */
function isOurs(body: unknown): body is { message: string; data: FieldErrors } {
	const { message, data } = (body ?? {}) as { message?: unknown; data?: unknown };
	return (
		typeof message === 'string' &&
		typeof data === 'object' &&
		data !== null &&
		Object.values(data).every(
			(field) => typeof (field as { code?: unknown } | null)?.code === 'string'
		)
	);
}

async function jsonOf(response: Response): Promise<unknown> {
	const text = await response.text();
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** Seconds, as our server sends it; a date or nonsense counts as not said. */
function retryAfter(header: string | null): number | null {
	return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
}

function asApiError(error: unknown): ApiError {
	if (error instanceof ApiError) return error;
	const name = error instanceof Error ? error.name : '';
	if (name === 'TimeoutError' || name === 'AbortError')
		return new ApiError('timeout', 'No answer.');
	return new ApiError('offline', error instanceof Error ? error.message : String(error));
}
