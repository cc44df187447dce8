import { Mismatch, NotTried } from './expect.ts';
import { Machine } from './machine.ts';
import type { Rule } from './rule.ts';
import { RULES, UNSEEN } from './rules/all.ts';

export type Outcome = { readonly rule: string; readonly says: string } & (
	| { readonly result: 'ok' }
	| { readonly result: 'failed'; readonly expected: string; readonly got: string }
	| { readonly result: 'notTried'; readonly why: string }
);

export type Options = {
	/** The server's address, such as `https://exes.example`. */
	readonly url: string;
	/** An enrolment code that nobody has used, for a machine made for this purpose. */
	readonly code: string;
	/** Where the operator put that machine. */
	readonly place?: { lat: number; lon: number } | null;
	/** How long to wait for an answer. */
	readonly patienceMs?: number;
	readonly onOutcome?: (outcome: Outcome) => void;
};

/** A rule may take so long; every single request ends much sooner. */
const RULE_LIMIT_MS = 120_000;

/** Goes through every rule, whatever the server does, and takes out at the end what it put in. */
export async function conformance({
	url,
	code,
	place = null,
	patienceMs,
	onOutcome
}: Options): Promise<Outcome[]> {
	const machine = new Machine(url, code, place, patienceMs);
	const outcomes: Outcome[] = [];
	const tell = (outcome: Outcome): void => {
		outcomes.push(outcome);
		onOutcome?.(outcome);
	};
	for (const rule of RULES) tell(await outcomeOf(rule, machine));
	for (const { rule, why } of UNSEEN) {
		tell({ rule, says: 'cannot be seen by a machine', result: 'notTried', why });
	}
	await clearUp(machine);
	return outcomes;
}

/** Tries one rule; ends, whatever the other side does. */
export async function outcomeOf<Player>(
	{ rule, says, run }: Rule<Player>,
	player: Player
): Promise<Outcome> {
	try {
		await ended(run(player));
		return { rule, says, result: 'ok' };
	} catch (error) {
		if (error instanceof NotTried) return { rule, says, result: 'notTried', why: error.message };
		if (error instanceof Mismatch) {
			return { rule, says, result: 'failed', expected: error.expected, got: error.got };
		}
		// An answer of a form that no check foresaw.
		return {
			rule,
			says,
			result: 'failed',
			expected: 'an answer as the contract has it',
			got: String(error)
		};
	}
}

function ended(running: Promise<void>): Promise<void> {
	return new Promise((settle, fail) => {
		const timer = setTimeout(() => {
			fail(new Mismatch(`an end within ${RULE_LIMIT_MS / 1_000} s`, 'none'));
		}, RULE_LIMIT_MS);
		running.then(settle, fail).finally(() => {
			clearTimeout(timer);
		});
	});
}

/** Food that was never there must not be offered to anybody. */
async function clearUp(machine: Machine): Promise<void> {
	const lots = [...machine.lots];
	try {
		while (lots.length > 0) {
			const some = lots.splice(0, 100);
			const gone = { portions: 1, reason: 'missing', final: true };
			await machine.deliver(...some.map((lotId) => machine.fact('expired', { lotId, ...gone })));
		}
	} catch {
		// The rules above have told what is wrong with this server.
	}
}
