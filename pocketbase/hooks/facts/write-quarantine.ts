import type { Applied, JudgeContext, Quarantined } from '#domain/judged.ts';
import type { WarningCode } from '#domain/shapes/fact-codes.ts';
import { idOf, insert } from './insert.ts';
import { TEXTS_KEPT } from './write-facts.ts';

/**
 * Warnings that a person should look into, each one task a lot whatever order its facts come in.
 * Those about how a lot stands are derived from the lot (src/domain/reconcile.ts).
 */
const NEEDS_A_PERSON: ReadonlySet<WarningCode> = new Set(['use_by_past', 'lot_exists']);

type Held = Pick<Quarantined, 'epoch' | 'seq' | 'code' | 'contentHash'>;

/** The task of a quarantined fact. */
export function quarantineTask(origin: string, { epoch, seq, code, contentHash }: Held): string {
	return idOf('quarantine', origin, epoch, seq, code, contentHash);
}

/** What could not be a fact [M10]. */
export function writeQuarantine(
	tx: core.App,
	quarantined: readonly Quarantined[],
	{ origin, sender, machineId, recordedAt }: JudgeContext
): void {
	insert(
		tx,
		'quarantine',
		[
			'quarantineId',
			'origin',
			'epoch',
			'seq',
			'eventId',
			'machineId',
			'code',
			'reason',
			'contentHash',
			'body',
			'recordedAt',
			'keepUntil',
			'sender',
			'happenedAt'
		],
		quarantined.map(({ epoch, seq, eventId, code, reason, contentHash, body, happenedAt }) => [
			idOf(origin, epoch, seq, code, contentHash),
			origin,
			epoch,
			seq,
			eventId,
			machineId,
			code,
			reason,
			contentHash,
			body,
			recordedAt,
			recordedAt + TEXTS_KEPT,
			sender.kind,
			happenedAt
		]),
		'ON CONFLICT ("quarantineId") DO NOTHING' // the same one again
	);
}

/** Where a person is needed for what a fact said; what two accounts differ in is derived instead. */
export function writeTasks(
	tx: core.App,
	applied: readonly Applied[],
	quarantined: readonly Quarantined[],
	{ origin, machineId, recordedAt }: JudgeContext
): void {
	const tasks: unknown[][] = [];
	applied.forEach(({ warnings, movement }) => {
		warnings.forEach((warning) => {
			if (!movement || !NEEDS_A_PERSON.has(warning)) return;
			const taskId = idOf(warning, machineId, movement.lotId);
			tasks.push([taskId, machineId, warning, movement.lotId, '', recordedAt]);
		});
	});
	quarantined.forEach((one) => {
		tasks.push([quarantineTask(origin, one), machineId, 'quarantine', '', one.eventId, recordedAt]);
	});
	insert(
		tx,
		'tasks',
		['taskId', 'machineId', 'kind', 'lotId', 'eventId', 'createdAt'],
		tasks,
		'ON CONFLICT ("taskId") DO NOTHING'
	);
}
