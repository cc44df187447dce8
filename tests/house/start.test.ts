import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { built } from '../support/build.ts';
import { freePort } from '../support/server.ts';

const SECOND = 1000;
const groups = new Set<ChildProcess>();
const folders = new Set<string>();

beforeAll(() => built(), 600 * SECOND);

afterEach(async () => {
	for (const child of groups) {
		if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
		await ended(child);
	}
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	groups.clear();
	folders.clear();
});

type Started = { child: ChildProcess; url: string; port: number; output: () => string };

/** Runs a shell line in the checkout, in a session of its own, with the address and folder of a new server. */
async function shell(line: string, env: NodeJS.ProcessEnv = {}): Promise<Started> {
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), 'exes-start-'));
	folders.add(folder);
	const outer = Object.entries(process.env).filter(([name]) => !/^(EXES_|npm_|VITEST)/.test(name));
	const child = spawn('bash', ['-c', line], {
		detached: true,
		stdio: ['pipe', 'pipe', 'pipe'],
		env: {
			...Object.fromEntries(outer),
			EXES_ADDR: `127.0.0.1:${port}`,
			EXES_DATA_DIR: join(folder, 'data'),
			EXES_DEMO: 'off',
			FOLDER: folder,
			...env
		}
	});
	groups.add(child);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	}
	return { child, port, url: `http://127.0.0.1:${port}`, output: () => output };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// has ended
	}
}

function ended(child: ChildProcess): Promise<number | null> {
	return new Promise((settle) => {
		if (child.exitCode !== null || child.signalCode !== null) settle(child.exitCode);
		else child.once('close', settle);
	});
}

async function answers(url: string): Promise<boolean> {
	return fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(2 * SECOND) }).then(
		(answer) => answer.ok,
		() => false
	);
}

async function ready(started: Started, within = 20 * SECOND): Promise<void> {
	const limit = Date.now() + within;
	while (!(await answers(started.url))) {
		if (Date.now() > limit) throw new Error(`It never became ready.\n${started.output()}`);
		await pause(50);
	}
}

const silent = async (url: string) => {
	await expect.poll(() => answers(url), { timeout: 15 * SECOND }).toBe(false);
};

describe('[O1] npm start', () => {
	test('with everything built it is ready within 5 s, and says where to look', async () => {
		const started = await shell('exec npm start');
		await ready(started, 5 * SECOND);
		await expect.poll(started.output).toContain('Ready.');
		for (const path of ['/', '/kiosk/', '/volunteer/', '/operator/', '/_/']) {
			expect(started.output()).toContain(` ${started.url}${path}\n`);
		}
		expect((await fetch(`${started.url}/`)).headers.get('content-type')).toContain('text/html');
	});
});

describe('[O2] the server never needs a terminal', () => {
	/**
	 * A real terminal: `script` makes one, bash is its job-control shell; a line of input ends the
	 * job. (Its last blow is for npm, which says a new line on SIGTERM and is stopped by it.)
	 */
	const inTerminal = (job: string) =>
		`exec script -qec ${quoted(`bash -c ${quoted(`set -m; stty tostop; ${job} & read line; jobs; kill %1; sleep 1; kill -9 %1`)}`)} /dev/null`;

	test('in the background of a terminal under stty tostop', async () => {
		const started = await shell(inTerminal('npm --silent start'));
		await ready(started);
		await expect.poll(started.output, { timeout: 5 * SECOND }).toContain('Ready.');
		started.child.stdin?.write('end\n');
		await ended(started.child);
		expect(started.output()).toMatch(/\[1\]\+? +Running/);
		await silent(started.url);
	});

	test('where a plain program is stopped by its first line', async () => {
		const started = await shell(inTerminal('sh -c "echo one; echo two; sleep 1"'));
		await pause(SECOND);
		started.child.stdin?.write('end\n');
		await ended(started.child);
		expect(started.output()).toMatch(/\[1\]\+? +Stopped/);
		expect(started.output()).not.toMatch(/^two/m);
	});

	test('under nohup it outlives the hang-up', async () => {
		const started = await shell('nohup npm start > "$FOLDER/log" 2>&1 < /dev/null & wait');
		await ready(started);
		const pid = started.child.pid ?? 0;
		const starters = startersOf(pid);
		expect(starters).toHaveLength(1);
		for (const starter of starters) process.kill(starter, 'SIGHUP');
		await pause(0.5 * SECOND);
		expect(await answers(started.url)).toBe(true);
	});

	test('with standard input closed, in a session without terminal', async () => {
		const started = await shell('exec npm start <&-');
		await ready(started);
		await expect.poll(started.output).toContain('Ready.');
	});

	test('it goes on when nobody reads its output any more', async () => {
		const started = await shell('npm start 2>&1 | head -n 1; echo gone; wait');
		await ready(started);
		for (let n = 0; n < 20; n++) await fetch(`${started.url}/api/nowhere`);
		expect(await answers(started.url)).toBe(true);
	});
});

describe('[O3] a port in use', () => {
	test('is left alone: exit code 3 within 5 s, one sentence, and a way out', async () => {
		const holder = createServer((socket) => socket.end('mine'));
		const started = await shell('read go; time exec npm --silent start');
		await new Promise<void>((done) => holder.listen(started.port, '127.0.0.1', done));
		const start = Date.now();
		started.child.stdin?.write('go\n');
		expect(await ended(started.child)).toBe(3);
		expect(Date.now() - start).toBeLessThan(5 * SECOND);
		expect(started.output()).toContain(`127.0.0.1:${started.port} is in use`);
		expect(started.output()).toContain('EXES_ADDR=');
		expect(holder.listening).toBe(true);
		holder.close();
	});
});

describe('[O4] the end', () => {
	test.each(['SIGTERM', 'SIGINT'] as const)('%s, also twice: exit code 0', async (signal) => {
		const started = await shell('exec npm --silent start');
		await ready(started);
		started.child.kill(signal);
		started.child.kill(signal);
		expect(await ended(started.child)).toBe(0);
		expect(await answers(started.url)).toBe(false);
	});

	test('a bad setting ends with the server’s own code and words', async () => {
		const started = await shell('exec npm --silent start', { EXES_PROFILE: 'nonsense' });
		expect(await ended(started.child)).toBe(2);
		expect(started.output()).toContain('EXES_PROFILE');
		expect(started.output()).not.toContain('Ready.');
	});
});

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The processes of a session that run tools/start.mjs. */
function startersOf(session: number): number[] {
	return readdirSync('/proc')
		.map(Number)
		.filter((pid) => {
			try {
				const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
				const sid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
				const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
				return sid === session && command[1] === 'tools/start.mjs';
			} catch {
				return false; // no process, or it has ended
			}
		});
}
