import { describe, expect, test, vi } from 'vitest';
import { ApiError, request } from './api.ts';
import { machineApi } from './machine.ts';

const serverTime = '2026-11-23T18:00:00.000Z';
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
	Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
const error = (status: number, data: object, headers: Record<string, string> = {}) =>
	json({ status, message: 'No.', data }, status, headers);

async function failure(answer: () => Promise<Response>): Promise<ApiError> {
	try {
		await request('/api/x', { fetch: answer });
	} catch (thrown) {
		if (thrown instanceof ApiError) return thrown;
		throw thrown;
	}
	throw new Error('It should have failed.');
}

describe('a request that brings nothing says why, with one of the closed list of codes', () => {
	const denied = { request: { code: 'enrolment_used', message: 'Used.' } };
	test.each([
		['no connection', () => Promise.reject(new TypeError('Failed to fetch')), 'offline'],
		['no answer in time', () => Promise.reject(new DOMException('', 'TimeoutError')), 'timeout'],
		['401', () => error(401, {}), 'unauthorized'],
		['429', () => error(429, {}, { 'retry-after': '7' }), 'busy'],
		['503', () => error(503, {}), 'busy'],
		['409 with a reason', () => error(409, denied), 'refused'],
		['a proxy’s page with 200', () => Promise.resolve(new Response('<html>')), 'unexpected'],
		[
			'a proxy’s page with 502',
			() => Promise.resolve(new Response('<html>', { status: 502 })),
			'unexpected'
		],
		['another API’s error', () => json({ oops: true }, 400), 'unexpected']
	] as const)('%s', async (_, answer, code) => {
		expect((await failure(answer)).code).toBe(code);
	});

	test('with the server’s codes by field, its status and its Retry-After', async () => {
		const refused = await failure(() => error(409, denied));
		expect(refused.says('enrolment_used')).toBe(true);
		expect(refused.says('enrolment_invalid')).toBe(false);
		expect(refused.status).toBe(409);
		expect((await failure(() => error(429, {}, { 'retry-after': '7' }))).retryAfterMs).toBe(7_000);
		expect(
			(await failure(() => error(503, {}, { 'retry-after': 'soon' }))).retryAfterMs
		).toBeNull();
	});
});

test('a server that never answers is given up [M7]', async () => {
	const hanging: typeof fetch = (_, init) =>
		new Promise((_done, fail) => {
			init?.signal?.addEventListener('abort', () => {
				fail(init.signal?.reason as Error);
			});
		});
	const asked = request('/api/x', { fetch: hanging, timeoutMs: 20 });
	await expect(asked).rejects.toMatchObject({ code: 'timeout' });
});

describe('the machine’s endpoints', () => {
	test('[M12] an answer without results acknowledges nothing', async () => {
		const api = machineApi({ fetch: () => json({ ok: true }) });
		await expect(api.events('token', { events: [] })).rejects.toMatchObject({ code: 'unexpected' });
	});

	test('[M12] results are read as they are, in the order sent', async () => {
		const results = [
			{ eventId: 'a', result: 'accepted' },
			{ eventId: null, result: 'quarantined', code: 'malformed' }
		];
		const reply = { results, ackedThroughSeq: 1, missingSeqs: [], serverTime };
		const api = machineApi({ fetch: () => json(reply) });
		expect((await api.events('token', { events: [] })).results).toEqual(results);
	});

	test('[M16] config asks with its etag; 304 is nothing new', async () => {
		const fetch = vi.fn<typeof globalThis.fetch>(() =>
			Promise.resolve(new Response(null, { status: 304 }))
		);
		expect(await machineApi({ fetch }).config('token', '"7"')).toBeNull();
		expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ 'if-none-match': '"7"' });
	});

	test('the token is sent bare', async () => {
		const news = { configVersion: 0, commands: [], feed: null, feedHead: null, acked: null };
		const reply = { serverTime, interval: 60, ...news };
		const fetch = vi.fn<typeof globalThis.fetch>(() => json(reply));
		const body = { bootId: 'boot00000000001', uptimeMs: 1, appVersion: '1' };
		await machineApi({ fetch }).status('the-token', body);
		expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ authorization: 'the-token' });
	});
});
