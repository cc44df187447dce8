import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIRST_MINUTES } from '../../src/domain/api/first-minutes.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import { openapi } from '../../tools/openapi/document.ts';
import { call, enrol, newSecret } from '../support/api.ts';
import { breaches } from '../support/contract.ts';
import { startServer, type Server } from '../support/server.ts';

/** The published specification, and that it is true. */
let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const get = (path: string, headers = {}) => call(server, 'GET', path, { headers });

describe('the specification is served', () => {
	test('as JSON and as YAML, the same', async () => {
		const made = JSON.parse(JSON.stringify(openapi())) as unknown;
		expect((await get('/api/openapi.json')).body).toEqual(made);
		expect(parse((await get('/api/openapi.yaml')).text)).toEqual(made);
	});

	test.each(['/api/openapi.json', '/api/openapi.yaml', '/api/docs', '/api/docs.css'])(
		'%s is answered with 304 while it is the same, and travels compressed',
		async (path) => {
			const etag = (await get(path)).headers.get('etag') ?? '';
			const again = await get(path, { 'if-none-match': etag });
			expect([again.status, again.text]).toEqual([304, '']);
			const packed = await get(path, { 'accept-encoding': 'br' });
			expect(packed.headers.get('content-encoding')).toBe('br');
		}
	);

	test('as a page that loads its own style sheet and nothing else', async () => {
		const { headers, text } = await get('/api/docs');
		expect(headers.get('content-security-policy')).toBe(
			"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
		);
		expect(text).not.toMatch(/<script|<img|<iframe|style=|@import|url\(|src=/);
		const links = [...text.matchAll(/(?:href)="([^"]*)"/g)].map(([, href = '']) => href);
		expect(links.length).toBeGreaterThan(ROUTES.length);
		for (const href of links) expect(href).toMatch(/^(#|\/($|api\/))/);
		const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
		for (const href of links.filter((one) => one.startsWith('#'))) {
			expect(ids).toContain(href.slice(1));
		}
		for (const { method, path } of ROUTES) {
			expect(text).toContain(`<b>${method}</b> <code>${path}</code>`);
		}
	});

	test('unknown paths beside it stay a JSON 404 [M20]', async () => {
		for (const path of ['/api/docs/x', '/api/openapi', '/api/openapi.json/x', '/api/docs.js']) {
			const answer = await get(path);
			expect([path, answer.status, answer.body.data]).toEqual([path, 404, {}]);
		}
	});
});

test('a machine’s first five minutes go as the page tells them', async () => {
	const { machineId, enrolmentCode } = await enrol(server);
	const secret = newSecret();
	const mine: Record<string, unknown> = { machineId, enrolmentCode, secret };
	let token: string | undefined;
	for (const { title, method, path, signed, body, status } of FIRST_MINUTES) {
		const own = body && {
			...body,
			...Object.fromEntries(Object.entries(mine).filter(([name]) => name in body))
		};
		const sent = { ...(signed ? { token } : {}), ...(own ? { body: own } : {}) };
		const answer = await call(server, method, path, sent);
		expect([title, answer.status]).toEqual([title, status]);
		token = (answer.body.token as string | undefined) ?? token;
		if (title.startsWith('See')) {
			expect(answer.body.machines[0]).toMatchObject({ machineId, canCollect: true });
		}
	}
});

describe('an answer that is not as published is found', () => {
	const headers = new Headers({ 'content-type': 'application/json' });
	const ready = { method: 'GET', path: '/api/ready', status: 200, headers };
	const good = { ready: true, version: '1' };

	test.each([
		['as promised', {}, good, []],
		['a field too many', {}, { ...good, mood: 'good' }, [/additional/]],
		['a field too few', {}, { ready: true }, [/version/]],
		['a status that nobody knows', { status: 418 }, good, [/418 is none of/]],
		[
			'another content type',
			{ headers: new Headers({ 'content-type': 'text/html' }) },
			good,
			[/html/]
		],
		['a 503 that does not say when', { status: 503 }, {}, [/Retry-After/, /./, /./, /./]],
		['a route that nobody knows', { path: '/api/secret' }, good, [/no table/]],
		['not of our API', { path: '/api/collections', status: 500 }, {}, []]
	])('%s', (_, more, body, faults) => {
		const found = breaches({ ...ready, text: JSON.stringify(body), ...more });
		expect(found).toHaveLength(faults.length);
		faults.forEach((fault, i) => {
			expect(found[i]).toMatch(fault);
		});
	});

	test('a code that is in no list', () => {
		const error = (code: string) => ({
			...{ method: 'POST', path: '/api/machine/register', status: 409, headers },
			text: JSON.stringify({ status: 409, message: 'No.', data: { x: { code, message: '' } } })
		});
		expect(breaches(error('enrolment_used'))).toEqual([]);
		expect(breaches(error('enrolment_usd'))).toHaveLength(1);
	});
});
