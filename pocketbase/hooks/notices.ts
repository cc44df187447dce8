import type { AlertState } from '#domain/shapes/words.ts';
import { decideNotice } from '#domain/notice.ts';
import { SERVER } from './alerts.ts';
import { execute, inTransaction, rows } from './pocketbase.ts';

/** A claim runs out by itself: who forgets it keeps nobody from being told. */
const STATE = `CASE WHEN EXISTS (SELECT 1 FROM "claims" c WHERE c."machineId" = a."machineId"
		AND c."subject" = 'alert:' || a."alertId" AND c."personId" <> '' AND c."until" > {:now})
	THEN a."state" ELSE 'open' END`;

/**
 * Alerts that are not resolved and have not rung, each with what is known of the queue at whoever
 * raised it: a machine's status tells of its own facts alone.
 */
const UNRUNG = `SELECT a."alertId", a."machineId", a."kind", a."place", a."severity", ${STATE} AS "state", a."origin",
		COALESCE(n."seenAt", 0) AS "seenAt", COALESCE(st."recordedAt", 0) AS "statusAt",
		COALESCE(st."interval", 0) AS "interval", COALESCE(st."outboxPending", -1) AS "pending",
		CASE WHEN e."throughSeq" = e."highestSeq" THEN 0 ELSE 1 END AS "hasGaps"
	FROM "alerts" a LEFT JOIN "notices" n ON n."alertId" = a."alertId"
		LEFT JOIN "machineStatus" st ON st."machineId" = a."machineId" AND a."origin" = 'm' || a."machineId"
		LEFT JOIN "epochs" e ON e."origin" = a."origin"
			AND e."epochNo" = (SELECT MAX(x."epochNo") FROM "epochs" x WHERE x."origin" = a."origin")
	WHERE a."state" IN ('open', 'claimed', 'snoozed') AND (n."alertId" IS NULL OR n."state" = 'waiting')
		AND NOT EXISTS (SELECT 1 FROM "machines" m WHERE m."machineId" = a."machineId" AND m."status" = 'revoked')`;

const ROW = {
	alertId: '',
	machineId: 0,
	kind: '',
	place: '',
	severity: '',
	state: '',
	origin: '',
	seenAt: 0,
	statusAt: 0,
	interval: 0,
	pending: 0,
	hasGaps: 0
};

/**
 * Notes which alerts have to ring [M13]: one row for each ring, `undelivered` until a channel has
 * told somebody. An alert that is cleared before it rang leaves none.
 */
export function noteRings(app: core.App, now: number): void {
	const cleared = rows(
		app,
		`SELECT n."alertId" FROM "notices" n WHERE n."state" = 'waiting' AND NOT EXISTS (
			SELECT 1 FROM "alerts" a WHERE a."alertId" = n."alertId" AND a."state" <> 'resolved')`,
		{},
		{ alertId: '' }
	);
	const unrung = rows(app, UNRUNG, { now }, ROW).map((row) => {
		const { statusAt, interval, pending } = row;
		const status =
			statusAt === 0 ? null : { at: statusAt, interval, pending: pending < 0 ? null : pending };
		const decision = decideNotice(
			{
				state: row.state as AlertState,
				seenAt: row.seenAt || now,
				queue: row.origin === SERVER ? null : { status, hasGaps: row.hasGaps === 1 }
			},
			now
		);
		return { ...row, decision };
	});
	const news = unrung.filter(({ seenAt, decision }) => seenAt === 0 || decision === 'ring');
	if (cleared.length === 0 && news.length === 0) return;
	inTransaction((tx) => {
		cleared.forEach(({ alertId }) => {
			execute(tx, `DELETE FROM "notices" WHERE "alertId" = {:alertId} AND "state" = 'waiting'`, {
				alertId
			});
		});
		news.forEach((one) => {
			const { alertId, machineId, kind, place, severity } = one;
			const rings = one.decision === 'ring';
			// The alert may have been cleared since it was read: then nobody is told.
			execute(
				tx,
				`INSERT INTO "notices" ("alertId", "machineId", "kind", "place", "severity", "state", "seenAt", "rangAt")
				SELECT {:alertId}, {:machineId}, {:kind}, {:place}, {:severity}, {:state}, {:now}, {:rangAt}
				WHERE EXISTS (SELECT 1 FROM "alerts" WHERE "alertId" = {:alertId} AND "state" <> 'resolved')
				ON CONFLICT ("alertId") DO UPDATE SET "state" = excluded."state", "rangAt" = excluded."rangAt",
					"severity" = excluded."severity" WHERE "notices"."state" = 'waiting'`,
				{
					...{ alertId, machineId, kind, place, severity, now },
					state: rings ? 'undelivered' : 'waiting',
					rangAt: rings ? now : 0
				}
			);
			if (rings) $exes.count('notices', 'undelivered', 1);
		});
	});
}
