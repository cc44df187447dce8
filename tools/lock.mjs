import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Runs `work` while no other process of this machine holds `file`. The lock of a process that has
 * died is taken over; a wait of more than `limit` milliseconds is an error, never a hang.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ limit?: number, waiting?: (pid: number) => void, stop?: AbortSignal | undefined }} [options]
 * @returns {Promise<T>}
 */
export async function locked(file, work, { limit = 15 * 60_000, waiting, stop } = {}) {
	mkdirSync(dirname(file), { recursive: true });
	const end = Date.now() + limit;
	for (let told = false; !take(file); await pause(200)) {
		stop?.throwIfAborted();
		const holder = holderOf(file);
		if (Date.now() > end) {
			throw new Error(
				`${file} has been held by process ${holder} for too long: end it, or remove the file.`
			);
		}
		if (!told && holder > 0) waiting?.(holder);
		told = true;
	}
	try {
		return await work();
	} finally {
		rmSync(file, { force: true });
	}
}

/** @param {string} file */
function take(file) {
	const own = `${file}.${process.pid}`;
	writeFileSync(own, String(process.pid));
	try {
		if (tryLink(own, file)) return true;
		if (alive(holderOf(file))) return false;
		// Moved away before it is judged again: between our look and our move it may have changed hands.
		const moved = `${own}.stale`;
		try {
			renameSync(file, moved);
		} catch {
			return false;
		}
		if (alive(holderOf(moved))) tryLink(moved, file);
		rmSync(moved, { force: true });
		return tryLink(own, file);
	} finally {
		rmSync(own, { force: true });
	}
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
	try {
		linkSync(from, to);
		return true;
	} catch {
		return false;
	}
}

/** @param {string} file */
function holderOf(file) {
	try {
		return Number(readFileSync(file, 'utf8'));
	} catch {
		return 0;
	}
}

/** @param {number} pid */
function alive(pid) {
	if (!(pid > 0)) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
	}
}
