import { NETWORK } from './alerts.ts';
import { idOf } from './facts/insert.ts';
import { execute, rows } from './pocketbase.ts';
import { epochOf, NEW_EPOCH, type Epoch, type StoredEpoch } from './seqs.ts';

/**
 * The epoch, numbered as the origin's newest where it is seen for the first time. A new one closes
 * those before it [M3a].
 *
 * @param sender the machine, and the boot in which the first fact of the epoch was made
 */
export function epochFor(
	app: core.App,
	origin: string,
	epoch: string,
	sender: { readonly machineId: number; readonly bootId: string },
	now: number
): StoredEpoch {
	const known = epochOf(app, origin, epoch);
	if (known) return known;
	const inserted = rows(
		app,
		`INSERT INTO "epochs" ("origin", "epoch", "epochNo", "throughSeq", "highestSeq", "createdAt")
			SELECT {:origin}, {:epoch}, COALESCE(MAX("epochNo"), 0) + 1, 0, 0, {:now} FROM "epochs" WHERE "origin" = {:origin}
			RETURNING "epochNo"`,
		{ origin, epoch, now },
		{ epochNo: 0 }
	);
	const epochNo = inserted[0]?.epochNo ?? 0;
	if (epochNo > 1) {
		execute(
			app,
			`UPDATE "epochs" SET "closedAt" = {:now}, "closedHighest" = "highestSeq", "reportedUnsent" = {:unsent}
			WHERE "origin" = {:origin} AND "epochNo" < {:epochNo} AND "closedAt" = 0`,
			{ origin, epochNo, now, unsent: unsentBefore(app, sender) }
		);
	}
	return { ...NEW_EPOCH, epoch, epochNo };
}

/**
 * How many facts the machine called unsent before it began anew; -1 where it never said. A status of
 * the boot that the new epoch began in counts the new facts, so the last one before it is meant,
 * unless that boot wrote in the older epoch too.
 */
function unsentBefore(
	app: core.App,
	{ machineId, bootId }: { readonly machineId: number; readonly bootId: string }
): number {
	const last = rows(
		app,
		`SELECT "outboxPending" AS "unsent" FROM (
			SELECT "bootId", "recordedAt", "outboxPending" FROM "machineStatus" WHERE "machineId" = {:machineId}
			UNION ALL
			SELECT "bootId", "recordedAt", "outboxPending" FROM "boots" WHERE "machineId" = {:machineId}
		) AS "told" WHERE "bootId" <> {:bootId} OR EXISTS (
			SELECT 1 FROM "facts" f WHERE f."machineId" = {:machineId} AND f."body" ->> 'bootId' = {:bootId})
		ORDER BY "recordedAt" DESC LIMIT 1`,
		{ machineId, bootId },
		{ unsent: 0 }
	)[0];
	return last?.unsent ?? -1;
}

/**
 * Notes that a machine, or a person's device (then there is no number), has a double: a fact that a closed epoch cannot have, above all that it had
 * when it was closed. Raised once for an epoch; only a person can tell which of the two is right [M3a].
 */
export function markCloned(
	app: core.App,
	origin: string,
	machineId: number,
	epoch: Epoch,
	now: number
): void {
	execute(
		app,
		`UPDATE "epochs" SET "clonedAt" = {:now} WHERE "origin" = {:origin} AND "epochNo" = {:epochNo}`,
		{ origin, epochNo: epoch.epochNo, now }
	);
	execute(
		app,
		`INSERT INTO "alerts" ("machineId", "kind", "place", "alertId", "state", "severity", "since", "updatedAt",
			"clearedAt", "origin", "epochNo", "seq")
		VALUES ({:machineId}, 'tamper', {:place}, {:alertId}, 'open', 'critical', {:now}, {:now}, 0, {:origin}, {:epochNo}, 0)
		ON CONFLICT ("machineId", "kind", "place") DO UPDATE SET "state" = 'open', "since" = excluded."since",
			"updatedAt" = excluded."updatedAt", "clearedAt" = 0 WHERE "alerts"."state" = 'resolved'`,
		{
			...{ machineId, place: machineId === NETWORK ? `device:${origin.slice(1)}` : 'double' },
			...{ alertId: idOf('double', origin), origin, epochNo: epoch.epochNo, now }
		}
	);
}
