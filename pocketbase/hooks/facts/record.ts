import type { Applied, JudgeContext, Known, Quarantined, Verdict } from '#domain/judged.ts';
import { workOutZones } from '../slot-states.ts';
import { insertion } from './insert.ts';
import { writeOutcomes } from './outcomes.ts';
import { refreshLots } from './standings.ts';
import { writeAlerts } from './write-alerts.ts';
import { writeClaims } from './write-claims.ts';
import { writeFacts } from './write-facts.ts';
import { writeLots } from './write-lots.ts';
import { writeQuarantine, writeTasks } from './write-quarantine.ts';
import {
	writeAccesses,
	writeGaps,
	writeMoves,
	writeSafety,
	writeServices
} from './write-states.ts';

/** A place in the epoch and who took it first. */
type Seen = { readonly seq: number; readonly eventId: string };

/** Judged facts by what becomes of them. */
type Judged = {
	readonly applied: readonly Applied[];
	readonly quarantined: readonly Quarantined[];
	readonly seen: readonly Seen[];
	readonly types: ReadonlySet<string>;
};

/**
 * Writes what only grows, a statement a table: the ledger and the places that were seen. Must run in a
 * transaction, which ends with {@link settle}.
 */
export function append(tx: core.App, verdicts: readonly Verdict[], context: JudgeContext): void {
	const { applied, seen } = sorted(verdicts);
	writeFacts(tx, applied, context);
	writeSeqs(tx, seen, context);
}

/** Writes what follows from all that was appended in the transaction: once, whatever its size. */
export function settle(
	tx: core.App,
	verdicts: readonly Verdict[],
	known: Known,
	context: JudgeContext
): void {
	const { applied, quarantined, types } = sorted(verdicts);
	writeLots(tx, applied, known, context);
	if (types.has('alert')) writeAlerts(tx, applied, known, context);
	if (types.has('safety')) writeSafety(tx, applied, context);
	if (types.has('service')) writeServices(tx, applied, context);
	if (types.has('gap')) writeGaps(tx, applied, context);
	if (types.has('access')) writeAccesses(tx, applied, known, context);
	if (types.has('moveOut') || types.has('moveIn')) writeMoves(tx, applied, context);
	if (types.has('outcome')) writeOutcomes(tx, applied, context.machineId);
	if (types.has('task')) writeClaims(tx, applied, known, context);
	if (types.has('safety')) workOutZones(tx, context.machineId);
	refreshLots(tx, applied, known, context);
	writeQuarantine(tx, quarantined, context);
	writeTasks(tx, applied, quarantined, context);
}

function sorted(verdicts: readonly Verdict[]): Judged {
	const applied: Applied[] = [];
	const quarantined: Quarantined[] = [];
	const seen: Seen[] = [];
	const types = new Set<string>();
	// By callback, here and below: the server's runtime is slow with iterators and array patterns.
	verdicts.forEach((verdict) => {
		switch (verdict.kind) {
			case 'applied':
				applied.push(verdict.applied);
				types.add(verdict.applied.fact.type);
				seen.push(verdict.applied.fact);
				break;
			case 'duplicate':
				seen.push(verdict);
				break;
			case 'quarantined':
				quarantined.push(verdict.quarantined);
				if (verdict.quarantined.marksSeq) seen.push(verdict.quarantined);
				break;
		}
	});
	return { applied, quarantined, seen, types };
}

const insertSeqs = insertion(
	'seqs',
	['origin', 'epochNo', 'seq', 'eventId'],
	'ON CONFLICT ("origin", "epochNo", "seq") DO NOTHING'
);

function writeSeqs(tx: core.App, seen: readonly Seen[], { origin, epochNo }: JudgeContext): void {
	insertSeqs(
		tx,
		seen.map((one) => [origin, epochNo, one.seq, one.eventId])
	);
}
