import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { startServer } from '../support/server.ts';

type Outcome = { code: number | null; stdout: string; stderr: string };

function npmRunExes(dataDir: string, ...args: string[]): Promise<Outcome> {
	const env = { ...process.env, EXES_PROFILE: 'test', EXES_DATA_DIR: dataDir };
	const stdio = ['ignore', 'pipe', 'pipe'] as const;
	return new Promise((settle) => {
		const child = spawn('npm', ['run', '--silent', 'exes', '--', ...args], {
			env,
			stdio: [...stdio]
		});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
		child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
		child.on('close', (code) => {
			settle({ code, stdout, stderr });
		});
	});
}

describe('[O7] npm run exes', () => {
	test('--json is all that standard output carries, beside a running server', async () => {
		await using server = await startServer();
		const place = ['--lat', '52.52', '--lon', '13.4'];
		const made = await npmRunExes(
			server.dataDir,
			'machine',
			'enrol',
			'--name',
			'A b',
			...place,
			'--json'
		);
		expect(made).toMatchObject({ code: 0, stderr: '' });
		expect(JSON.parse(made.stdout)).toMatchObject({ machineId: expect.any(Number) as number });
		const listed = await npmRunExes(server.dataDir, 'machine', 'list', '--json');
		expect(listed.stdout).toContain('"A b"');
	});

	test('a command that fails keeps its exit code and its words on standard error', async () => {
		await using server = await startServer();
		const outcome = await npmRunExes(server.dataDir, 'no-such-command');
		expect(outcome.code).toBeGreaterThan(0);
		expect(outcome.stdout).toBe('');
		expect(outcome.stderr).toContain('no-such-command');
	});
});
