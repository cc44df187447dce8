import { createHmac } from 'node:crypto';
import { DevicesReply, MeReply } from '../../src/domain/shapes/people.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, codes, newId, person } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const DAY = 24 * 3_600_000;
const me = (token: string) => call(server, 'GET', '/api/people/me', { token });
const devices = async (token: string) => {
	const { body } = await call(server, 'GET', '/api/people/devices', { token });
	return v.parse(DevicesReply, body).devices;
};
const rename = (token: string, deviceId: string, name: unknown) =>
	call(server, 'POST', `/api/people/devices/${deviceId}/rename`, { token, body: { name } });
const revoke = (token: string, deviceId: string) =>
	call(server, 'POST', `/api/people/devices/${deviceId}/revoke`, { token, body: {} });

/** Makes the database believe that it is later, and says what stands there. */
function row(deviceId: string, change?: Record<string, number>): Record<string, unknown> {
	using store = new Store(server);
	for (const [field, value] of Object.entries(change ?? {})) {
		store.run(`UPDATE devices SET ${field} = ? WHERE id = ?`, value, deviceId);
	}
	return store.all('SELECT * FROM devices WHERE id = ?', deviceId)[0] as Record<string, unknown>;
}

describe('[M2] each sign-in is a device', () => {
	test('with an id, listed with the one that asks first', async () => {
		const email = `${newId()}@x.example`;
		const phone = await person(server, 'volunteer', email);
		const laptop = await person(server, 'volunteer', email);
		expect(phone.deviceId).toMatch(/^[a-z0-9]{15}$/);
		expect(laptop.deviceId).not.toBe(phone.deviceId);
		for (const [asks, other] of [
			[phone, laptop],
			[laptop, phone]
		] as const) {
			const list = await devices(asks.token);
			expect(list.map(({ deviceId, current }) => [deviceId, current])).toEqual([
				[asks.deviceId, true],
				[other.deviceId, false]
			]);
			expect(v.parse(MeReply, (await me(asks.token)).body).deviceId).toBe(asks.deviceId);
		}
		const lasts = Date.parse((await devices(phone.token))[0]!.expiresAt) - Date.now();
		expect(lasts / DAY).toBeCloseTo(90, 1);
	});

	test('its person gives it a name', async () => {
		const { token, deviceId } = await person(server, 'volunteer');
		const { body } = await rename(token, deviceId, '  Küche 🍎  ');
		expect(body.device).toMatchObject({ deviceId, name: 'Küche 🍎', current: true });
		expect((await devices(token))[0]!.name).toBe('Küche 🍎');
		for (const name of ['', 'x'.repeat(81), 7, null, undefined, 'a\0b']) {
			expect(codes(await rename(token, deviceId, name))).toEqual({ name: 'invalid_name' });
		}
	});

	test('nobody renames or signs out another’s, which they are not told of', async () => {
		const ada = await person(server, 'operator');
		const eve = await person(server, 'operator');
		for (const deviceId of [ada.deviceId, 'device000000000', '%20', "'"]) {
			for (const answer of [
				await rename(eve.token, deviceId, 'mine'),
				await revoke(eve.token, deviceId)
			]) {
				expect([answer.status, codes(answer)]).toEqual([404, { deviceId: 'unknown_device' }]);
			}
		}
		expect((await me(ada.token)).status).toBe(200);
		expect((await devices(eve.token)).map(({ deviceId }) => deviceId)).toEqual([eve.deviceId]);
	});
});

describe('[M2] a device that was signed out', () => {
	test('gets 403 device_revoked at every route for people; the other one goes on', async () => {
		const email = `${newId()}@x.example`;
		const lost = await person(server, 'operator', email);
		const kept = await person(server, 'operator', email);
		const { body } = await revoke(kept.token, lost.deviceId);
		expect(body.device).toMatchObject({ deviceId: lost.deviceId, current: false });
		expect(Date.now() - Date.parse(body.device.revokedAt as string)).toBeLessThan(10_000);

		for (const { method, path, caller, body: takes, revokedToo } of ROUTES) {
			if (caller !== 'person' || revokedToo === true) continue;
			const at = path.replace('{deviceId}', lost.deviceId).replace(/\{\w+\}/, newId());
			const sent = { token: lost.token, ...(takes ? { body: takes.example } : {}) };
			const answer = await call(server, method, at, sent);
			expect([path, answer.status, codes(answer)]).toEqual([
				...[path, 403, { request: 'device_revoked' }]
			]);
		}
		expect((await me(kept.token)).status).toBe(200);
		expect((await devices(kept.token)).map(({ revokedAt }) => revokedAt === null)).toEqual([
			...[true, false]
		]);
	});

	test('still has a token that names it, and stays signed out when it is revoked again', async () => {
		const { token, deviceId } = await person(server, 'volunteer');
		const before = row(deviceId);
		await revoke(token, deviceId);
		const after = row(deviceId);
		expect(after['tokenKey']).toBe(before['tokenKey']);
		expect(String(after['revokedBy'])).toMatch(/^person:[a-z0-9]{15}$/);
		expect((await revoke(token, deviceId)).status).toBe(403);
		expect(row(deviceId)['revokedAt']).toBe(after['revokedAt']);
	});

	test('is told of for 30 days, and the sign-out is written down', async () => {
		const email = `${newId()}@x.example`;
		const lost = await person(server, 'volunteer', email);
		const { token } = await person(server, 'volunteer', email);
		await revoke(token, lost.deviceId);
		row(lost.deviceId, { revokedAt: Date.now() - 29 * DAY });
		expect(await devices(token)).toHaveLength(2);
		row(lost.deviceId, { revokedAt: Date.now() - 31 * DAY });
		expect(await devices(token)).toHaveLength(1);
		using store = new Store(server);
		expect(
			store.all(
				`SELECT * FROM audit WHERE action = 'device.revoke' AND "after" LIKE ?`,
				`%${lost.deviceId}%`
			)
		).toHaveLength(1);
	});
});

describe('a token', () => {
	const issued = (token: string): number =>
		(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { exp: number }).exp;

	test('is renewed when it is a day old, so that who comes now and then stays signed in', async () => {
		const { token, deviceId } = await person(server, 'volunteer');
		const fresh = v.parse(MeReply, (await me(token)).body);
		expect([fresh.token, fresh.expiresAt]).toEqual([undefined, undefined]);

		const young = aged(deviceId, 90 * 86_400 - 86_000);
		expect(v.parse(MeReply, (await me(young)).body).token).toBeUndefined();
		const old = aged(deviceId, 89 * 86_400 - 60);
		const { body } = await me(old);
		const { token: next, expiresAt } = v.parse(MeReply, body);
		expect(issued(next!) * 1_000 - Date.now()).toBeGreaterThan(89.9 * DAY);
		expect(Math.abs(Date.parse(expiresAt!) - issued(next!) * 1_000)).toBeLessThan(2_000);
		expect((await me(next!)).status).toBe(200);
		expect(row(deviceId)['expiresAt']).toBe(Date.parse(expiresAt!));
	});

	test('of a device is not renewed once it is over, nor by PocketBase’s own way', async () => {
		const { token, deviceId } = await person(server, 'volunteer');
		expect((await me(aged(deviceId, -1))).status).toBe(401);
		const refresh = await ask(server, 'POST', '/api/collections/devices/auth-refresh', { token });
		expect(refresh.status).toBe(403);
	});

	test('writes when it was last seen once a minute, not at each request', async () => {
		const { token, deviceId } = await person(server, 'volunteer');
		const first = row(deviceId)['lastSeenAt'];
		for (let i = 0; i < 3; i++) await me(token);
		expect(row(deviceId)['lastSeenAt']).toBe(first);
		{
			using store = new Store(server);
			store.run('BEGIN IMMEDIATE'); // from now on whoever writes waits ten seconds, and fails
			const { status, ms } = await me(token);
			store.run('ROLLBACK');
			expect([status, ms < 9_000]).toEqual([200, true]);
		}
		row(deviceId, { lastSeenAt: Date.now() - 61_000 });
		await me(token);
		expect(Date.now() - Number(row(deviceId)['lastSeenAt'])).toBeLessThan(10_000);
	});
});

/** A token of the device as the server makes them, that ends in so many seconds. */
function aged(deviceId: string, seconds: number): string {
	using store = new Store(server);
	const [device] = store.all('SELECT tokenKey FROM devices WHERE id = ?', deviceId) as [
		{ tokenKey: string }
	];
	const [collection] = store.all(`SELECT id, options FROM _collections WHERE name = 'devices'`) as [
		{ id: string; options: string }
	];
	const { authToken } = JSON.parse(collection.options) as { authToken: { secret: string } };
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = {
		collectionId: collection.id,
		exp: Math.floor(Date.now() / 1_000) + seconds,
		id: deviceId,
		refreshable: true,
		type: 'auth'
	};
	const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
	const key = device.tokenKey + authToken.secret;
	return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}
