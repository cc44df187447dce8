import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * A suite that ends badly without naming a test that failed has crashed: that is one failure.
 *
 * @param {Count} count
 * @param {number} code the suite's exit code
 * @returns {Count}
 */
function orCrashed({ passed, failed }, code) {
	return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/**
 * @param {string} file
 * @returns {any} nothing where the suite wrote no report
 */
function reportIn(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}

/**
 * @param {string} file what Vitest's JSON reporter wrote
 * @param {number} code
 * @returns {Count}
 */
export function countVitest(file, code) {
	const report = reportIn(file);
	/** @type {{ status: string, assertionResults: { status: string }[] }[]} */
	const files = report?.testResults ?? [];
	// A file that cannot be read, or whose set-up fails, names no test that failed.
	const broken = files.filter(
		({ status, assertionResults }) =>
			status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
	).length;
	const passed = report?.numPassedTests ?? 0;
	return orCrashed({ passed, failed: (report?.numFailedTests ?? 0) + broken }, code);
}

/**
 * @param {string} file what Playwright's JSON reporter wrote
 * @param {number} code
 * @returns {Count}
 */
export function countPlaywright(file, code) {
	const { expected = 0, flaky = 0, unexpected = 0 } = reportIn(file)?.stats ?? {};
	return orCrashed({ passed: expected + flaky, failed: unexpected }, code);
}

/**
 * @param {string[]} lines of programs that each end with "N passed, N failed"
 * @param {number} code
 * @returns {Count}
 */
export function countSums(lines, code) {
	const count = { passed: 0, failed: 0 };
	for (const line of lines) {
		const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
		count.passed += Number(passed ?? 0);
		count.failed += Number(failed ?? 0);
	}
	return orCrashed(count, code);
}

/**
 * @param {string[]} events lines of `go test -json`
 * @param {number} code
 * @returns {Count & { shown: string }} `shown`: what a reader needs of the output
 */
export function countGo(events, code) {
	/** @type {Map<string, { test: string, outcome: string, output: string }>} */
	const tests = new Map();
	let loose = '';
	for (const line of events) {
		/** @type {{ Action: string, Package?: string, Test?: string, Output?: string }} */
		let event;
		try {
			event = JSON.parse(line);
		} catch {
			loose += `${line}\n`;
			continue;
		}
		if (event.Test === undefined) {
			loose += event.Output ?? '';
			continue;
		}
		const key = `${event.Package}/${event.Test}`;
		const entry = tests.get(key) ?? { test: key, outcome: '', output: '' };
		entry.output += event.Output ?? '';
		if (['pass', 'fail', 'skip'].includes(event.Action)) entry.outcome = event.Action;
		tests.set(key, entry);
	}
	// A test with subtests is not one more.
	const parents = new Set([...tests.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))));
	const leaves = [...tests.values()].filter(({ test }) => !parents.has(test));
	const failed = leaves.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip');
	const passed = leaves.filter(({ outcome }) => outcome === 'pass').length;
	return {
		...orCrashed({ passed, failed: failed.length }, code),
		shown: [...failed.map(({ output }) => output), loose].join('').trimEnd()
	};
}
