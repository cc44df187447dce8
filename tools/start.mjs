// npm start: from a fresh checkout to a server that answers, with people and fridges to look at. [O1]
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { ROOT, build, isFresh, run, searchPath, steps } from './build.mjs';
import { seed } from './demo.mjs';
import { isInstalled, isTaken, missing, partsOf, settings, urlOf } from './needs.mjs';
import { voice } from './voice.mjs';

const PORT_IN_USE = 3;
const EXES = join(ROOT, 'dist/exes');
const { say, complain, listen, close } = voice();

const stop = new AbortController();
const stopped = stop.signal;
/** What must hear of a signal. @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

process.on('SIGTERM', () => end('SIGTERM'));
process.on('SIGINT', () => end('SIGINT'));
process.on('SIGHUP', () => {
	// With no terminal at any end (nohup, setsid, a log file) the one that hangs up was not ours.
	if (isatty(0) || isatty(1) || isatty(2)) end('SIGTERM');
});

const code = await main().catch((error) => {
	complain(error instanceof Error ? error.message : String(error));
	return 1;
});
await close();
process.exit(code);

/** @returns {Promise<number>} the exit code */
async function main() {
	const needs = await missing();
	for (const need of needs) complain(need);
	if (needs.length > 0) return 1;

	const environment = settings();
	const address = environment['EXES_ADDR'] || '127.0.0.1:8090';
	if (await isTaken(address)) {
		const { host, port } = partsOf(address);
		complain(
			`${address} is in use by another process; stop that one, or choose another address: EXES_ADDR=${host}:${port + 1} npm start`
		);
		return PORT_IN_USE;
	}
	try {
		await prepare();
	} catch (error) {
		if (!stopped.aborted) throw error;
	}
	return stopped.aborted ? 130 : serve(urlOf(address), environment);
}

/** Installs and builds what is not as the sources say. */
async function prepare() {
	const install = !isInstalled();
	const count = steps.filter((step) => !isFresh(step)).length + (install ? 1 : 0);
	let number = 0;
	const begin = (/** @type {string} */ title) => {
		say(`[${++number}/${Math.max(count, number)}] ${title}`);
	};
	const done = (/** @type {number} */ seconds) => {
		say(`      done in ${seconds} s`);
	};
	if (install) {
		begin('installing the packages');
		const start = Date.now();
		await run('npm', ['ci'], { stop: stopped });
		done(Math.round((Date.now() - start) / 1000));
	}
	await build([], {
		stop: stopped,
		say: (line) => {
			say(`      ${line}`);
		},
		started: (step) => {
			begin(`building ${step.title}`);
		},
		done: (_, seconds) => {
			done(seconds);
		}
	});
}

/**
 * Ends when the server ends, with its code.
 *
 * @param {string} url
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<number>}
 */
async function serve(url, environment) {
	const demo =
		(environment['EXES_PROFILE'] || 'development') === 'development' &&
		environment['EXES_DEMO'] !== 'off';
	const server = launch(EXES, ['serve'], demo ? withoutRequests(url) : undefined);
	if (await isReady(url, server)) {
		await welcome(url, demo);
		if (demo && !stopped.aborted) startFleet(url);
	}
	const code = await ended(server);
	stop.abort();
	for (const child of children) child.kill('SIGTERM');
	await Promise.race([Promise.all([...children].map(ended)), pause(2000)]);
	return code;
}

/**
 * @param {string} url
 * @param {boolean} demo
 */
async function welcome(url, demo) {
	const links = demo ? await seed(EXES, url, complain) : [];
	if (stopped.aborted) return;
	say('');
	for (const [name, link] of [
		['Map', `${url}/`],
		['Kiosk', `${url}/kiosk/`],
		['Volunteer', `${url}/volunteer/`],
		['Operator', `${url}/operator/`],
		['API', `${url}/api/docs`],
		['Dashboard', `${url}/_/`],
		...links,
		...(demo ? [['Requests', relative(process.cwd(), requestLog(url))]] : [])
	]) {
		say(`  ${`${name}:`.padEnd(24)}${link}`);
	}
	say('');
	say('Ready. Ctrl-C, or SIGTERM, stops it.');
}

/** @param {string} url */
function requestLog(url) {
	return join(ROOT, `dist/requests-${new URL(url).port}.log`);
}

/**
 * The fleet of the demo asks all day: what was answered well goes into a file, new with every
 * start, so that the addresses stay in sight.
 *
 * @param {string} url
 * @returns {(line: string) => string | undefined}
 */
function withoutRequests(url) {
	const file = createWriteStream(requestLog(url));
	return (line) => {
		if (!/level"?[=:]"?INFO.*msg"?[=:]"?request\b/.test(line)) return line;
		file.write(`${line}\n`);
		return undefined;
	};
}

/** The machines of the demo live on without hardware; their end is not the server's. @param {string} url */
function startFleet(url) {
	const fleet = launch(
		'node',
		['demo/fleet.ts', '--url', url, '--exes', EXES],
		(line) => `fleet: ${line}`
	);
	void ended(fleet).then((code) => {
		if (!stopped.aborted) complain(`The demo fleet has ended (${code}); the server goes on.`);
	});
}

/**
 * Starts a program that reads nothing, and whose output joins ours.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {(line: string) => string | undefined} [edit] what becomes of its lines
 */
function launch(program, args, edit) {
	const child = spawn(program, args, {
		cwd: ROOT,
		env: { ...process.env, PATH: searchPath() },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	listen(child, edit);
	children.add(child);
	child.on('error', (error) => {
		complain(error.message);
	});
	child.on('close', () => children.delete(child));
	return child;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
	return new Promise((settle) => {
		const answer = () => {
			settle(child.exitCode ?? (child.signalCode === 'SIGKILL' ? 137 : 1));
		};
		if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) answer();
		else child.once('close', answer);
	});
}

/**
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} server
 */
async function isReady(url, server) {
	while (server.exitCode === null && server.signalCode === null && server.pid !== undefined) {
		try {
			const answer = await fetch(`${url}/api/ready`, { signal: AbortSignal.timeout(2000) });
			if (answer.ok) return true;
		} catch {
			// not listening yet
		}
		await pause(100);
	}
	return false;
}

/** Passes the first signal on, and lets the server decide when it has ended. @param {NodeJS.Signals} signal */
function end(signal) {
	if (stopped.aborted) return;
	stop.abort();
	for (const child of children) child.kill(signal);
}
