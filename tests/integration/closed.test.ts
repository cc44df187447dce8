import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, machine, person } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

/** PocketBase's own API is closed: people and machines come in through our routes alone. */
let server: Server;
let callers: [string, string | undefined][];
let recordId: string;
beforeAll(async () => {
	server = await startServer();
	const kiosk = await machine(server);
	const operator = await person(server, 'operator');
	callers = [
		['nobody', undefined],
		['a machine', kiosk.token],
		['an operator', operator.token]
	];
	const claims = kiosk.token.split('.')[1] ?? '';
	recordId = (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { id: string }).id;
});
afterAll(() => server.stop());

const COLLECTIONS = [
	'machines',
	'people',
	'devices',
	'_superusers',
	'_authOrigins',
	'_externalAuths',
	'_mfas',
	'_otps',
	'users'
];

const requests = (collection: string): [string, string, object?][] => [
	['GET', `/api/collections/${collection}/records`],
	['GET', `/api/collections/${collection}/records/${recordId}`],
	[
		'POST',
		`/api/collections/${collection}/records`,
		{ email: 'a@x.example', password: '12345678x', passwordConfirm: '12345678x' }
	],
	[
		'PATCH',
		`/api/collections/${collection}/records/${recordId}`,
		{ status: 'accepted', role: 'operator' }
	],
	['DELETE', `/api/collections/${collection}/records/${recordId}`],
	[
		'POST',
		`/api/collections/${collection}/auth-with-password`,
		{ identity: 'a@x.example', password: '12345678x' }
	],
	['POST', `/api/collections/${collection}/auth-refresh`, {}],
	['POST', `/api/collections/${collection}/request-otp`, { email: 'a@x.example' }],
	['POST', `/api/collections/${collection}/request-password-reset`, { email: 'a@x.example' }],
	['POST', `/api/collections/${collection}/impersonate/${recordId}`, {}],
	['GET', `/api/collections/${collection}`]
];

test.each(COLLECTIONS)(
	'%s: nobody but a superuser lists, reads, makes, changes or signs in',
	async (collection) => {
		for (const [who, token] of callers) {
			for (const [method, path, body] of requests(collection)) {
				const answer = await call(server, method, path, { token, body });
				// A reset for an address that nobody has is answered with nothing, by design of PocketBase.
				const silent = answer.status === 204 && answer.text === '';
				expect([
					who,
					method,
					path,
					silent || (answer.status >= 400 && answer.status < 500)
				]).toEqual([...[who, method, path, true]]);
				expect(answer.text).not.toMatch(/secretHash|tokenKey|"items"|"token":/);
			}
		}
	}
);

const REST: [string, string, object?][] = [
	['GET', '/api/collections'],
	['GET', '/api/settings'],
	['PATCH', '/api/settings', { meta: { appName: 'Mine' } }],
	['GET', '/api/logs'],
	['GET', '/api/backups'],
	['POST', '/api/backups', { name: 'mine.zip' }],
	['POST', '/api/batch', { requests: [] }],
	['GET', '/api/crons'],
	['POST', '/api/sql', { query: 'SELECT 1' }],
	['POST', '/api/files/token', {}]
];
test.each(REST)('%s %s is a superuser’s', async (method, path, body) => {
	for (const [who, token] of callers) {
		const answer = await call(server, method, path, { token, body });
		if (path === '/api/files/token' && answer.status === 200) continue;
		expect([who, answer.status >= 400 && answer.status < 500]).toEqual([who, true]);
	}
});
