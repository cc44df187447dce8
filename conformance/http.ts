import { check, Mismatch } from './expect.ts';

/** An answer of the server, an error like any other. */
export type Answer = {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The parsed body; an empty object where it is no JSON object. */
	readonly body: Record<string, unknown>;
	readonly ms: number;
};

export type Request = {
	readonly token?: string | undefined;
	/** Sent as JSON. */
	readonly body?: unknown;
	/** Sent as it is, in place of `body`. */
	readonly raw?: string | Uint8Array<ArrayBuffer>;
	readonly headers?: Readonly<Record<string, string>>;
	/** Nothing may hang [M7]; a slow line has this long, 10 s unless said otherwise. */
	readonly patienceMs?: number;
};

/** One request over HTTP; it always ends. Throws a `Mismatch` where no answer came. */
export async function send(
	url: string,
	method: string,
	path: string,
	{ token, body, raw, headers = {}, patienceMs = 10_000 }: Request = {}
): Promise<Answer> {
	const payload = raw ?? (body === undefined ? null : JSON.stringify(body));
	const begun = performance.now();
	try {
		const response = await fetch(url + path, {
			method,
			headers: {
				...(payload === null ? {} : { 'content-type': 'application/json' }),
				...(token === undefined ? {} : { authorization: token }),
				...headers
			},
			body: payload,
			redirect: 'manual',
			signal: AbortSignal.timeout(patienceMs)
		});
		const text = await response.text();
		const ms = performance.now() - begun;
		return { status: response.status, headers: response.headers, text, body: objectIn(text), ms };
	} catch (error) {
		const cause = error instanceof Error ? (error.cause ?? error) : error;
		throw new Mismatch(`an answer to ${method} ${path}`, `none: ${String(cause)}`);
	}
}

function objectIn(text: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

/** Fails unless the server answers with this status; `what` was asked. */
export function hasStatus(
	{ status, text }: Answer,
	expected: number | readonly number[],
	what: string
): void {
	const all = typeof expected === 'number' ? [expected] : expected;
	check(all.includes(status), `${all.join(' or ')} for ${what}`, `${status} ${text.slice(0, 300)}`);
}

/** The codes of an error by field, in the one form that all errors have [M20]. */
export function codesOf(answer: Answer, what: string): Record<string, string> {
	const { status, headers, body, text } = answer;
	const type = headers.get('content-type') ?? 'none';
	check(
		type.startsWith('application/json'),
		`a JSON error for ${what}`,
		`${type}: ${text.slice(0, 100)}`
	);
	const form = 'an error {status, message, data: {field: {code, message}}}';
	check(
		body['status'] === status && typeof body['message'] === 'string',
		`${form} for ${what}`,
		body
	);
	const data = body['data'];
	check(
		typeof data === 'object' && data !== null && !Array.isArray(data),
		`${form} for ${what}`,
		body
	);
	const codes: Record<string, string> = {};
	for (const [field, error] of Object.entries(data)) {
		const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
		check(
			typeof code === 'string' && typeof message === 'string',
			`a code and a message at ${field}`,
			error
		);
		codes[field] = code;
	}
	return codes;
}

/** Fails unless the error names this code at this field. */
export function names(answer: Answer, field: string, code: string, what: string): void {
	const codes = codesOf(answer, what);
	check(codes[field] === code, `${code} at ${field} for ${what}`, codes);
}
