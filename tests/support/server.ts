import { spawn, type ChildProcess } from 'node:child_process';
import { linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The built server; `npm run build` makes it, and every suite does so by itself. */
export const EXES = join(import.meta.dirname, '../../dist/exes');

const READY_WITHIN = 30_000;
const PORT_IN_USE = 3;

export type Options = {
	/** On top of the environment that a test server gets; `undefined` takes a variable away. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Kept when the server stops; without it a new one, removed at the end. */
	readonly dataDir?: string;
	/** Serves another app than dist/app. */
	readonly appDir?: string;
	/** Runs other hooks than dist/hooks. */
	readonly hooksDir?: string;
};

export type Outcome = {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
	/** What `--json` printed; throws, with both outputs, where that is no JSON. */
	readonly json: unknown;
};

export type Server = {
	readonly url: string;
	readonly dataDir: string;
	readonly pid: number;
	/** Everything it has printed since it started, also before a restart. */
	log(): string;
	/** A command beside the running server, on its data. */
	exes(...args: readonly string[]): Promise<Outcome>;
	/** SIGTERM; its exit code. Removes a data directory that was made here. */
	stop(): Promise<number>;
	/** SIGKILL, as a power cut: the data stay. */
	kill(): Promise<void>;
	/** The same data at the same address, ready again; after `kill`, `stop` or neither. */
	restart(): Promise<void>;
	[Symbol.asyncDispose](): Promise<void>;
};

/** Starts the real server on a port of its own, and waits until it is ready. */
export async function startServer(options: Options = {}): Promise<Server> {
	const own = options.dataDir === undefined;
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'exes-test-'));
	const isOther = options.appDir !== undefined || options.hooksDir !== undefined;
	const served = isOther ? beside(options) : undefined;
	const folders = [...(own ? [dataDir] : []), ...(served === undefined ? [] : [served])];
	folders.forEach((folder) => left.folders.add(folder));
	const program = served === undefined ? EXES : join(served, 'exes');

	const lines: string[] = [];
	let port = await freePort();
	let child = await launch(5);

	/** Another process may take the port between the look and the start: then another one. */
	async function launch(otherPorts: number): Promise<ChildProcess> {
		const started = start(program, environment(options, port, dataDir), lines);
		const code = await readyOrEnded(started, `http://127.0.0.1:${port}`);
		if (code === undefined) return started;
		if (code === PORT_IN_USE && otherPorts > 0) {
			port = await freePort();
			return launch(otherPorts - 1);
		}
		throw new Error(`The server ended with ${code} before it was ready.\n${lines.join('')}`);
	}

	async function stop(signal: NodeJS.Signals): Promise<number> {
		if (!hasEnded(child)) child.kill(signal);
		return ended(child);
	}

	const server: Server = {
		get url() {
			return `http://127.0.0.1:${port}`;
		},
		get pid() {
			return child.pid ?? 0;
		},
		dataDir,
		log: () => lines.join(''),
		exes: (...args) => runExes(args, environment(options, port, dataDir)),
		async stop() {
			const code = await stop('SIGTERM');
			for (const folder of folders) forget(folder);
			return code;
		},
		async kill() {
			await stop('SIGKILL');
		},
		async restart() {
			await stop('SIGTERM');
			child = await launch(0);
		},
		async [Symbol.asyncDispose]() {
			await server.stop();
		}
	};
	return server;
}

/** Runs `dist/exes ARGS` and waits for its end. */
export function runExes(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
	return new Promise((settle, fail) => {
		const child = spawn(EXES, args, { env, cwd: dirname(EXES), stdio: ['ignore', 'pipe', 'pipe'] });
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
		child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
		child.on('error', fail);
		child.on('close', (code, signal) => {
			settle({
				code: code ?? (signal === null ? -1 : 128),
				stdout,
				stderr,
				get json(): unknown {
					try {
						return JSON.parse(stdout) as unknown;
					} catch {
						throw new Error(`exes ${args.join(' ')} printed no JSON:\n${stdout}\n${stderr}`);
					}
				}
			});
		});
	});
}

/** Milliseconds of processor time, user and system, that a process has used. */
export function cpuOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name may hold spaces
	const ticks = Number(fields[11]) + Number(fields[12]);
	return ticks * 10; // USER_HZ is 100 on every Linux
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
	return new Promise((settle, fail) => {
		const probe = createServer();
		probe.on('error', fail);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = address !== null && typeof address === 'object' ? address.port : 0;
			probe.close(() => {
				settle(port);
			});
		});
	});
}

/** The caller's own settings never leak into a test. */
function environment(options: Options, port: number, dataDir: string): NodeJS.ProcessEnv {
	const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('EXES_'));
	const all: NodeJS.ProcessEnv = {
		...Object.fromEntries(outer),
		EXES_PROFILE: 'test',
		EXES_LIMITS: '100000', // a suite asks from one address what a city does not; those of M22 set 1
		EXES_ADDR: `127.0.0.1:${port}`,
		EXES_DATA_DIR: dataDir,
		...options.env
	};
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The server looks for what belongs to it beside itself: a folder where a part of that is another. */
function beside({ appDir, hooksDir }: Options): string {
	const built = dirname(EXES);
	const folder = mkdtempSync(join(built, '.with-other-'));
	linkSync(EXES, join(folder, 'exes'));
	for (const name of ['migrations', 'api']) symlinkSync(join(built, name), join(folder, name));
	symlinkSync(resolve(hooksDir ?? join(built, 'hooks')), join(folder, 'hooks'));
	symlinkSync(resolve(appDir ?? join(built, 'app')), join(folder, 'app'));
	return folder;
}

function start(program: string, env: NodeJS.ProcessEnv, lines: string[]): ChildProcess {
	const cwd = dirname(EXES); // no .env of the checkout is read from there
	const child = spawn(program, ['serve'], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => lines.push(text));
	}
	left.children.add(child);
	child.on('error', (error) => lines.push(`${error.message}\n`));
	child.on('close', () => left.children.delete(child));
	return child;
}

/** Nothing once it is ready, its exit code when it ended first. */
async function readyOrEnded(child: ChildProcess, url: string): Promise<number | undefined> {
	const limit = Date.now() + READY_WITHIN;
	while (Date.now() < limit && !hasEnded(child)) {
		const ready = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(2000) }).then(
			(answer) => answer.ok,
			() => false // not listening yet
		);
		await pause(30); // also time for ours to end, when it was another's server that answered
		if (ready && !hasEnded(child)) return undefined;
	}
	child.kill('SIGKILL');
	return ended(child);
}

const hasEnded = (child: ChildProcess): boolean =>
	child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

/** Its exit code, 128 where a signal ended it, -1 where it never ran. */
function ended(child: ChildProcess): Promise<number> {
	return new Promise((settle) => {
		const answer = () => {
			settle(child.exitCode ?? (child.signalCode === null ? -1 : 128));
		};
		if (hasEnded(child)) answer();
		else child.once('close', answer);
	});
}

/** What a test that failed, or a run that was interrupted, has left behind. */
const left = { children: new Set<ChildProcess>(), folders: new Set<string>() };

function forget(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	left.folders.delete(folder);
}

process.once('exit', () => {
	for (const child of left.children) child.kill('SIGKILL');
	for (const folder of left.folders) rmSync(folder, { recursive: true, force: true });
});
