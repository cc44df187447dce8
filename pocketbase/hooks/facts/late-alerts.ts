import { raiseOf, type Alert } from '#domain/alert.ts';
import { alertFrom, type Told } from '#domain/alert-history.ts';
import type { AlertFact } from '#domain/shapes/fact.ts';
import { execute, rows } from '../pocketbase.ts';

/** So many words of a history are looked at first, then twice as many, until they are enough. */
const FIRST = 200;

/**
 * The alert as its history makes it, which is in `facts` [M11]. Only the newest of it is read, back to
 * where the alert begins. A ring that was noted of it goes on under the id that it has now [M13].
 */
export function toldAnew(tx: core.App, machineId: number, before: Alert): Alert {
	for (let most = FIRST; ; most *= 2) {
		const told = [
			...newest(tx, machineId, before, `"origin" = {:own}`, `"epochNo" DESC, "seq" DESC`, most),
			// Phones share no order with the machine: what they said last is told by the time.
			...newest(tx, machineId, before, `"origin" <> {:own}`, `"happenedAt" DESC, "origin"`, most)
		];
		const alert = alertFrom(told, told.length < most, before);
		if (!alert) continue;
		if (alert.alertId !== before.alertId) renameRing(tx, before.alertId, alert.alertId);
		return alert;
	}
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

function renameRing(tx: core.App, before: string, after: string): void {
	execute(
		tx,
		`UPDATE "notices" SET "alertId" = {:after} WHERE "alertId" = {:before}
			AND NOT EXISTS (SELECT 1 FROM "notices" WHERE "alertId" = {:after})`,
		{ before, after }
	);
}
