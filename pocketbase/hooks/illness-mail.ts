import { HOUR, MINUTE } from '#domain/calendar.ts';
import { illnessMail } from '#domain/illness-mail.ts';
import { publicUrl } from './codes.ts';
import { execute, rows } from './pocketbase.ts';

/** About one machine people are written to this often at most: a flood of reports is one call. */
const EVERY = 10 * MINUTE;
/** A letter that could not be delivered for so long comes too late. */
const LASTS = HOUR;

/**
 * Writes to those in charge of a machine: operators, and its coordinators. To be called after the
 * report is stored; without EXES_SMTP_URL nobody is written to.
 */
export function callThoseInCharge(
	app: core.App,
	reportId: string,
	machineId: number,
	now: number
): void {
	const isFirst = execute(
		app,
		`UPDATE "illnessReports" SET "mailedAt" = {:now} WHERE "reportId" = {:reportId} AND NOT EXISTS (
			SELECT 1 FROM "illnessReports" o WHERE o."machineId" = {:machineId} AND o."mailedAt" > {:before})`,
		{ reportId, machineId, now, before: now - EVERY }
	);
	if (isFirst === 0) return;
	const found = rows(
		app,
		`SELECT "name" FROM "machines" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ name: '' }
	)[0];
	const { subject, text, html } = illnessMail(found?.name ?? '', `${publicUrl()}/operator/`);
	inChargeOf(app, machineId, now).forEach((email) => {
		$exes.mail(email, 'en', subject, text, html, LASTS);
	});
}

function inChargeOf(app: core.App, machineId: number, now: number): string[] {
	return rows(
		app,
		`SELECT DISTINCT p."email" FROM "grants" g JOIN "people" p ON p."id" = g."personId"
		WHERE p."email" <> '' AND g."startsAt" <= {:now} AND (g."endsAt" = 0 OR g."endsAt" > {:now})
			AND (g."role" = 'operator' OR (g."role" = 'coordinator' AND (g."areaId" = ''
				OR g."areaId" IN (SELECT m."areaId" FROM "areaMachines" m WHERE m."machineId" = {:machineId}))))
		ORDER BY p."email"`,
		{ machineId, now },
		{ email: '' }
	).map(({ email }) => email);
}
