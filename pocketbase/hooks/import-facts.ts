import { identityOf } from '#domain/received.ts';
import { MAX_BATCH, type FactResult } from '#domain/shapes/batch.ts';
import { fieldErrors } from '#domain/shapes/error.ts';
import { FactsFile } from '#domain/shapes/facts-file.ts';
import * as v from 'valibot';
import { command, UsageError, type Saying } from './console.ts';
import { deliver } from './facts/deliver.ts';
import { machineSender } from './facts/senders.ts';
import { existingMachine } from './machines.ts';
import { currentApp, inTransaction } from './pocketbase.ts';

/** A fact that the server does not take, or takes with a doubt; rows are counted from 1. */
type Row = { readonly row: number; readonly eventId: string | null; readonly code: string };

type Report = {
	readonly applied: boolean;
	readonly machineId: number;
	readonly rows: number;
	readonly accepted: number;
	/** There already, from the machine itself or an earlier import. */
	readonly duplicate: number;
	readonly warnings: readonly Row[];
	/** Quarantined, as if the machine had sent them: an operator has to look at them. */
	readonly errors: readonly Row[];
};

/**
 * `import facts FILE`: the outbox that a machine saved as a file, judged like batches from that
 * machine [M8]. A dry run unless `--apply`; run twice it changes nothing, and neither does the
 * machine that sends its facts itself later on.
 */
export const importFacts = command((_, call) => {
	const [path, ...more] = call.args;
	if (path === undefined || more.length > 0) {
		throw new UsageError('Say which file: the one that a machine has saved.');
	}
	const { machineId, events } = fileAt(path);
	const apply = call.on('apply');
	const results = apply ? take(machineId, events) : tried(() => take(machineId, events));
	const rows = results.map(({ eventId, result, code }, i) => ({
		result,
		row: { row: i + 1, eventId, code: code ?? result }
	}));
	const of = (kind: FactResult['result']): Row[] =>
		rows.filter(({ result }) => result === kind).map(({ row }) => row);
	const report: Report = {
		applied: apply,
		machineId,
		rows: rows.length,
		accepted: of('accepted').length,
		duplicate: of('duplicate').length,
		warnings: of('acceptedWithWarning'),
		errors: of('quarantined')
	};
	return sayingOf(report);
});

function fileAt(path: string): FactsFile {
	let text: string;
	try {
		text = toString($os.readFile(path));
	} catch {
		throw new Error(`${path} cannot be read.`);
	}
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		throw new Error(`${path} is not whole: it is no JSON. Save the file at the machine again.`);
	}
	const parsed = v.safeParse(FactsFile, json);
	if (parsed.success) return parsed.output;
	const mistakes = Object.entries(fieldErrors(parsed.issues));
	const words = mistakes.map(([field, { message }]) => `${field || 'file'}: ${message}`);
	throw new Error(`${path} is not a file of facts. ${words.join(' ')}`);
}

/** One batch after the other, each of one epoch; the results in the order of the file. */
function take(machineId: number, events: readonly unknown[]): FactResult[] {
	const machine = existingMachine(currentApp(), machineId);
	const sender = machineSender({ machineId, timeZone: machine.getString('timeZone') });
	const results: FactResult[] = [];
	for (let from = 0; from < events.length;) {
		const epoch = epochFrom(events, from);
		const isOfIt = (element: unknown): boolean => {
			const own = identityOf(element)?.epoch;
			return own === undefined || own === epoch;
		};
		let to = from + 1;
		while (to < events.length && to - from < MAX_BATCH && isOfIt(events[to])) to += 1;
		const batch = { elements: events.slice(from, to), epoch, sent: null };
		results.push(...deliver(sender, batch).results);
		from = to;
	}
	return results;
}

/** The epoch of the first element from there on that names one. */
function epochFrom(events: readonly unknown[], from: number): string | null {
	for (let i = from; i < events.length; i++) {
		const epoch = identityOf(events[i])?.epoch;
		if (epoch !== undefined) return epoch;
	}
	return null;
}

/** What the work would answer; nothing of it stays. */
function tried<T>(work: () => T): T {
	let outcome: { readonly value: T } | undefined;
	try {
		inTransaction(() => {
			outcome = { value: work() };
			throw new Error('A dry run: everything is undone.');
		});
	} catch (error) {
		if (!outcome) throw error;
	}
	if (!outcome) throw new Error('A dry run ends with an answer.');
	return outcome.value;
}

function sayingOf(report: Report): Saying {
	const { applied, machineId, rows, accepted, duplicate, warnings, errors } = report;
	const lines = (list: readonly Row[], what: string): string[] =>
		list.map(
			({ row, eventId, code }) => `row ${row}, ${eventId ?? 'no eventId'}: ${code} (${what})`
		);
	const fresh = accepted + warnings.length;
	const text = [
		...lines(warnings, 'taken, with a doubt'),
		...lines(errors, 'not taken, kept in quarantine'),
		applied
			? `${fresh} of ${rows} facts of machine ${machineId} imported, ${duplicate} were there already, ${errors.length} are in quarantine.`
			: `${fresh} of ${rows} facts of machine ${machineId} would be imported, ${duplicate} are there already, ${errors.length} would go to quarantine. Say --apply to do it.`
	];
	return { json: report, text: text.join('\n'), failed: errors.length > 0 };
}
