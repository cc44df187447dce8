// npx node tests/bench/start.ts [--fresh]: how soon `npm start` is ready [O1], on a built tree and, with
// --fresh, from a new clone of the last commit.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/server.ts';
import { short, tell, type Figure } from './figure.ts';
import { median } from './load.ts';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = 'npx node tests/bench/start.ts';

export async function measure(): Promise<Figure[]> {
	await withFolder((folder) => secondsToReady(ROOT, folder)); // builds what is stale
	const times: number[] = [];
	for (let i = 0; i < 3; i++) {
		times.push(await withFolder((folder) => secondsToReady(ROOT, folder)));
	}
	const seconds = median(times);
	return [
		{
			figure: '`npm start` on a built tree, an empty data directory: ready',
			limit: 'within 5 s',
			measured: `${short(seconds)} s`,
			isMet: seconds <= 5,
			command: COMMAND
		}
	];
}

export async function measureFresh(): Promise<Figure[]> {
	const seconds = await withFolder((folder) => {
		const clone = join(folder, 'clone');
		execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], { stdio: 'inherit' });
		return secondsToReady(clone, join(folder, 'data'));
	});
	return [
		{
			figure: '`npm start` from a fresh clone: ready',
			limit: 'within 240 s',
			measured: `${short(seconds)} s`,
			isMet: seconds <= 240,
			command: `${COMMAND} --fresh`
		}
	];
}

async function withFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'exes-bench-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function secondsToReady(tree: string, dataDir: string): Promise<number> {
	const port = await freePort();
	const begun = performance.now();
	const child = spawn('npm', ['start'], {
		cwd: tree,
		env: { ...process.env, EXES_ADDR: `127.0.0.1:${port}`, EXES_DATA_DIR: dataDir },
		stdio: 'ignore'
	});
	const ended = new Promise<void>((settle) => {
		child.once('close', () => {
			settle();
		});
	});
	try {
		while (child.exitCode === null) {
			const isReady = await fetch(`http://127.0.0.1:${port}/api/ready`).then(
				(answer) => answer.ok,
				() => false
			);
			if (isReady) return (performance.now() - begun) / 1_000;
			await pause(20);
		}
		throw new Error(`npm start ended with ${child.exitCode}.`);
	} finally {
		child.kill('SIGTERM');
		await ended;
	}
}

if (import.meta.main) {
	tell(process.argv.includes('--fresh') ? await measureFresh() : await measure());
}
