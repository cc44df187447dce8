import { fieldErrors, type FieldErrors } from '#domain/shapes/error.ts';
import * as v from 'valibot';

/** Ends the request with one error, in PocketBase's own form [M20]. */
export function refuse(status: number, field: string, code: string, message: string): never {
	refuseAll(status, message, { [field]: { code, message } });
}

/** Ends the request with an error for every bad field [M21]. */
export function refuseAll(status: number, message: string, errors: FieldErrors): never {
	const data: Record<string, ValidationError> = {};
	for (const [field, error] of Object.entries(errors)) {
		data[field] = new ValidationError(error.code, error.message);
	}
	throw new ApiError(status, message, data);
}

/** Ends the request with a 429 that says when to come back, where there is something to wait for [M22]. */
export function throttle(e: core.RequestEvent, seconds: number): void {
	if (seconds === 0) return;
	e.response.header().set('Retry-After', String(seconds));
	const message = `Too many failures from this address. Try again in ${seconds} seconds.`;
	refuse(429, 'request', 'too_many_failures', message);
}

/** The JSON object that was sent; the route's `$exes.body` has refused everything else. */
export function bodyOf(e: core.RequestEvent): Record<string, unknown> {
	return JSON.parse(String(e.get('body'))) as Record<string, unknown>;
}

/** The first value of each parameter of the query that the schema knows. */
export function queryOf(
	e: core.RequestEvent,
	{ entries }: { readonly entries: Readonly<Record<string, unknown>> }
): Record<string, string> {
	const sent = e.request?.url?.query();
	const parameters: Record<string, string> = {};
	Object.keys(entries).forEach((name) => {
		if (sent?.has(name)) parameters[name] = sent.get(name);
	});
	return parameters;
}

/** The value in the schema's form, or a 400 that names every bad field. */
export function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
	const result = v.safeParse(schema, value);
	if (result.success) return result.output;
	refuseAll(400, 'Some fields are not as they should be.', fieldErrors(result.issues));
}

/** The machine whose token the request carries. */
export type SendingMachine = {
	/** Its record's id. */
	readonly id: string;
	readonly machineId: number;
	readonly timeZone: string;
};

/**
 * The machine behind the token, as the record is now and not as it was when the token was made. A
 * pending machine may call only auth and config [M6].
 */
export function acceptedMachine(e: core.RequestEvent): SendingMachine {
	const machine = knownMachine(e);
	if (e.auth?.getString('status') === 'pending') {
		refuse(403, 'request', 'pending', 'An operator has to confirm this machine first.');
	}
	return machine;
}

/** The machine behind the token, accepted or pending. */
export function knownMachine(e: core.RequestEvent): SendingMachine {
	const record = e.auth;
	const status = record?.getString('status');
	if (!record || (status !== 'accepted' && status !== 'pending')) {
		refuse(403, 'request', 'rejected', 'This machine is not one of the network.');
	}
	return {
		id: record.id,
		machineId: record.getInt('machineId'),
		timeZone: record.getString('timeZone')
	};
}

/**
 * Answers with a JSON text that the client may have already: 304 where its `If-None-Match` names
 * the ETag.
 */
export function answerCached(
	e: core.RequestEvent,
	etag: string,
	cacheControl: string,
	json: () => string
): void {
	const headers = e.response.header();
	headers.set('ETag', etag);
	headers.set('Cache-Control', cacheControl);
	if (names(e.request?.header.get('If-None-Match') ?? '', etag)) {
		e.noContent(304);
		return;
	}
	e.blob(200, 'application/json', json());
}

/** Whether an `If-None-Match` header names the ETag; weak and strong are the same here (RFC 9110). */
function names(header: string, etag: string): boolean {
	const strong = (tag: string): string => tag.trim().replace(/^W\//, '');
	return header.trim() === '*' || header.split(',').some((tag) => strong(tag) === strong(etag));
}
