import type { Outcome } from './run.ts';

/** One rule as a line, two more where it failed. */
export function lineOf(outcome: Outcome): string {
	const line = `[${outcome.rule}] ${outcome.says} ...`;
	switch (outcome.result) {
		case 'ok':
			return `${line} ok`;
		case 'notTried':
			return `${line} not tried: ${outcome.why}`;
		case 'failed':
			return `${line} FAILED\n      expected ${outcome.expected}\n      got      ${outcome.got}`;
	}
}

export function countsOf(outcomes: readonly Outcome[]): {
	ok: number;
	failed: number;
	notTried: number;
} {
	const of = (result: Outcome['result']): number =>
		outcomes.filter((outcome) => outcome.result === result).length;
	return { ok: of('ok'), failed: of('failed'), notTried: of('notTried') };
}
