import { execFileSync, type StdioOptions } from 'node:child_process';

/**
 * A long suite runs a part of its cases with every commit, another part with the next one, and all
 * of them under `npm run test:all`. The same commit always takes the same part.
 */
export function sample<T>(cases: readonly T[], count: number, turn = turnOfCommit()): readonly T[] {
	if (process.env['TEST_ALL'] !== undefined || count >= cases.length) return cases;
	const parts = Math.ceil(cases.length / count);
	return cases.filter((_, index) => index % parts === turn % parts);
}

/** How many commits there are: what rotates with them is the same for the same commit. */
export function turnOfCommit(): number {
	try {
		const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
		return Number(execFileSync('git', ['rev-list', '--count', 'HEAD'], { stdio }).toString());
	} catch {
		return 0; // an archive without history
	}
}
