// npm test: every suite, one after the other, to the end; the last line is the sum over all of them.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, build, run, searchPath } from './build.mjs';
import { isInstalled, missing } from './needs.mjs';
import { countGo, countPlaywright, countSums, countVitest } from './counts.mjs';
import { lines } from './voice.mjs';

const all = process.argv.includes('--all');
const folder = mkdtempSync(join(tmpdir(), 'exes-npm-test-'));
const env = {
	...process.env,
	PATH: searchPath(),
	// Two runs in one checkout do not share what the tools keep.
	E2E_OUT: join(folder, 'e2e'),
	VITE_CACHE: join(folder, 'vite'),
	...(all ? { TEST_ALL: '1' } : {})
};

/**
 * @param {string} project
 * @param {string} program
 * @param {string[]} args what runs the project, before what it is asked to report
 */
const vitest = (project, program = 'vitest', args = ['run', '--project', project]) => ({
	name: project,
	suite: () => {
		const report = join(folder, `${project}.json`);
		const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
		return show(program, [...args, ...reporters]).then((code) => countVitest(report, code));
	}
});

/** @type {{ name: string, suite: () => Promise<import('./counts.mjs').Count> }[]} */
const suites = [
	{ name: 'server (go test)', suite: goTest },
	{ name: 'firmware', suite: firmware },
	...['unit', 'component', 'house', 'integration', 'conformance'].map((name) => vitest(name)),
	vitest('serial', 'node', ['tests/serial/cli.ts']),
	{
		name: 'journeys',
		suite: () => {
			const report = join(folder, 'e2e.json');
			return show('playwright', ['test', '--reporter=list,json'], {
				PLAYWRIGHT_JSON_OUTPUT_NAME: report
			}).then((code) => countPlaywright(report, code));
		}
	}
];

process.once('exit', () => {
	rmSync(folder, { recursive: true, force: true });
});
for (const [signal, code] of /** @type {const} */ ([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129]
])) {
	process.once(signal, () => {
		current?.kill(signal);
		process.exit(code);
	});
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let current;
const sum = { passed: 0, failed: 0 };
const table = [];

await prepare();
for (const [index, { name, suite }] of suites.entries()) {
	console.log(`\n=== ${index + 1}/${suites.length} ${name} ===`);
	const start = Date.now();
	const { passed, failed } = await suite();
	sum.passed += passed;
	sum.failed += failed;
	const seconds = Math.round((Date.now() - start) / 1000);
	table.push(
		`${failed > 0 ? 'FAILED' : 'ok    '} ${name}: ${passed} passed, ${failed} failed, ${seconds} s`
	);
	console.log(table.at(-1));
}
console.log(`\n${table.join('\n')}`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** Without packages, tools or browser nothing can run; a build that fails is one failure among others. */
async function prepare() {
	const needs = await missing();
	const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
	if (!existsSync(chromium)) {
		needs.push(
			`${chromium} is missing: \`apt-get install -y chromium\`, or name another browser in CHROMIUM.`
		);
	}
	if (needs.length > 0) {
		for (const need of needs) console.error(need);
		console.log(`0 passed, ${needs.length} failed`);
		process.exit(1);
	}
	try {
		if (!isInstalled()) {
			console.log('installing the packages');
			await run('npm', ['ci']);
		}
		await build([], {
			say: console.log,
			started: (step) => {
				console.log(`building ${step.title}`);
			}
		});
	} catch (error) {
		console.error(error instanceof Error ? error.message : String(error));
		sum.failed += 1;
		table.push('FAILED build');
	}
}

/**
 * Shows a suite as it runs.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {Promise<number>} its exit code
 */
function show(program, args, more = {}) {
	return new Promise((settle) => {
		/** @type {import('node:child_process').StdioOptions} */
		const stdio = ['ignore', 'inherit', 'inherit'];
		const child = spawn(program, args, { cwd: ROOT, stdio, env: { ...env, ...more } });
		current = child;
		child.on('error', (error) => {
			console.error(error.message);
			settle(1);
		});
		child.on('close', (code) => {
			settle(code ?? 1);
		});
	});
}

/**
 * Reads what a suite says.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @param {(line: string) => void} take
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {Promise<number>} its exit code
 */
function read(program, args, cwd, take, more = {}) {
	return new Promise((settle) => {
		const child = spawn(program, args, {
			cwd,
			stdio: ['ignore', 'pipe', 'inherit'],
			env: { ...env, ...more }
		});
		current = child;
		lines(child.stdout, take);
		child.on('error', (error) => {
			console.error(error.message);
			settle(1);
		});
		child.on('close', (code) => {
			settle(code ?? 1);
		});
	});
}

/** @returns {Promise<import('./counts.mjs').Count>} */
async function goTest() {
	/** @type {string[]} */
	const events = [];
	const args = ['test', '-json', '-trimpath', '-buildvcs=false', './...'];
	const take = (/** @type {string} */ line) => void events.push(line);
	const code = await read('go', args, join(ROOT, 'pocketbase'), take, { CGO_ENABLED: '0' });
	const { shown, ...count } = countGo(events, code);
	if (shown !== '') console.log(shown);
	return count;
}

/** @returns {Promise<import('./counts.mjs').Count>} */
async function firmware() {
	/** @type {string[]} */
	const said = [];
	const code = await read('node', [join(ROOT, 'tools/firmware.mjs')], ROOT, (line) => {
		console.log(line);
		said.push(line);
	});
	return countSums(said, code);
}
