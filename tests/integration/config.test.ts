import { MachineConfig } from '#domain/shapes/config.ts';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, machine, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
let known: Machine;
beforeAll(async () => {
	server = await startServer();
	known = await machine(server, { flags: ['--opening-hours', '24/7'] });
});
afterAll(() => server.stop());

const ask = (headers = {}, { token } = known) =>
	call(server, 'GET', '/api/machine/config', { token, headers });

test('[M16] the first configuration is within its own ranges', async () => {
	const { status, body } = await ask();
	expect(status).toBe(200);
	expect(body).toMatchObject({
		machineId: known.machineId,
		version: 1,
		config: {
			interval: 60,
			timeZone: 'Europe/Berlin',
			zones: [{ zone: 'chilled', storage: 'chilled', slots: [1], sensors: [] }],
			openingHours: '24/7',
			donationPaused: false,
			notice: null
		}
	});
	expect(v.parse(MachineConfig, body.config)).toEqual(body.config);
});

test('[M16] 304 while nothing has changed, in every form of the header', async () => {
	const etag = (await ask()).headers.get('etag') ?? '';
	expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
	for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
		const answer = await ask({ 'if-none-match': header });
		expect([header, answer.status, answer.text]).toEqual([header, 304, '']);
		expect(answer.headers.get('etag')).toBe(etag);
	}
	expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200);
	expect((await ask({ 'if-none-match': etag.slice(1, -1) })).status).toBe(200);
});

test('[M16] a new version is another ETag', async () => {
	const own = await machine(server);
	const first = await ask({}, own);
	const paused = JSON.stringify({ ...first.body.config, donationPaused: true });
	{
		using store = new Store(server);
		store.run(
			`INSERT INTO configs (machineId, version, body, donationPaused, notice, openingHours, author, createdAt)
			VALUES (?, 2, ?, 1, '', '', 'test', 0)`,
			...[own.machineId, paused]
		);
	}
	const next = await ask({ 'if-none-match': first.headers.get('etag') ?? '' }, own);
	expect([next.status, next.body.version, next.body.config.donationPaused]).toEqual([200, 2, true]);
});

test('nobody else’s cache may keep it, and no secret is in it', async () => {
	const answer = await ask();
	expect(answer.headers.get('cache-control')).toBe('private, no-cache');
	expect(answer.text).not.toMatch(/secret|token|hash/i);
});

test('two machines never share an ETag', async () => {
	const other = await machine(server);
	expect((await ask({}, other)).headers.get('etag')).not.toBe((await ask()).headers.get('etag'));
});
