import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	call,
	donation,
	HARDWARE,
	machine,
	newId,
	newSecret,
	person,
	status
} from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/**
 * [M20, M21] What no endpoint takes, at every endpoint: a 4xx in PocketBase's own form that names
 * the field, never a 500, a hang or a stack trace, and nothing of it is stored.
 */
let server: Server;
const tokens: Record<'machine' | 'person' | 'none', string | undefined> = {
	machine: undefined,
	person: undefined,
	none: undefined
};
beforeAll(async () => {
	server = await startServer();
	tokens.machine = (await machine(server)).token;
	tokens.person = (await person(server, 'volunteer')).token;
});
afterAll(() => server.stop());

type Endpoint = { path: string; as: keyof typeof tokens; good: () => Record<string, any> };

const envelope = (): Record<string, unknown> => {
	const { lot: _, evidence: __, ...rest } = donation({}, { epoch: newId() });
	return rest;
};
const POSTS: Endpoint[] = [
	{
		path: '/api/machine/register',
		as: 'none',
		good: () => ({ enrolmentCode: '23456789ABCDEFGHJKLM', secret: newSecret(), hardware: HARDWARE })
	},
	{ path: '/api/machine/auth', as: 'none', good: () => ({ machineId: 999, secret: newSecret() }) },
	{ path: '/api/machine/status', as: 'machine', good: () => ({ ...status() }) },
	{ path: '/api/machine/events', as: 'machine', good: () => ({ events: [] }) },
	{ path: '/api/food/donate', as: 'machine', good: () => donation({}, { epoch: newId() }) },
	{
		path: '/api/food/collect',
		as: 'machine',
		good: () => ({ ...envelope(), lotId: 'lot000000000001', portions: 1, evidence: 'none' })
	},
	{
		path: '/api/maintenance/expired',
		as: 'machine',
		good: () => ({ ...envelope(), lotId: 'lot000000000001', portions: 1, reason: 'spoiled' })
	},
	{
		path: '/api/maintenance/alert',
		as: 'machine',
		good: () => ({ ...envelope(), kind: 'power', severity: 'warning', cleared: false })
	},
	{ path: '/api/people/sign-in', as: 'none', good: () => ({ code: '23456789ABCDEFGHJKLM' }) }
];

const WRONG: unknown[] = [null, {}, [], true, -1, 1e308, 'x'.repeat(3_000), '\u0000', '🍎'];

/** What a field takes that stands in the table above; the rest of it is a mistake. */
const TAKES: Record<string, (value: unknown) => boolean> = {
	hardware: () => false,
	enrolmentCode: (value) => typeof value === 'string',
	secret: (value) => typeof value === 'string',
	machineId: () => false,
	events: (value) => Array.isArray(value),
	cleared: (value) => typeof value === 'boolean',
	code: (value) => value === '🍎',
	appVersion: (value) => value === '🍎'
};
/** A secret of another form is the 401 of a wrong one [M7], but at register it is a mistake. */
const takes = (path: string, field: string, value: unknown): boolean =>
	path === '/api/machine/register' && field === 'secret' ? false : (TAKES[field]?.(value) ?? false);

async function rejected(endpoint: Endpoint, sent: { raw?: string; body?: unknown }) {
	const answer = await call(server, 'POST', endpoint.path, {
		...sent,
		token: tokens[endpoint.as]
	});
	expect(answer.status).toBeGreaterThanOrEqual(400);
	expect(answer.status).toBeLessThan(500);
	expect(answer.ms).toBeLessThan(1_000);
	expect(answer.body).toMatchObject({ status: answer.status, message: expect.any(String) });
	expect(answer.text).not.toMatch(/goroutine|\.js:\d+|\.ts:\d+|SELECT|sql:|stack/i);
	for (const error of Object.values(answer.body.data as object)) {
		expect(error).toEqual({ code: expect.any(String), message: expect.any(String) });
	}
	return answer;
}

const count = () => {
	using store = new Store(server);
	return ['facts', 'movements', 'lots', 'machineStatus', 'alerts', 'machines', 'configs'].map(
		(table) => store.all(`SELECT COUNT(*) AS n FROM "${table}"`)[0]?.['n']
	);
};

describe.each(POSTS)('$path', (endpoint) => {
	const fields = Object.keys(endpoint.good());

	test.each(fields)('%s of every wrong kind, and missing, is named', async (field) => {
		const before = count();
		const optional = ['evidence'].includes(field) && endpoint.path === '/api/food/donate';
		for (const value of [...WRONG, undefined]) {
			if (takes(endpoint.path, field, value) || (value === undefined && optional)) continue;
			const answer = await rejected(endpoint, { body: { ...endpoint.good(), [field]: value } });
			const named = Object.keys(answer.body.data as object);
			expect([value, answer.status, named.some((name) => name.split('.')[0] === field)]).toEqual([
				...[value, 400, true]
			]);
		}
		expect(count()).toEqual(before);
	});

	const texts: [string, string][] = [
		['nothing', ''],
		['no JSON', '{'],
		['trailing bytes', '{} {}'],
		['a list', '[]'],
		['a text', '"x"'],
		['a number', '7'],
		['null', 'null'],
		['nested too deep', '{"a":'.repeat(2_500) + '1' + '}'.repeat(2_500)],
		['an integer beyond 2^53', '{"uptimeMs":9007199254740993}'],
		['NaN', '{"uptimeMs":NaN}']
	];
	test.each(texts)('%s as the body', async (_, raw) => {
		const before = count();
		const answer = await rejected(endpoint, { raw });
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.data as object).length).toBeGreaterThan(0);
		expect(count()).toEqual(before);
	});

	test('a body over the limit is 413, another media type 415', async () => {
		const answer = await rejected(endpoint, { raw: `{"a":"${'x'.repeat(300_000)}"}` });
		expect(answer.status).toBe(413);
		const form = await call(server, 'POST', endpoint.path, {
			...{ raw: 'a=1', token: tokens[endpoint.as] },
			headers: { 'content-type': 'application/x-www-form-urlencoded' }
		});
		expect([400, 415]).toContain(form.status);
	});

	test('another method is no 500 and no page', async () => {
		for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
			const answer = await call(server, method, endpoint.path, { token: tokens[endpoint.as] });
			expect([404, 405]).toContain(answer.status);
			expect(answer.headers.get('content-type')).toContain('application/json');
		}
	});
});

test.each(POSTS.filter(({ as }) => as === 'machine'))(
	'$path without a token is 401, whatever the body',
	async ({ path, good }) => {
		for (const raw of ['{', '{}', JSON.stringify(good())]) {
			const answer = await call(server, 'POST', path, { raw });
			expect(answer.status).toBe(401);
		}
	}
);

test('[M20] an unknown path below /api is a JSON 404', async () => {
	for (const path of [
		'/api/nothing',
		'/api/machine',
		'/api/machine/register/x',
		'/api/food/../x'
	]) {
		const answer = await call(server, 'GET', path);
		expect([path, answer.status]).toEqual([path, 404]);
		expect(answer.body).toMatchObject({ status: 404, data: {} });
	}
});
