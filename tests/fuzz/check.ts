import type { Answer } from './exchange.ts';
import { mayRefuseWhole, type Input } from './input.ts';

export type Result = { eventId: string | null; result: string; code?: string };

/**
 * What Go's HTTP server refuses by itself, before any handler of ours: it answers in plain text.
 */
const isNotHttp = ({ path, headers }: Input): boolean =>
	/%(?![0-9a-f]{2})/i.test(path.split('?', 1)[0] ?? '') || headers['host'] === 'x:99999';

/** What is wrong with an answer by itself; empty where all is well. */
export function faultsOf(input: Input, answer: Answer): string[] {
	const faults: string[] = [];
	const { status, text } = answer;
	if (status >= 500) faults.push(`it is a ${status}`);
	if (
		/goroutine \d|\.(js|ts|go):\d+|\bSELECT\b|SQLITE|sql:|\bat \w+ \(/.test(text) &&
		status >= 400
	) {
		faults.push('it tells of the inside');
	}
	if (status >= 400 && input.method !== 'HEAD' && isApi(input.path) && !isNotHttp(input)) {
		faults.push(...errorFaults(answer));
	}
	if (input.events) faults.push(...batchFaults(input, answer));
	return faults;
}

const isApi = (path: string): boolean => path.startsWith('/api/');

/** [M20]: PocketBase's own form, always JSON, codes by field. */
function errorFaults({ status, type, body }: Answer): string[] {
	if (!type.startsWith('application/json')) return [`its error is of type ${type}`];
	if (body?.status !== status) return ['its error does not tell its status'];
	if (typeof body.message !== 'string' || body.message === '') return ['its error has no message'];
	if (typeof body.data !== 'object' || body.data === null) return ['its error has no data'];
	return Object.entries(body.data as Record<string, any>).flatMap(([field, error]) =>
		/^[a-z][a-z0-9_]*$/.test(error?.code) && typeof error.message === 'string'
			? []
			: [`its error at ${field.slice(0, 60)} has no code or no message`]
	);
}

/** [M12]: every element is answered in its place, and the good one at the end is accepted. */
function batchFaults(input: Input, { status, body, text }: Answer): string[] {
	const events = input.events ?? [];
	if (status !== 200)
		return mayRefuseWhole(input) ? [] : [`a sound batch is a ${status}: ${text.slice(0, 200)}`];
	const results = body?.results as Result[] | undefined;
	if (results?.length !== events.length) return ['it does not answer every element'];
	const faults: string[] = [];
	for (const [i, { eventId, result, code }] of results.entries()) {
		const sent = (events[i] as { eventId?: unknown } | null)?.eventId;
		if (eventId !== null && eventId !== sent) faults.push(`result ${i} is for another fact`);
		if (eventId === null && result !== 'quarantined') faults.push(`result ${i} is for no fact`);
		if (code === 'internal') faults.push(`element ${i} broke the server`);
		if (result !== 'accepted' && code === undefined) faults.push(`result ${i} has no code`);
	}
	const last = results.at(-1);
	if (last?.result !== 'accepted')
		faults.push(`the good neighbour was not accepted: ${last?.result} ${last?.code ?? ''}`);
	return faults;
}

/** [M9]: what is sent again changes nothing, and is told so. */
export function repeatFaults(first: Answer, second: Answer): string[] {
	if (first.status !== second.status) return [`${first.status}, the second time ${second.status}`];
	const before = (first.body?.results ?? []) as Result[];
	const after = (second.body?.results ?? []) as Result[];
	return before.flatMap(({ result, code }, i) => {
		if (code === 'seq_out_of_range') return []; // the others have moved its window
		const expected = result === 'quarantined' ? 'quarantined' : 'duplicate';
		return after[i]?.result === expected
			? []
			: [`element ${i} was ${result}, the second time ${String(after[i]?.result)}`];
	});
}
