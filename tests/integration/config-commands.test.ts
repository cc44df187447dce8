import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { policyKey, policyOf } from '#domain/policy.ts';
import { call, donation, machine, status, type Machine } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { EXES, startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const set = (of: { machineId: number }, ...pairs: string[]) =>
	server.exes('config', 'set', String(of.machineId), ...pairs);
const get = async (of: Machine) =>
	(await call(server, 'GET', '/api/machine/config', { token: of.token })).body as {
		version: number;
		config: Record<string, unknown>;
	};
const USER = `user:${userInfo().username}`;

describe('[M16] exes config set', () => {
	test('is what the machine gets next, while the server runs', async () => {
		const own = await machine(server);
		const before = await call(server, 'GET', '/api/machine/config', { token: own.token });
		const done = await set(own, 'interval=30', 'notice=Closed today', '--json');
		expect([done.code, done.stderr]).toEqual([0, '']);
		expect(done.json).toEqual({
			machineId: own.machineId,
			version: 2,
			applied: true,
			changed: [
				{ key: 'interval', before: 60, after: 30 },
				{ key: 'notice', before: null, after: 'Closed today' }
			]
		});
		const etag = before.headers.get('etag') ?? '';
		const after = await call(server, 'GET', '/api/machine/config', {
			token: own.token,
			headers: { 'if-none-match': etag }
		});
		expect([after.status, after.body.version]).toEqual([200, 2]);
		expect(after.body.config).toEqual({
			...before.body.config,
			interval: 30,
			notice: 'Closed today'
		});
		const { body } = await call(server, 'POST', '/api/machine/status', {
			token: own.token,
			body: status()
		});
		expect(body.configVersion).toBe(2);
	});

	test('unchanged it makes no version, and a dry run none either', async () => {
		const own = await machine(server);
		const same = await set(own, 'interval=60', '--json');
		expect(same.json).toMatchObject({ version: 1, applied: false, changed: [] });
		const dry = await set(own, 'interval=30', '--dry-run', '--json');
		expect(dry.json).toMatchObject({
			version: 2,
			applied: false,
			changed: [{ key: 'interval', before: 60, after: 30 }]
		});
		expect(await get(own)).toMatchObject({ version: 1, config: { interval: 60 } });
	});

	const wrong: [string[], RegExp[]][] = [
		[['interval=5'], [/interval is 5; it takes a whole number from 10 to 3600 \(s\)/]],
		[
			['interval=5', 'sessionSeconds=x', 'notice=Fine', 'intervall=1'],
			[/interval is 5/, /sessionSeconds is "x"/, /intervall is no key.*did you mean interval\?/]
		],
		[['timeZone=Europe/Bonn'], [/timeZone is "Europe\/Bonn", which this server does not know/]],
		[['openingHours=always'], [/openingHours is "always"; it takes OSM opening_hours/]],
		[['servicePin=secretpin'], [/servicePin is something else; it takes 4 to 12 digits/]],
		[
			['zones=[{"zone":"left","storage":"chilled","slots":[1,9],"sensors":[]}]'],
			[/zones: there is no slot 9, which zone left names/]
		],
		[
			[
				'zones=[{"zone":"a","storage":"chilled","slots":[1],"sensors":[]},{"zone":"b","storage":"frozen","slots":[1],"sensors":[]}]'
			],
			[/slot 1 stands in the zones a and b/, /slot 1 is chilled, its zone b is frozen/]
		],
		[
			['slots=[{"slot":3,"storage":"ambient","kind":"shelf"}]'],
			[/slots: the hardware has no slot 3/]
		],
		[
			['recalls=[{"recallId":"r"}]'],
			[/recalls\.0\.recallId is "r"/, /recalls\.0\.reason is missing/]
		],
		[['interval'], [/"interval" is no KEY=VALUE/]],
		[['interval=30', 'interval=40'], [/interval is given twice/]],
		[[], [/Say what to set/]],
		[['--file', '/nowhere.json'], [/\/nowhere\.json cannot be read/]]
	];
	test.each(wrong)(
		'%j: every refused value is named, and nothing is saved',
		async (pairs, says) => {
			const own = await machine(server);
			const { code, stdout, stderr } = await set(own, ...pairs);
			expect([code, stdout]).toEqual([pairs[0] === '--file' ? 1 : 2, '']);
			for (const sentence of says) expect(stderr).toMatch(sentence);
			expect(stderr).not.toMatch(/secretpin|goroutine|\.js:\d+/);
			expect(await get(own)).toMatchObject({ version: 1, config: { notice: null, interval: 60 } });
		}
	);

	test('from a file and from standard input', async () => {
		const own = await machine(server);
		const folder = mkdtempSync(join(tmpdir(), 'exes-config-'));
		try {
			const file = join(folder, 'changes.json');
			writeFileSync(file, JSON.stringify({ notice: 'From a file.', languages: ['de', 'en'] }));
			expect((await set(own, 'interval=20', '--file', file)).code).toBe(0);
			expect(await get(own)).toMatchObject({
				version: 2,
				config: { notice: 'From a file.', languages: ['de', 'en'], interval: 20 }
			});
			expect(await setFromInput(own, '{"notice":"From 🍎."}')).toMatchObject({ code: 0 });
			expect(await get(own)).toMatchObject({ version: 3, config: { notice: 'From 🍎.' } });
			for (const [input, says] of [
				['{"notice":', 'is no JSON'],
				['["notice"]', 'one JSON object'],
				[`{"notice":"${'x'.repeat(1_000_001)}"}`, 'longer than']
			] as const) {
				const { code, stderr } = await setFromInput(own, input);
				expect(code).toBeGreaterThan(0);
				expect(stderr).toContain(says);
			}
			expect(await get(own)).toMatchObject({ version: 3 });
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	test('what cannot be done ends with 1', async () => {
		expect(await server.exes('config', 'set', '999999', 'interval=30')).toMatchObject({ code: 1 });
		const own = await machine(server);
		await server.exes('machine', 'revoke', String(own.machineId));
		expect((await set(own, 'interval=30')).stderr).toContain('is revoked');
	});

	test('before a machine has registered, its keys wait for it; then its hardware joins them', async () => {
		const place = ['--name', 'Later', '--lat', '52.5', '--lon', '13.4', '--json'];
		const made = (await server.exes('machine', 'enrol', ...place)).json as {
			machineId: number;
			enrolmentCode: string;
		};
		expect((await set(made, 'notice=Opening soon')).code).toBe(0);
		const secret = 'x'.repeat(43);
		const hardware = { slots: [{ slot: 4, storage: 'frozen' }] };
		await call(server, 'POST', '/api/machine/register', {
			body: { enrolmentCode: made.enrolmentCode, secret, hardware }
		});
		const auth = await call(server, 'POST', '/api/machine/auth', {
			body: { machineId: made.machineId, secret }
		});
		expect(await get({ ...made, secret, token: auth.body.token })).toMatchObject({
			version: 2,
			config: { notice: 'Opening soon', slots: [{ slot: 4, storage: 'frozen' }] }
		});
	});

	test('works where no server runs', async () => {
		const alone = await startServer();
		const own = await machine(alone);
		await alone.kill();
		const done = await alone.exes('config', 'set', String(own.machineId), 'interval=30', '--json');
		expect(done.json).toMatchObject({ version: 2, applied: true });
		await alone.stop();
	});
});

/** As `printf ... | exes config set ID --file -`. */
function setFromInput(of: Machine, input: string): Promise<{ code: number; stderr: string }> {
	return new Promise((settle) => {
		const env = { ...process.env, EXES_PROFILE: 'test', EXES_DATA_DIR: server.dataDir };
		const child = spawn(EXES, ['config', 'set', String(of.machineId), '--file', '-'], { env });
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
		child.stdin.on('error', () => undefined); // it need not read to the end
		child.stdin.end(input);
		child.on('close', (code) => {
			settle({ code: code ?? -1, stderr });
		});
	});
}

describe('[M16] exes config get and history', () => {
	test('a secret is printed only on demand, and in no history', async () => {
		const own = await machine(server);
		const id = String(own.machineId);
		await set(own, 'servicePin=4711');
		await set(own, 'servicePin=0815', 'notice=Hello');
		const everything = [
			await server.exes('config', 'get', id),
			await server.exes('config', 'get', id, '--json'),
			await server.exes('config', 'get', id, 'servicePin'),
			await server.exes('config', 'history', id),
			await server.exes('config', 'history', id, '--json'),
			await set(own, 'servicePin=1234', '--dry-run')
		];
		for (const { code, stdout } of everything) {
			expect(code).toBe(0);
			expect(stdout).not.toMatch(/4711|0815|1234/);
		}
		const plain = await server.exes('config', 'get', id, 'servicePin', '--show-secrets', '--json');
		expect(plain.json).toEqual({ machineId: own.machineId, key: 'servicePin', value: '0815' });
		// The machine itself needs it.
		expect((await get(own)).config['servicePin']).toBe('0815');
	});

	test('history tells who, when, and what before and after', async () => {
		const own = await machine(server);
		await set(own, 'notice=One');
		await set(own, 'notice=Two', 'donationPaused=true');
		const { json } = await server.exes('config', 'history', String(own.machineId), '--json');
		const { versions } = json as { versions: { version: number; at: string; by: string }[] };
		expect(versions.map(({ version, by }) => [version, by])).toEqual([
			[3, USER],
			[2, USER],
			[1, `machine:${own.machineId}`]
		]);
		expect(versions[0]).toMatchObject({
			changed: [
				{ key: 'donationPaused', before: false, after: true },
				{ key: 'notice', before: 'One', after: 'Two' }
			]
		});
		expect(Math.abs(Date.parse(versions[0]?.at ?? '') - Date.now())).toBeLessThan(60_000);
		const text = (await server.exes('config', 'history', String(own.machineId))).stdout;
		expect(text).toContain('notice: "One" -> "Two"');
	});

	test('which version a machine runs and what it refused is told beside it, and in the list', async () => {
		const own = await machine(server);
		const id = String(own.machineId);
		await set(own, 'notice=One');
		const silent = await server.exes('config', 'get', id, '--json');
		expect(silent.json).toMatchObject({ version: 2, runsVersion: null, refused: [] });
		const refusedConfig = [{ key: 'timeZone', code: 'unknown_time_zone' }];
		await call(server, 'POST', '/api/machine/status', {
			token: own.token,
			body: status({ configVersion: 1, refusedConfig })
		});
		const told = await server.exes('config', 'get', id, '--json');
		expect(told.json).toMatchObject({ version: 2, runsVersion: 1, refused: refusedConfig });
		expect((await server.exes('config', 'get', id)).stdout).toContain(
			'The machine runs version 1, and has refused timeZone (unknown_time_zone).'
		);
		const { machines } = (await server.exes('machine', 'list', '--json')).json as {
			machines: { machineId: number }[];
		};
		expect(machines.find(({ machineId }) => machineId === own.machineId)).toMatchObject({
			configVersion: 2,
			runsConfig: 1,
			refusedConfig
		});
		expect((await server.exes('machine', 'list')).stdout).toContain('config 1/2 without timeZone');
	});

	test.each([
		[['config', 'get'], 2],
		[['config', 'get', '1', 'intervall'], 2],
		[['config', 'get', '1', 'interval', 'notice'], 2],
		[['config', 'get', '999999'], 1],
		[['config', 'history', '999999'], 1],
		[['config', 'colour'], 2]
	])('%j ends with %i', async (args, code) => {
		await machine(server);
		const outcome = await server.exes(...args);
		expect([outcome.code, outcome.stdout]).toEqual([code, '']);
		expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
	});

	test('help and `config keys` name every key with its range', async () => {
		const help = (await server.exes('config', 'set', '--help')).stdout;
		expect(help).toContain('exes config set MACHINE KEY=VALUE');
		expect(help).toContain('sessionSeconds: a whole number from 10 to 600 (s)');
		const table = (await server.exes('config', 'keys', '--markdown')).stdout;
		expect(table).toContain('| `sessionSeconds` | a whole number from 10 to 600 | s | `60` |');
	});
});

describe('[M16] exes config set --all', () => {
	test('all machines or none, and each is named that speaks against it', async () => {
		await using fleet = await startServer();
		const one = await machine(fleet);
		const other = await machine(fleet, { hardware: { slots: [{ slot: 7, storage: 'ambient' }] } });
		const gone = await machine(fleet);
		await fleet.exes('machine', 'revoke', String(gone.machineId));
		const [street] = await importPlaces(fleet, [{ lat: 1, lon: 1 }]);
		const slots = '[{"slot":7,"storage":"ambient","kind":"shelf"}]';
		const refused = await fleet.exes('config', 'set', '--all', `slots=${slots}`, 'notice=Hello');
		expect(refused.code).toBe(2);
		expect(refused.stderr).toContain(`machine ${one.machineId}, slots: the hardware has no slot 7`);
		expect(refused.stderr).not.toContain(`machine ${other.machineId},`);
		const done = await fleet.exes('config', 'set', '--all', 'donationPaused=true', '--json');
		expect(done.json).toMatchObject({
			applied: true,
			machines: [
				{ machineId: one.machineId, version: 2 },
				{ machineId: other.machineId, version: 2 },
				{ machineId: street, version: 1 }
			]
		});
		const snapshot = await call(fleet, 'GET', '/api/public/snapshot');
		expect(
			(snapshot.body.machines as { notice: unknown; donationPaused: boolean }[]).map(
				({ notice, donationPaused }) => [notice, donationPaused]
			)
		).toEqual([
			[null, true],
			[null, true],
			[null, true]
		]);
		expect((await fleet.exes('config', 'set', '--all', 'donationPaused=true')).stdout).toContain(
			'0 machines changed, 3 are like that already'
		);
	});
});

describe('[M16] what follows from a key', () => {
	const near = async () => {
		const { body } = await call(server, 'GET', '/api/location/nearest?lat=-45&lon=170&limit=5');
		return body.machines as { machineId: number; [key: string]: unknown }[];
	};
	const far = ['--lat', '-45', '--lon', '170'];

	test('nearest answers by it at once', async () => {
		const own = await machine(server, { flags: far });
		await call(server, 'POST', '/api/machine/status', { token: own.token, body: status() });
		const me = async () => (await near()).find(({ machineId }) => machineId === own.machineId);
		expect(await me()).toMatchObject({ canDonate: true, openNow: null });
		await set(own, 'donationPaused=true', 'openingHours=24/7');
		expect(await me()).toMatchObject({ canDonate: false, openNow: true });
		expect((await me())?.['reasons']).toContain('paused');
		const open = `/api/location/nearest?lat=-45&lon=170&openAt=${new Date().toISOString()}`;
		const found = async () =>
			((await call(server, 'GET', open)).body.machines as { machineId: number }[]).map(
				({ machineId }) => machineId
			);
		expect(await found()).toContain(own.machineId);
		await set(own, 'donationPaused=false', 'openingHours=null');
		expect(await me()).toMatchObject({ canDonate: true, openNow: null });
		expect(await found()).not.toContain(own.machineId);
	});

	test('slots, zone and policy decide anew until when a lot is offered [F10]', async () => {
		const own = await machine(server);
		const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
		const lot = {
			slot: 1,
			storage: 'chilled',
			category: 'bakery',
			dateKind: 'bestBefore',
			date: tomorrow
		};
		const given = donation(lot);
		await call(server, 'POST', '/api/food/donate', { token: own.token, body: given });
		using store = new Store(server);
		const until = () =>
			Number(
				store.all('SELECT offerUntil AS "at" FROM lots WHERE lotId = ?', given['lot'].lotId)[0]?.[
					'at'
				]
			);
		const first = until();
		expect(first).toBeGreaterThan(0);
		// Ten hours further east the day ends ten hours earlier, summer time aside.
		await set(own, 'timeZone=Australia/Brisbane');
		expect([8, 9]).toContain((first - until()) / 3_600_000);
		await set(own, 'timeZone=Europe/Berlin');
		expect(until()).toBe(first);
		const eu = policyOf('eu');
		const bakery = { value: eu.graceDays.bakery.value + 3, source: 'a test' };
		const document = { ...eu, version: 'eu-test', graceDays: { ...eu.graceDays, bakery } };
		await set(own, `policy=${JSON.stringify(policyKey(document))}`);
		expect(Math.round((until() - first) / 86_400_000)).toBe(3);
		await set(own, 'zones=[]', 'slots=[{"slot":1,"storage":"ambient","kind":"shelf"}]');
		expect(until()).toBe(0);
		const slots = store.all('SELECT slot, storage FROM slots WHERE machineId = ?', own.machineId);
		expect(slots).toEqual([{ slot: 1, storage: 'ambient' }]);
	});
});

describe('the audit', () => {
	const rowsOf = (of: { machineId: number }) => {
		using store = new Store(server);
		return store.all(
			'SELECT actor, action, "before", "after", requestId FROM audit WHERE subject = ? ORDER BY auditNo',
			`machine:${of.machineId}`
		);
	};

	test('says who did what to a machine, in which request, and never a secret', async () => {
		const own = await machine(server);
		const id = String(own.machineId);
		await set(own, 'servicePin=4711', 'notice=Hello');
		await set(own, 'interval=5'); // refused: nothing was done
		await set(own, 'notice=Bye', '--dry-run');
		await server.exes('machine', 're-enrol', id);
		await server.exes('machine', 'revoke', id);
		const audit = rowsOf(own);
		expect(audit.map(({ actor, action }) => [actor, action])).toEqual([
			[USER, 'machine.enrol'],
			[`machine:${id}`, 'config.set'],
			[`machine:${id}`, 'machine.register'],
			[USER, 'config.set'],
			[USER, 'machine.re-enrol'],
			[USER, 'machine.revoke']
		]);
		expect(audit.map(({ requestId }) => requestId !== '')).toEqual(
			[false, true, true, false, false, false] // commands have none
		);
		expect(JSON.parse(String(audit[3]?.['after']))).toEqual({
			version: 2,
			notice: 'Hello',
			servicePin: '(hidden)'
		});
		expect(JSON.parse(String(audit[3]?.['before']))).toEqual({ notice: null, servicePin: null });
		expect(JSON.parse(String(audit[5]?.['before']))).toEqual({ status: 'accepted' });
		expect(JSON.stringify(audit)).not.toMatch(new RegExp(`4711|${own.secret}|${own.token}`));
	});

	test('nobody changes it afterwards', async () => {
		const own = await machine(server);
		const before = rowsOf(own);
		using store = new Store(server);
		store.run('PRAGMA recursive_triggers = ON'); // as the server has it
		for (const sql of [
			`UPDATE audit SET actor = 'x'`,
			'DELETE FROM audit',
			'REPLACE INTO audit SELECT * FROM audit'
		]) {
			expect(() => {
				store.run(sql);
			}).toThrow('audit is append-only');
		}
		expect(rowsOf(own)).toEqual(before);
	});
});
