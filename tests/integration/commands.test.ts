import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, HARDWARE, newSecret } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { runExes, startServer, type Server } from '../support/server.ts';

/** [O7] What is said on which stream, and with which code. */
let server: Server;
beforeAll(async () => {
	server = await startServer({ env: { EXES_PUBLIC_URL: 'https://food.example' } });
});
afterAll(() => server.stop());

const place = ['--name', 'Ünï "Café" 🍎', '--lat', '-33.86', '--lon', '151.2'];
const enrol = (...more: string[]) => server.exes('machine', 'enrol', ...place, ...more);
type Enrolment = { machineId: number; enrolmentCode: string; expiresAt: string; enrolUrl: string };

describe('[O7] machine enrol', () => {
	test('--json prints one document and nothing else', async () => {
		const { code, stdout, stderr, json } = await enrol('--json');
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout.trimEnd()).not.toContain('\n');
		const { machineId, enrolmentCode, expiresAt, enrolUrl } = json as Enrolment;
		expect(machineId).toBeGreaterThan(0);
		expect(enrolmentCode).toMatch(/^[2-9A-HJ-NP-Z]{20}$/); // 32 letters, so 100 bits
		expect(enrolUrl).toBe(`https://food.example/kiosk/#${enrolmentCode}`);
		expect(Math.abs(Date.parse(expiresAt) - Date.now() - 86_400_000)).toBeLessThan(60_000);
	});

	test('words for people otherwise', async () => {
		const { code, stdout, stderr } = await enrol();
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toMatch(/^Machine \d+\./);
		expect(() => JSON.parse(stdout) as unknown).toThrow();
	});

	test('[M1] a number is never given twice, by 8 commands at once neither', async () => {
		const outcomes = await Promise.all(Array.from({ length: 8 }, () => enrol('--json')));
		const ids = outcomes.map(({ json }) => (json as Enrolment).machineId);
		expect(new Set(ids).size).toBe(8);
	});

	test('[M5] --expires is when the code ends', async () => {
		const { json } = await enrol('--expires', '90m', '--json');
		const { enrolmentCode, expiresAt, machineId } = json as Enrolment;
		expect(Math.abs(Date.parse(expiresAt) - Date.now() - 5_400_000)).toBeLessThan(60_000);
		{
			using store = new Store(server);
			store.run(
				'UPDATE enrolments SET expiresAt = ? WHERE machineId = ?',
				Date.now() - 1,
				machineId
			);
		}
		const answer = await call(server, 'POST', '/api/machine/register', {
			body: { enrolmentCode, secret: newSecret(), hardware: HARDWARE }
		});
		expect([answer.status, codes(answer)]).toEqual([403, { enrolmentCode: 'enrolment_invalid' }]);
	});

	test('the time zone is the one of the place, unless it is said', async () => {
		const zones = async () =>
			(
				(await server.exes('machine', 'list', '--json')).json as {
					machines: { timeZone: string }[];
				}
			).machines;
		await enrol('--json');
		expect((await zones()).at(-1)?.timeZone).toBe('Australia/Sydney');
		await enrol('--time-zone', 'Asia/Tokyo', '--json');
		expect((await zones()).at(-1)?.timeZone).toBe('Asia/Tokyo');
	});

	test('what was typed is stored as it is', async () => {
		const { machines } = (await server.exes('machine', 'list', '--json')).json as {
			machines: { name: string; status: string; lat: number }[];
		};
		expect(machines[0]).toMatchObject({ name: 'Ünï "Café" 🍎', status: 'enrolled', lat: -33.86 });
	});
});

const count = async () =>
	((await server.exes('machine', 'list', '--json')).json as { machines: unknown[] }).machines
		.length;

const wrong: [string, string[]][] = [
	['--name', ['machine', 'enrol', '--lat', '1', '--lon', '1']],
	['--lat', ['machine', 'enrol', '--name', 'X', '--lon', '1']],
	['--lat', ['machine', 'enrol', '--name', 'X', '--lat', '91', '--lon', '1']],
	['--lon', ['machine', 'enrol', '--name', 'X', '--lat', '1', '--lon', 'east']],
	['--time-zone', ['machine', 'enrol', ...place, '--time-zone', 'Mars/Olympus']],
	['--expires', ['machine', 'enrol', ...place, '--expires', 'soon']],
	['--expires', ['machine', 'enrol', ...place, '--expires', '0h']],
	['--colour', ['machine', 'enrol', ...place, '--colour', 'red']],
	['number', ['machine', 'revoke']],
	['number', ['machine', 'revoke', 'x']],
	['number', ['machine', 'revoke', '1', '2']],
	['number', ['machine', 're-enrol', '07']],
	['--email', ['person', 'create', '--role', 'operator']],
	['--email', ['person', 'create', '--email', 'nobody', '--role', 'operator']],
	['--role', ['person', 'create', '--email', 'a@x.example', '--role', 'king']],
	['file', ['import']]
];
test.each(wrong)('[O7] wrong use ends with 2 and names %s: %j', async (names, args) => {
	const before = await count();
	const { code, stdout, stderr } = await server.exes(...args, '--json');
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toContain(names);
	expect(stderr.trim().split('\n')).toHaveLength(1);
	expect(await count()).toBe(before);
});

test.each([
	['machine', 'revoke', '999999'],
	['machine', 're-enrol', '999999'],
	['import', '/nowhere/fridges.json']
])('[O7] what cannot be done ends with 1: %s %s %s', async (...args) => {
	const { code, stdout, stderr } = await server.exes(...args);
	expect([code, stdout]).toEqual([1, '']);
	expect(stderr.trim()).not.toBe('');
	expect(stderr).not.toMatch(/goroutine|\.js:\d+|panic/);
});

test('[O7] commands work where no server has ever run', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'exes-command-'));
	try {
		const env = { ...process.env, EXES_PROFILE: 'test', EXES_DATA_DIR: dataDir };
		const made = await runExes(['machine', 'enrol', ...place, '--json'], env);
		expect([made.code, (made.json as Enrolment).machineId]).toEqual([0, 1]);
		const again = await runExes(['machine', 'enrol', ...place, '--json'], env);
		expect((again.json as Enrolment).machineId).toBe(2);
		await using later = await startServer({ dataDir });
		const { enrolmentCode } = again.json as Enrolment;
		const answer = await call(later, 'POST', '/api/machine/register', {
			body: { enrolmentCode, secret: newSecret(), hardware: HARDWARE }
		});
		expect([answer.status, answer.body.machineId]).toEqual([201, 2]);
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
});
