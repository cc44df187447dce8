import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
	call,
	codes,
	donation,
	enrol,
	HARDWARE,
	machine,
	newSecret,
	status
} from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/**
 * [M20] While the database does not answer, every /api route says 503 with Retry-After, never 401: a
 * kiosk that took it for a revocation would be out of service after a night without a disk.
 */
type Request = [
	method: string,
	path: string,
	body?: object | undefined,
	as?: 'machine' | 'root' | 'nonsense'
];

async function prepared(server: Server) {
	const kiosk = await machine(server);
	const { enrolmentCode } = await enrol(server);
	const [identity, password] = ['root@x.example', 'a long password'];
	await server.exes('superuser', 'upsert', identity, password);
	const signIn = '/api/collections/_superusers/auth-with-password';
	const signedIn = await call(server, 'POST', signIn, { body: { identity, password } });
	const tokens = {
		machine: kiosk.token,
		root: signedIn.body.token as string,
		nonsense: 'nonsense'
	};
	const { machineId, secret } = kiosk;
	const requests: Request[] = [
		['POST', '/api/machine/register', { enrolmentCode, secret: newSecret(), hardware: HARDWARE }],
		[
			'POST',
			'/api/machine/register',
			{ enrolmentCode: 'X', secret: newSecret(), hardware: HARDWARE }
		],
		['POST', '/api/machine/auth', { machineId, secret }],
		['POST', '/api/machine/auth', { machineId, secret: newSecret() }],
		['POST', '/api/machine/auth', { machineId: 999_999, secret }],
		['POST', '/api/machine/status', status(), 'machine'],
		['POST', '/api/machine/status', status(), 'nonsense'],
		['POST', '/api/machine/events', { events: [{ ...donation(), type: 'donate' }] }, 'machine'],
		['POST', '/api/food/donate', donation(), 'machine'],
		['GET', '/api/machine/config', undefined, 'machine'],
		['GET', '/api/machine/config', undefined, 'nonsense'],
		['GET', '/api/location/nearest?lat=52.5&lon=13.4'],
		['GET', '/api/public/snapshot'],
		['GET', '/api/volunteer/alerts', undefined, 'machine'],
		['POST', '/api/people/sign-in', { code: '23456789ABCDEFGHJKLM' }],
		['POST', signIn, { identity, password }],
		['GET', '/api/collections', undefined, 'root'],
		['GET', '/api/collections/machines/records', undefined, 'root'],
		['POST', '/api/collections/machines/auth-refresh', {}, 'machine'],
		['GET', '/api/settings', undefined, 'root']
	];
	const ask = ([method, path, body, as]: Request) =>
		call(server, method, path, { token: as && tokens[as], body });
	return { kiosk, requests, ask };
}

test('[M20] a database that is gone: 503 with Retry-After on every route, never 401; back, all is as before', async () => {
	await using server = await startServer();
	const { kiosk, requests, ask } = await prepared(server);
	// With the database there, none of them says 503.
	for (const request of requests.slice(2)) {
		expect([...request.slice(0, 2), (await ask(request)).status]).not.toContain(503);
	}
	const file = join(server.dataDir, 'data.db');
	renameSync(file, `${file}.away`);
	for (const request of requests) {
		const answer = await ask(request);
		const told = [answer.status, codes(answer), Number(answer.headers.get('retry-after')) > 0];
		expect([...request.slice(0, 2), ...told]).toEqual([
			...[...request.slice(0, 2), 503, { request: 'database_away' }, true]
		]);
		expect(answer.ms).toBeLessThan(5_000);
		expect(answer.text).not.toContain(server.dataDir);
	}
	expect((await call(server, 'GET', '/api/health')).status).toBe(200);
	// Another file in its place is not the database either: what is written there would be lost.
	copyFileSync(`${file}.away`, file);
	expect((await ask(['POST', '/api/machine/status', status(), 'machine'])).status).toBe(503);
	rmSync(file);
	renameSync(`${file}.away`, file);
	await server.restart();
	const { machineId, secret } = kiosk;
	expect((await ask(['POST', '/api/machine/auth', { machineId, secret }])).status).toBe(200);
	expect((await ask(['POST', '/api/machine/status', status(), 'machine'])).status).toBe(200);
});

test('[M7] auth answers within a second while something else holds the only writer', async () => {
	await using server = await startServer();
	const { machineId, secret } = await machine(server);
	using store = new Store(server);
	store.run('BEGIN IMMEDIATE');
	for (const [given, expected] of [
		[secret, 200],
		[newSecret(), 401]
	] as const) {
		const body = { machineId, secret: given };
		const answer = await call(server, 'POST', '/api/machine/auth', { body });
		expect(answer.status).toBe(expected);
		expect(answer.ms).toBeLessThan(1_000);
	}
	store.run('ROLLBACK');
});
