import { isClaimed, subjectOf, type Claim } from '#domain/claim.ts';
import type { Applied, JudgeContext, Known } from '#domain/judged.ts';
import { ILLNESS } from '../illness.ts';
import { execute } from '../pocketbase.ts';
import { insert, replacing } from './insert.ts';
import { TEXTS_KEPT } from './write-facts.ts';

const COLUMNS = [
	...['personId', 'until', 'snoozedUntil', 'doneAt', 'origin', 'epochNo', 'seq', 'keepUntil']
];

/** Who sees to what, as `known` holds it after the batch, and what follows for tasks and alerts. */
export function writeClaims(
	tx: core.App,
	applied: readonly Applied[],
	known: Known,
	{ machineId, recordedAt, sender }: JudgeContext
): void {
	const touched = new Map<string, Claim>();
	applied.forEach(({ fact }) => {
		if (fact.type !== 'task') return;
		const claim = known.claims.get(subjectOf(fact));
		if (claim) touched.set(subjectOf(fact), claim);
	});
	insert(
		tx,
		'claims',
		['machineId', 'subject', ...COLUMNS],
		Array.from(touched, ([subject, { personId, until, snoozedUntil, doneAt, at }]) => [
			...[machineId, subject, personId, until, snoozedUntil, doneAt],
			...[at.origin, at.epochNo, at.seq, recordedAt + TEXTS_KEPT]
		]),
		replacing(['machineId', 'subject'], COLUMNS)
	);
	touched.forEach((claim, subject) => {
		const [kind, id = ''] = subject.split(':');
		if (kind === 'task')
			closeTask(tx, { machineId, taskId: id, leads: sender.leads ? 1 : 0 }, claim, recordedAt);
		else tellAlert(tx, machineId, id, claim, recordedAt);
	});
}

/**
 * What is done is closed. But what was quarantined waits for an operator, and that somebody fell ill
 * is for those who lead to deal with.
 */
function closeTask(
	tx: core.App,
	task: { readonly machineId: number; readonly taskId: string; readonly leads: 0 | 1 },
	{ doneAt }: Claim,
	now: number
): void {
	if (doneAt === 0) return;
	execute(
		tx,
		`UPDATE "tasks" SET "closedAt" = {:now}
		WHERE "taskId" = {:taskId} AND "machineId" = {:machineId} AND "closedAt" = 0
			AND "kind" <> 'quarantine' AND ("kind" <> '${ILLNESS}' OR {:leads} = 1)`,
		{ ...task, now }
	);
}

/** An alert that somebody has done with is resolved, until it is raised anew [M17]. */
function tellAlert(
	tx: core.App,
	machineId: number,
	alertId: string,
	claim: Claim,
	now: number
): void {
	const { doneAt, snoozedUntil } = claim;
	execute(
		tx,
		`UPDATE "alerts" SET "state" = 'resolved', "clearedAt" = {:doneAt}
		WHERE "alertId" = {:alertId} AND "machineId" = {:machineId} AND "state" <> 'resolved' AND "updatedAt" <= {:doneAt}`,
		{ alertId, machineId, doneAt }
	);
	const state = !isClaimed(claim, now) ? 'open' : snoozedUntil > now ? 'snoozed' : 'claimed';
	execute(
		tx,
		`UPDATE "alerts" SET "state" = {:state}
		WHERE "alertId" = {:alertId} AND "machineId" = {:machineId} AND "state" <> 'resolved'`,
		{ alertId, machineId, state }
	);
}
