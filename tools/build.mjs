// node tools/build.mjs [STEP...]: brings dist/ up to date; a step whose inputs have not changed is skipped.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepFormerFiles } from './former-files.mjs';
import { locked } from './lock.mjs';
import { lines } from './voice.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const STAMPS = join(DIST, '.stamps');

/** @typedef {{ stop?: AbortSignal | undefined }} Running */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {string} output below dist/
 * @property {string[]} inputs files and folders; tests and types among them do not count
 * @property {RegExp} [only] which files of the folders
 * @property {(out: string, running: Running) => Promise<void>} make
 */

/** @type {Step[]} */
export const steps = [
	{
		name: 'migrations',
		title: 'the migrations',
		output: 'migrations',
		inputs: ['pocketbase/migrations'],
		only: /\.js$/,
		async make(out) {
			const from = join(ROOT, 'pocketbase/migrations');
			for (const name of readdirSync(from).filter((file) => file.endsWith('.js'))) {
				cpSync(join(from, name), join(out, name));
			}
		}
	},
	{
		name: 'hooks',
		title: 'the hooks',
		output: 'hooks',
		inputs: ['pocketbase/hooks', 'src/domain', 'tools/hooks.mjs', 'package-lock.json'],
		make: (out, running) => run('node', ['tools/hooks.mjs', out], running)
	},
	{
		name: 'api',
		title: 'the specification of the API',
		output: 'api',
		inputs: [
			'src/domain',
			'src/lib/styles',
			'docs/machine-api.md',
			'docs/operations.md',
			'docs/sync.md',
			'tools/openapi',
			'package.json',
			'package-lock.json'
		],
		make: (out, running) => run('node', ['tools/openapi/make.ts', out], running)
	},
	{
		name: 'server',
		title: 'the server (the first time takes some minutes)',
		output: 'exes',
		inputs: ['pocketbase'],
		only: /(\.go|go\.mod|go\.sum)$/,
		make: (out, running) => run('node', ['tools/server.mjs', out], running)
	},
	{
		name: 'app',
		title: 'the app',
		output: 'app',
		inputs: [
			'src',
			'static',
			'svelte.config.js',
			'vite.config.ts',
			'tsconfig.json',
			'tools/offline-site.js',
			'tools/first-view.mjs',
			'tools/start-page.ts',
			'package-lock.json'
		],
		async make(out, running) {
			const env = { NODE_ENV: 'production', BUILD_OUT: out };
			const vite = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'];
			await run('node', vite, { ...running, env });
			await run('node', ['tools/start-page.ts', join(out, 'kiosk-start.html')], running);
			keepFormerFiles(join(DIST, 'app'), out, join(STAMPS, 'former-files.json'));
		}
	}
];

/** @param {Step} step */
export function isFresh(step) {
	const stamp = join(STAMPS, step.name);
	return (
		existsSync(join(DIST, step.output)) &&
		existsSync(stamp) &&
		readFileSync(stamp, 'utf8') === hashOf(step)
	);
}

/**
 * Builds what is stale, one process at a time in a checkout: a second one waits, then finds it done.
 *
 * @param {string[]} names all steps when empty
 * @param {Running & { say?: (line: string) => void, started?: (step: Step) => void, done?: (step: Step, seconds: number) => void }} [report]
 */
export async function build(names = [], report = {}) {
	const wanted = steps.filter((step) => names.length === 0 || names.includes(step.name));
	if (wanted.every(isFresh)) return;
	const waiting = (/** @type {number} */ pid) =>
		report.say?.(`waiting for the build of process ${pid}`);
	await locked(
		join(DIST, '.lock'),
		async () => {
			for (const step of wanted) {
				if (isFresh(step)) continue;
				const start = Date.now();
				const seconds = () => Math.round((Date.now() - start) / 1000);
				report.started?.(step);
				const patience = setInterval(
					() => report.say?.(`still at it after ${seconds()} s`),
					15_000
				);
				await make(step, report).finally(() => {
					clearInterval(patience);
				});
				report.done?.(step, seconds());
			}
		},
		{ waiting, stop: report.stop }
	);
}

/**
 * Makes it beside the old one, which serves until the two are swapped.
 *
 * @param {Step} step
 * @param {Running} report
 */
async function make(step, report) {
	const hash = hashOf(step); // before: what changes while it builds makes it stale again
	const next = join(DIST, `.next-${step.output}`);
	const former = join(DIST, `.former-${step.output}`);
	const output = join(DIST, step.output);
	for (const path of [next, former]) rmSync(path, { recursive: true, force: true });
	await step.make(next, { stop: report.stop });
	if (existsSync(output) && statSync(output).isDirectory()) renameSync(output, former);
	renameSync(next, output);
	rmSync(former, { recursive: true, force: true });
	mkdirSync(STAMPS, { recursive: true });
	writeFileSync(join(STAMPS, step.name), hash);
}

/** @param {Step} step */
function hashOf({ inputs, only = /./ }) {
	const hash = createHash('sha256');
	for (const input of inputs) {
		for (const file of filesBelow(input)) {
			if (!only.test(file) || /\.(test|d)\.ts$/.test(file)) continue;
			hash
				.update(`${file}\0`)
				.update(readFileSync(join(ROOT, file)))
				.update('\0');
		}
	}
	return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]} in a fixed order
 */
function filesBelow(path) {
	const entry = statSync(join(ROOT, path), { throwIfNoEntry: false });
	if (!entry?.isDirectory()) return entry ? [path] : [];
	return readdirSync(join(ROOT, path))
		.filter((name) => name !== 'node_modules')
		.sort()
		.flatMap((name) => filesBelow(`${path}/${name}`));
}

/**
 * Runs a program in the checkout with nothing to read; its output is shown only when it fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Running & { env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>} rejects with the last lines of a program that failed
 */
export function run(program, args, { stop, env = {} } = {}) {
	return new Promise((settle, fail) => {
		const child = spawn(program, args, {
			cwd: ROOT,
			detached: true, // a group of its own: what it starts ends with it
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, PATH: searchPath(), ...env }
		});
		const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
		if (stop?.aborted) end();
		stop?.addEventListener('abort', end, { once: true });
		/** @type {string[]} */
		const tail = [];
		for (const stream of [child.stdout, child.stderr]) {
			lines(stream, (line) => {
				tail.push(line);
				tail.splice(0, tail.length - 40);
			});
		}
		child.on('error', fail);
		child.on('close', (code, signal) => {
			stop?.removeEventListener('abort', end);
			if (code === 0) return settle();
			const what = `${program} ${args.join(' ')} ended with ${signal ?? code}:`;
			fail(new Error(`${what}\n${tail.join('\n')}`));
		});
	});
}

/** The project's own Node and tools first, and Go where its installer puts it. */
export function searchPath() {
	return [join(ROOT, 'node_modules/.bin'), process.env['PATH'] ?? '', '/usr/local/go/bin'].join(
		delimiter
	);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
	const names = process.argv.slice(2);
	const unknown = names.filter((name) => !steps.some((step) => step.name === name));
	if (unknown.length > 0) {
		console.error(
			`No step ${unknown.join(', ')}: there are ${steps.map((step) => step.name).join(', ')}.`
		);
		process.exit(2);
	}
	try {
		await build(names, {
			say: (line) => console.error(line),
			done: (step, seconds) => console.log(`built dist/${step.output} in ${seconds} s`)
		});
	} catch (error) {
		console.error(String(error));
		process.exit(1);
	}
}
