import { raiseOf, type Alert } from '#domain/alert.ts';
import { alertFrom, type Told } from '#domain/alert-history.ts';
import { subjectOf } from '#domain/claim.ts';
import type { AlertFact } from '#domain/shapes/fact.ts';
import { execute, rows } from '../pocketbase.ts';

/** So many words of a history are looked at first, then twice as many, until they are enough. */
const FIRST = 200;

/**
 * The alert as its history makes it, which is in `facts` [M11]. Only the newest of it is read, back to
 * where the alert begins. Who sees to it, and the ring that was noted of it [M13], go on under the id
 * that it has now.
 */
export function toldAnew(tx: core.App, machineId: number, before: Alert): Alert {
	for (let most = FIRST; ; most *= 2) {
		const told = [
			...newest(tx, machineId, before, `"origin" = {:own}`, `"epochNo" DESC, "seq" DESC`, most),
			// Phones share no order with the machine: what they said last is told by the time.
			...newest(tx, machineId, before, `"origin" <> {:own}`, `"happenedAt" DESC, "origin"`, most)
		];
		const alert = alertFrom(told, told.length < most, before, doneWith(tx, machineId, told));
		if (!alert) continue;
		if (alert.alertId !== before.alertId) rename(tx, machineId, before.alertId, alert.alertId);
		return alert;
	}
}

/** When people were done with what these words may have raised. */
function doneWith(tx: core.App, machineId: number, told: readonly Told[]): Map<string, number> {
	const done = rows(
		tx,
		`SELECT "subject", "doneAt" FROM "claims" WHERE "machineId" = {:machineId} AND "doneAt" > 0
			AND "subject" IN (SELECT value FROM json_each({:subjects}))`,
		{ machineId, subjects: JSON.stringify(told.map(({ alertId }) => subjectOf({ alertId }))) },
		{ subject: '', doneAt: 0 }
	);
	return new Map(done.map(({ subject, doneAt }) => [subject.slice('alert:'.length), doneAt]));
}

function newest(
	tx: core.App,
	machineId: number,
	{ kind, place }: Alert,
	whose: string,
	order: string,
	most: number
): Told[] {
	return rows(
		tx,
		`SELECT "origin", "epochNo", "seq", "happenedAt" AS "at", "body" FROM "facts"
		WHERE "machineId" = {:machineId} AND "type" = 'alert' AND "body" ->> 'kind' = {:kind} AND ${whose}
			AND COALESCE('slot:' || ("body" ->> 'slot'), 'sensor:' || ("body" ->> 'sensor'), '') = {:place}
		ORDER BY ${order} LIMIT {:most}`,
		{ machineId, kind, place, own: `m${machineId}`, most },
		{ origin: '', epochNo: 0, seq: 0, at: 0, body: '' }
	).map(({ body, ...at }) => ({ ...raiseOf(JSON.parse(body) as AlertFact), at }));
}

function rename(tx: core.App, machineId: number, before: string, after: string): void {
	execute(
		tx,
		`UPDATE "notices" SET "alertId" = {:after} WHERE "alertId" = {:before}
			AND NOT EXISTS (SELECT 1 FROM "notices" WHERE "alertId" = {:after})`,
		{ before, after }
	);
	const claim = ['personId', 'until', 'snoozedUntil', 'origin', 'epochNo', 'seq', 'keepUntil'];
	const columns = claim.map((column) => `"${column}"`).join(', ');
	const subjects = {
		machineId,
		was: subjectOf({ alertId: before }),
		is: subjectOf({ alertId: after })
	};
	execute(
		tx,
		`INSERT INTO "claims" ("machineId", "subject", "doneAt", ${columns})
			SELECT "machineId", {:is}, "doneAt", ${columns} FROM "claims"
			WHERE "machineId" = {:machineId} AND "subject" = {:was}
			ON CONFLICT ("machineId", "subject") DO UPDATE SET
				"doneAt" = CASE WHEN excluded."doneAt" > 0 THEN excluded."doneAt" ELSE "claims"."doneAt" END,
				${claim.map((column) => `"${column}" = excluded."${column}"`).join(', ')}`,
		subjects
	);
	execute(
		tx,
		`DELETE FROM "claims" WHERE "machineId" = {:machineId} AND "subject" = {:was}`,
		subjects
	);
}
