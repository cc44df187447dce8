import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cpuOf, startServer } from '../support/server.ts';

describe('the harness that all suites use', () => {
	test('two servers run beside each other; each cleans up', async () => {
		const [one, two] = await Promise.all([startServer(), startServer()]);
		expect(one.url).not.toBe(two.url);
		expect((await fetch(`${one.url}/api/ready`)).status).toBe(200);
		expect(cpuOf(one.pid)).toBeGreaterThan(0);
		expect(await Promise.all([one.stop(), two.stop()])).toEqual([0, 0]);
		expect(existsSync(one.dataDir)).toBe(false);
		await expect(fetch(`${one.url}/api/ready`)).rejects.toThrow();
	});

	test('a killed server comes back at the same address with its data', async () => {
		await using server = await startServer();
		const { url, pid } = server;
		await server.kill();
		await expect(fetch(`${url}/api/ready`)).rejects.toThrow();
		await server.restart();
		expect(server.url).toBe(url);
		expect(server.pid).not.toBe(pid);
		expect((await fetch(`${url}/api/ready`)).status).toBe(200);
	});

	test('a server that cannot start says why', async () => {
		const broken = startServer({ dataDir: '/dev/null/nowhere' });
		await expect(broken).rejects.toThrow(/ended with .* before it was ready[^]*not a directory/);
	});

	test('another app can be served', async () => {
		const appDir = mkdtempSync(join(tmpdir(), 'exes-app-'));
		writeFileSync(join(appDir, 'index.html'), 'another app');
		await using server = await startServer({ appDir });
		const answer = await fetch(`${server.url}/`);
		expect(await answer.text()).toBe('another app');
		rmSync(appDir, { recursive: true });
	});

	test('a command answers with its code and both outputs', async () => {
		await using server = await startServer();
		const outcome = await server.exes('no-such-command');
		expect(outcome.code).not.toBe(0);
		expect(outcome.stderr).toContain('no-such-command');
		expect(() => outcome.json).toThrow(/printed no JSON/);
	});
});
