import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BUILT = join(import.meta.dirname, '../../node_modules/.cache/exes-serial');

/**
 * A program of C99, compiled where its sources are newer than it is.
 *
 * @returns its path
 * @throws with what gcc said
 */
export function compiled(
	name: string,
	sources: readonly string[],
	flags: readonly string[] = []
): string {
	const program = join(BUILT, name);
	const newest = Math.max(...sources.map(changedAt));
	if (changedAt(program) > newest) return program;
	mkdirSync(dirname(program), { recursive: true });
	const folder = mkdtempSync(`${program}-`);
	try {
		const made = join(folder, name);
		const warnings = ['-std=c99', '-O2', '-Wall', '-Wextra', '-Wpedantic'];
		execFileSync('gcc', [...warnings, ...flags, '-o', made, ...sources], { encoding: 'utf8' });
		renameSync(made, program); // two test runs may compile it at once
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return program;
}

const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
