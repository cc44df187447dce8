import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ROOT, isFresh, searchPath, steps } from './build.mjs';

/** What must be on the machine, checked before anything is touched: one sentence per thing missing. */
export async function missing() {
	const needs = [];
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major < 20 || (major === 20 && minor < 12)) {
		needs.push(
			`Node ${process.versions.node} is too old: 20.12 or later is needed, from nodejs.org or your package manager.`
		);
	}
	if (!isInstalled() && (await output('npm', ['--version'])) === undefined) {
		needs.push(
			'npm is missing: it comes with Node from nodejs.org, on Debian with `apt-get install -y npm`.'
		);
	}
	const server = steps.find((step) => step.name === 'server');
	if (server && !isFresh(server)) {
		const found = await output('go', ['env', 'GOVERSION']);
		const [, goMajor = 0, goMinor = 0] = /go(\d+)\.(\d+)/.exec(found ?? '')?.map(Number) ?? [];
		if (found === undefined) {
			needs.push(
				'Go is missing: the server is built with Go 1.26 or later, from go.dev/dl (unpacked to /usr/local/go it is found).'
			);
		} else if (goMajor < 1 || (goMajor === 1 && goMinor < 26)) {
			needs.push(
				`${found.trim()} is too old: the server is built with Go 1.26 or later, from go.dev/dl.`
			);
		}
	}
	const wanted = isInstalled() && steps.every(isFresh) ? 0.2 : 2;
	const { bavail, bsize } = statfsSync(ROOT);
	const free = (bavail * bsize) / 1e9;
	if (free < wanted) {
		needs.push(`${free.toFixed(1)} GB are free on the disk: ${wanted} GB are needed.`);
	}
	return needs;
}

/** Whether node_modules holds what the lockfile says; optional packages may be missing. */
export function isInstalled() {
	const hidden = join(ROOT, 'node_modules/.package-lock.json');
	if (!existsSync(hidden) || !existsSync(join(ROOT, 'node_modules/.bin/node'))) return false;
	const wanted = packagesOf(join(ROOT, 'package-lock.json'));
	const found = packagesOf(hidden);
	return Object.entries(wanted).every(
		([path, { version, optional }]) =>
			path === '' || found[path]?.version === version || (optional === true && !found[path])
	);
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(lockfile) {
	return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

/** The environment, completed by `.env` as the server itself does. [O5] */
export function settings() {
	const file = join(ROOT, '.env');
	const defaults = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
	return { ...defaults, ...process.env };
}

/**
 * @param {string} address
 * @returns {{ host: string, port: number }}
 */
export function partsOf(address) {
	const cut = address.lastIndexOf(':');
	return {
		host: address.slice(0, cut).replace(/^\[|\]$/g, ''),
		port: Number(address.slice(cut + 1))
	};
}

/** Where a browser finds what listens at an address. @param {string} address */
export function urlOf(address) {
	const { host, port } = partsOf(address);
	if (['', '0.0.0.0', '::'].includes(host)) return `http://localhost:${port}`;
	return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Only an address that someone else holds counts: what else may be wrong with it, the server says.
 *
 * @param {string} address
 * @returns {Promise<boolean>}
 */
export function isTaken(address) {
	const { host, port } = partsOf(address);
	return new Promise((settle) => {
		const probe = createServer();
		probe.once('error', (error) => {
			settle(/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE');
		});
		probe.once('listening', () => probe.close(() => settle(false)));
		try {
			probe.listen({ port, ...(host === '' ? {} : { host }), exclusive: true });
		} catch {
			settle(false);
		}
	});
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<string | undefined>} nothing when it cannot be run
 */
function output(program, args) {
	return new Promise((settle) => {
		const env = { ...process.env, PATH: searchPath() };
		execFile(program, args, { env, cwd: join(ROOT, 'pocketbase') }, (error, stdout) => {
			settle(error ? undefined : stdout);
		});
	});
}
