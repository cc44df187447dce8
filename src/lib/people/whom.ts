import type { ApiError } from '#remote/api.ts';

/** Names of those who may what was refused to somebody, as a `403 role_may_not` tells; or none. */
export function whomToAsk({ body }: ApiError): readonly string[] {
	const { ask } = (body ?? {}) as { ask?: unknown };
	return Array.isArray(ask) ? ask.filter((name) => typeof name === 'string') : [];
}
