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

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const STAMPS = join(DIST, '.stamps');

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {string} output below dist/
 * @property {string[]} inputs files and folders; tests and types among them do not count
 * @property {RegExp} [only] which files of the folders
 * @property {(out: string, say: (line: string) => void) => Promise<void>} make
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
		make: (out, say) => run('node', ['tools/hooks.mjs', out], { say })
	},
	{
		name: 'server',
		title: 'the server (the first time takes some minutes)',
		output: 'exes',
		inputs: ['pocketbase'],
		only: /(\.go|go\.mod|go\.sum)$/,
		make: (out, say) => run('node', ['tools/server.mjs', out], { say })
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
			'package-lock.json'
		],
		async make(out, say) {
			const env = { NODE_ENV: 'production', EXES_APP_OUT: out };
			await run('node', ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
				say,
				env
			});
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
 * @param {{ say?: (line: string) => void, started?: (step: Step) => void, done?: (step: Step, seconds: number) => void }} [report]
 */
export async function build(names = [], { say = () => {}, started, done } = {}) {
	const stale = () =>
		steps.filter((step) => (names.length === 0 || names.includes(step.name)) && !isFresh(step));
	if (stale().length === 0) return;
	const waiting = (/** @type {number} */ pid) => say(`waiting for the build of process ${pid}`);
	await locked(
		join(DIST, '.lock'),
		async () => {
			for (const step of stale()) {
				const start = Date.now();
				started?.(step);
				await make(step, say);
				done?.(step, Math.round((Date.now() - start) / 1000));
			}
		},
		{ waiting }
	);
}

/**
 * @param {Step} step
 * @param {(line: string) => void} say
 */
async function make(step, say) {
	const hash = hashOf(step); // before: what changes while it builds makes it stale again
	const next = join(DIST, `.next-${step.output}`);
	const former = join(DIST, `.former-${step.output}`);
	const output = join(DIST, step.output);
	for (const path of [next, former]) rmSync(path, { recursive: true, force: true });
	await step.make(next, say);
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
 * Runs a program in the checkout with nothing to read; its output goes to `say`, line by line.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ say?: (line: string) => void, env?: NodeJS.ProcessEnv, stop?: AbortSignal }} [options]
 * @returns {Promise<void>} rejects with the last lines of a program that failed
 */
export function run(program, args, { say = () => {}, env = {} } = {}) {
	return new Promise((settle, fail) => {
		const child = spawn(program, args, {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, PATH: searchPath(), ...env }
		});
		/** @type {string[]} */
		const tail = [];
		for (const stream of [child.stdout, child.stderr]) {
			let rest = '';
			stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
				const lines = (rest + text).split('\n');
				rest = lines.pop() ?? '';
				for (const line of lines) {
					tail.push(line);
					say(line);
				}
				tail.splice(0, tail.length - 40);
			});
		}
		child.on('error', fail);
		child.on('close', (code, signal) => {
			if (code === 0) settle();
			else
				fail(
					new Error(`${program} ${args.join(' ')} ended with ${signal ?? code}\n${tail.join('\n')}`)
				);
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
