import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { locked } from '../../tools/lock.mjs';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'exes-lock-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

const NOBODY = 2 ** 22 + 1; // above the largest process id of Linux

/** Another process that adds 1 to a file, slowly, under the lock. */
function adder(lock: string, counter: string): Promise<number | null> {
	const module = pathToFileURL(join(import.meta.dirname, '../../tools/lock.mjs')).href;
	const script = `
		import { readFileSync, writeFileSync } from 'node:fs';
		import { setTimeout as pause } from 'node:timers/promises';
		import { locked } from '${module}';
		await locked(process.argv[1], async () => {
			const before = Number(readFileSync(process.argv[2]));
			await pause(50);
			writeFileSync(process.argv[2], String(before + 1));
		});`;
	const args = ['--input-type=module', '-e', script, lock, counter];
	return new Promise((settle) => {
		spawn(process.execPath, args, { stdio: 'inherit' }).on('close', settle);
	});
}

describe('a lock between processes', () => {
	test('lets one in at a time, also when it finds a dead one’s lock', async () => {
		const lock = join(folder, 'lock');
		const counter = join(folder, 'counter');
		writeFileSync(counter, '0');
		writeFileSync(lock, String(NOBODY));
		const codes = await Promise.all(Array.from({ length: 6 }, () => adder(lock, counter)));
		expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
		expect(readFileSync(counter, 'utf8')).toBe('6');
		expect(readdirSync(folder)).toEqual(['counter']);
	});

	test('is given back when the work fails', async () => {
		const lock = join(folder, 'lock');
		const work = locked(lock, () => Promise.reject(new Error('no')));
		await expect(work).rejects.toThrow('no');
		expect(existsSync(lock)).toBe(false);
	});

	test('waits no longer than its limit, and says who holds it', async () => {
		const lock = join(folder, 'lock');
		writeFileSync(lock, String(process.ppid));
		const told: number[] = [];
		const wait = locked(lock, () => Promise.resolve('in'), {
			limit: 300,
			waiting: (pid) => told.push(pid)
		});
		await expect(wait).rejects.toThrow(`process ${process.ppid}`);
		expect(told).toEqual([process.ppid]);
		expect(readFileSync(lock, 'utf8')).toBe(String(process.ppid));
	});
});
