// npx node tests/bench/status.ts: a machine's status [M14] against the same work in a bare Go handler.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ask, donation, machine, status as statusBody } from '../support/api.ts';
import { freePort, startServer } from '../support/server.ts';
import { short, tell, type Figure } from './figure.ts';
import { contest, cpu, median, ratio, type Call, type Contestant } from './load.ts';

const COMMAND = 'npx node tests/bench/status.ts';
const CALLS = 2_500;
/** Of one fleet; each reports in turn. */
const MACHINES = 8;

/** What a healthy machine reports once a minute. */
const REPORT = {
	controller: { linked: true, firmware: '1.4.2' },
	temperatures: [{ sensor: 't1', celsius: 3.4 }],
	doors: [
		{ slot: 1, open: false },
		{ slot: 2, open: false }
	],
	power: 'mains',
	outbox: { pending: 0, oldestAt: null },
	configVersion: 1
};

export async function measure(): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'exes-bench-'));
	const dataDir = join(folder, 'data');
	const copy = join(folder, 'copy');
	const program = build(join(folder, 'baseline'));
	const server = await startServer({ dataDir });
	try {
		const tokens: string[] = [];
		for (let i = 0; i < MACHINES; i++) {
			const { token } = await machine(server);
			tokens.push(token);
			await ask(server, 'POST', '/api/food/donate', { token, body: donation() });
		}
		await server.stop();
		cpSync(dataDir, copy, { recursive: true });
		await server.restart();
		await using bare = await startBaseline(program, copy);

		const reporting = (to: { url: string; pid: number }): Contestant => {
			let turn = 0;
			return {
				...{ url: to.url, pid: to.pid, calls: CALLS },
				next: (): Call => ({
					...{ method: 'POST', path: '/api/machine/status' },
					token: tokens[turn % MACHINES] ?? '',
					body: JSON.stringify(statusBody({ ...REPORT, uptimeMs: ++turn }))
				})
			};
		};
		await sameReply(server, bare, tokens[0] ?? '');
		const { hooks, go } = await contest({ hooks: reporting(server), go: reporting(bare) }, 5);
		const times = ratio(hooks, go, cpu);
		return [
			{
				figure: 'status, against the same work in a bare Go handler: server CPU',
				limit: 'at most 2.0 times',
				measured: `${short(times)} times (${short(median(hooks.map(cpu)))} against ${short(median(go.map(cpu)))} ms)`,
				isMet: times <= 2,
				command: COMMAND
			}
		];
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Both say the same, or the comparison says nothing. */
async function sameReply(
	ours: { url: string },
	theirs: { url: string },
	token: string
): Promise<void> {
	const replies: unknown[] = [];
	for (const to of [ours, theirs]) {
		const body = statusBody(REPORT);
		const answer = await ask(to, 'POST', '/api/machine/status', { token, body });
		const { serverTime: _, ...rest } = answer.body as Record<string, unknown>;
		replies.push(rest);
	}
	if (!isDeepStrictEqual(replies[0], replies[1])) {
		throw new Error(`They answer differently: ${JSON.stringify(replies)}`);
	}
}

function build(program: string): string {
	execFileSync(
		'go',
		['build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '-o', program, '.'],
		{
			cwd: join(import.meta.dirname, 'baseline'),
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { ...process.env, CGO_ENABLED: '0' }
		}
	);
	return program;
}

async function startBaseline(program: string, dataDir: string) {
	const address = `127.0.0.1:${await freePort()}`;
	// Below a temporary folder PocketBase takes itself for a build under development.
	const child = spawn(program, ['serve', `--http=${address}`, '--dev=false'], {
		// As ours collects garbage (pocketbase/serve.go).
		env: { ...process.env, GOGC: '1000', GOMEMLIMIT: '384MiB', EXES_DATA_DIR: dataDir },
		stdio: 'ignore'
	});
	const url = `http://${address}`;
	for (let tries = 0; ; tries++) {
		const isUp = await fetch(`${url}/api/health`).then(
			(answer) => answer.ok,
			() => false
		);
		if (isUp) break;
		if (tries > 200 || child.exitCode !== null) throw new Error('The baseline does not start.');
		await pause(50);
	}
	return {
		url,
		pid: child.pid ?? 0,
		[Symbol.asyncDispose]: () =>
			new Promise<void>((settle) => {
				child.once('close', () => {
					settle();
				});
				child.kill('SIGTERM');
			})
	};
}

if (import.meta.main) tell(await measure());
