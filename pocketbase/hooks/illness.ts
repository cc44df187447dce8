import { DAY, parseInstant } from '#domain/calendar.ts';
import { IllnessReport, type IllnessList, type IllnessReply } from '#domain/shapes/texts.ts';
import { machinesWithin, within } from './areas.ts';
import { idOf } from './facts/insert.ts';
import { callThoseInCharge } from './illness-mail.ts';
import { findMachine } from './machines.ts';
import { forPeople } from './may.ts';
import { currentApp, execute, guarded, hash, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** How long what a person wrote is kept [M23]. */
const KEPT = 90 * DAY;

/** The kind of the task that a report makes: coordinators and operators alone see it. */
export const ILLNESS = 'illness';

/**
 * `POST /api/public/illness`: food made somebody ill. It is a task of the people in charge at once;
 * the same report again is the same one.
 */
export const reportIllness = guarded((e) => {
	const report = parse(IllnessReport, bodyOf(e));
	const now = Date.now();
	const app = currentApp();
	const contentHash = hash(JSON.stringify(report));
	const known = firstOf(app, report.reportId);
	if (!known) {
		if (!findMachine(app, report.machineId)) {
			refuse(404, 'machineId', 'unknown_machine', 'There is no machine of this number.');
		}
		slowDown(e, $exes.countIllness(e));
	}
	const first = known ?? inTransaction((tx) => keep(tx, report, contentHash, now));
	if (first.contentHash !== contentHash) {
		const message = 'This report was sent before, with other words: send it under a new id.';
		refuse(409, 'reportId', 'report_conflict', message);
	}
	if (!known) callThoseInCharge(app, report.reportId, report.machineId, now);
	const reply: IllnessReply = {
		reportId: report.reportId,
		receivedAt: new Date(first.receivedAt).toISOString(),
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

/** `GET /api/operator/illness`: the reports that nobody has dealt with yet, the newest first. */
export const illness = forPeople('illness', (e, { scope }) => {
	const { sql, bind } = within(machinesWithin(currentApp(), scope));
	const words = (field: string): string =>
		`COALESCE((SELECT t."value" FROM "illnessTexts" t WHERE t."reportId" = i."reportId" AND t."field" = '${field}'), '')`;
	const found = rows(
		currentApp(),
		`SELECT i."reportId", k."taskId", i."machineId", COALESCE(m."name", '') AS "machineName",
			COALESCE(m."demo", FALSE) AS "demo", i."ateAt", i."receivedAt", ${words('what')} AS "what", ${words('reachMe')} AS "reachMe"
		FROM "tasks" k JOIN "illnessReports" i ON i."reportId" = k."eventId"
			LEFT JOIN "machines" m ON m."machineId" = i."machineId"
		WHERE k."closedAt" = 0 AND k."kind" = '${ILLNESS}' AND ${sql('i."machineId"')}
		ORDER BY i."receivedAt" DESC, i."reportId" LIMIT 200`,
		bind,
		{
			...{ reportId: '', taskId: '', machineId: 0, machineName: '', demo: false },
			...{ ateAt: 0, receivedAt: 0, what: '', reachMe: '' }
		}
	);
	const reply: IllnessList = {
		reports: found.map((row) => ({
			...{ reportId: row.reportId, taskId: row.taskId, machineId: row.machineId },
			...{ machineName: row.machineName, demo: row.demo },
			ateAt: new Date(row.ateAt).toISOString(),
			receivedAt: new Date(row.receivedAt).toISOString(),
			what: row.what === '' ? null : row.what,
			reachMe: row.reachMe === '' ? null : row.reachMe
		})),
		serverTime: new Date().toISOString()
	};
	e.json(200, reply);
});

/** Nobody else in a shelter or at a school is kept from reporting for long [M22]. */
function slowDown(e: core.RequestEvent, seconds: number): void {
	if (seconds === 0) return;
	e.response.header().set('Retry-After', String(seconds));
	const message = `Too many reports from this address. Try again in ${seconds} seconds, or call.`;
	refuse(429, 'request', 'too_many_requests', message);
}

type First = { readonly contentHash: string; readonly receivedAt: number };

function firstOf(app: core.App, reportId: string): First | undefined {
	return rows(
		app,
		`SELECT "contentHash", "receivedAt" FROM "illnessReports" WHERE "reportId" = {:reportId}`,
		{ reportId },
		{ contentHash: '', receivedAt: 0 }
	)[0];
}

/** Of two that come at once, the first. */
function keep(tx: core.App, report: IllnessReport, contentHash: string, now: number): First {
	const { reportId, machineId, what, reachMe } = report;
	const isNew = execute(
		tx,
		`INSERT INTO "illnessReports" ("reportId", "machineId", "ateAt", "contentHash", "receivedAt")
		VALUES ({:reportId}, {:machineId}, {:ateAt}, {:contentHash}, {:now}) ON CONFLICT ("reportId") DO NOTHING`,
		{ reportId, machineId, ateAt: parseInstant(report.ateAt) ?? now, contentHash, now }
	);
	if (isNew === 0) return firstOf(tx, reportId) ?? { contentHash, receivedAt: now };
	for (const [field, value] of Object.entries({ what, reachMe })) {
		if (value === '') continue;
		execute(
			tx,
			`INSERT INTO "illnessTexts" ("reportId", "field", "value", "keepUntil") VALUES ({:reportId}, {:field}, {:value}, {:keepUntil})`,
			{ reportId, field, value, keepUntil: now + KEPT }
		);
	}
	execute(
		tx,
		`INSERT INTO "tasks" ("taskId", "machineId", "kind", "lotId", "eventId", "createdAt")
		VALUES ({:taskId}, {:machineId}, '${ILLNESS}', '', {:reportId}, {:now}) ON CONFLICT ("taskId") DO NOTHING`,
		{ taskId: idOf(ILLNESS, reportId), machineId, reportId, now }
	);
	$exes.log('warn', 'somebody says that food made them ill', { machineId, reportId });
	return { contentHash, receivedAt: now };
}
