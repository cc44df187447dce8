import { SECOND } from '#domain/calendar.ts';
import { INTERVAL } from '#domain/machine-config.ts';
import {
	findOffline,
	lateAfter,
	listeningSince,
	type Silent,
	type Storm
} from '#domain/silence.ts';
import { NETWORK, raise, SERVER } from './alerts.ts';
import { execute, inTransaction, rows } from './pocketbase.ts';

const OFFLINE = { kind: 'offline', severity: 'warning' } as const;

/** The machine has reported: what the server raised of its silence is over [M15]. */
export function heardAgain(tx: core.App, machineId: number, now: number): void {
	raise(tx, machineId, { ...OFFLINE, cleared: true }, now);
}

/** Whether the server itself raised it. */
export const isServers = ({ place }: { readonly place: string }): boolean => place === SERVER;

/** Raises and clears the alerts of machines that are silent [M15]. */
export function watchSilence(app: core.App, now: number): void {
	const before = stormOf(app);
	const silent = silentOf(app, now);
	const { storm, ...found } = findOffline(
		{ now, listeningSince: listening(now), fleet: fleetOf(app), silent, storm: before },
		Number($os.getenv('EXES_START_GUARD_S')) * SECOND
	);
	const gone = goneOf(app);
	const isSame = storm?.count === before?.count && storm?.until === before?.until;
	if (isSame && found.raise.length + found.clear.length + gone.length === 0) return;
	inTransaction((tx) => {
		const seen = new Map(silent.map((one) => [one.machineId, one.lastSeenAt]));
		found.raise.forEach((machineId) => {
			// It may have reported since it was looked at.
			if (lastSeenOf(tx, machineId) > (seen.get(machineId) ?? 0)) return;
			raise(tx, machineId, { ...OFFLINE, cleared: false }, now);
		});
		[...found.clear, ...gone].forEach((machineId) => {
			heardAgain(tx, machineId, now);
		});
		if (!isSame) writeStorm(tx, storm, now);
	});
	if (found.raise.length + found.clear.length > 0 || !isSame) {
		const { length: raised } = found.raise;
		const fields = { raised, cleared: found.clear.length, storm: storm?.count ?? 0 };
		$exes.log('info', 'machines are silent, or no longer', fields);
	}
}

/** Since when this process has been listening; the first look is the start. */
function listening(now: number): number {
	const store = $app.store();
	const lookedAt = (store.get('lookedAt') as number | null) ?? now;
	const since = listeningSince(
		(store.get('listeningSince') as number | null) ?? now,
		lookedAt,
		now
	);
	store.set('lookedAt', now);
	store.set('listeningSince', since);
	return since;
}

/** A machine of the fleet: it has hardware that reports by itself, and is one of the network. */
const FLEET = `"machines" m WHERE m."status" = 'accepted' AND m."hardware" = 'controller'`;

function fleetOf(app: core.App): number {
	const counted = rows(app, `SELECT COUNT(*) AS "fleet" FROM ${FLEET}`, {}, { fleet: 0 });
	return counted[0]?.fleet ?? 0;
}

/** An open alert of the server that the machine is offline. */
const ALERTED = `EXISTS (SELECT 1 FROM "alerts" a WHERE a."machineId" = m."machineId" AND a."kind" = 'offline'
	AND a."place" = '${SERVER}' AND a."state" <> 'resolved')`;
/** The same said by somebody else, in a fact: one is enough [M17]. */
const SAID = `EXISTS (SELECT 1 FROM "alerts" o WHERE o."machineId" = m."machineId" AND o."kind" = 'offline'
	AND o."place" = '' AND o."state" <> 'resolved')`;
/** Its last status; before the first one, its registration, which told it an interval too. */
const LAST_SEEN = `COALESCE((SELECT s."recordedAt" FROM "machineStatus" s WHERE s."machineId" = m."machineId"),
	(SELECT MAX(r."usedAt") FROM "enrolments" r WHERE r."machineId" = m."machineId"), 0)`;

/** Machines whose status is missing, or whose alert is open. */
function silentOf(app: core.App, now: number): Silent[] {
	const found = rows(
		app,
		`SELECT * FROM (SELECT m."machineId", ${LAST_SEEN} AS "lastSeenAt",
			COALESCE((SELECT s."interval" FROM "machineStatus" s WHERE s."machineId" = m."machineId"), ${INTERVAL}) AS "interval",
			${ALERTED} AS "isAlerted", ${SAID} AS "isSaid" FROM ${FLEET}) AS "watched"
		WHERE "isAlerted" = 1 OR ("lastSeenAt" < {:late} AND "lastSeenAt" > 0 AND "isSaid" = 0)`,
		{ late: now - lateAfter(0) },
		{ machineId: 0, lastSeenAt: 0, interval: 0, isAlerted: 0 }
	);
	return found
		.map((one) => ({ ...one, isAlerted: one.isAlerted === 1 }))
		.filter((one) => one.isAlerted || now - one.lastSeenAt > lateAfter(one.interval));
}

function lastSeenOf(tx: core.App, machineId: number): number {
	const seen = rows(
		tx,
		`SELECT "recordedAt" FROM "machineStatus" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ recordedAt: 0 }
	);
	return seen[0]?.recordedAt ?? 0;
}

/** Machines that left the fleet while they were offline: nobody waits for them any more. */
function goneOf(app: core.App): number[] {
	return rows(
		app,
		`SELECT a."machineId" FROM "alerts" a WHERE a."state" IN ('open', 'claimed', 'snoozed') AND a."kind" = 'offline'
			AND a."place" = '${SERVER}' AND a."machineId" <> ${NETWORK} AND a."machineId" NOT IN (SELECT m."machineId" FROM ${FLEET})`,
		{},
		{ machineId: 0 }
	).map(({ machineId }) => machineId);
}

const UNTIL = 'offlineStormUntil';

function stormOf(app: core.App): Storm | null {
	const open = rows(
		app,
		`SELECT CAST(a."value" AS BIGINT) AS "count", c."value" AS "until" FROM "alerts" a JOIN "counters" c ON c."name" = '${UNTIL}'
		WHERE a."machineId" = ${NETWORK} AND a."kind" = 'offline' AND a."place" = '${SERVER}' AND a."state" <> 'resolved'`,
		{},
		{ count: 0, until: 0 }
	);
	return open[0] ?? null;
}

function writeStorm(tx: core.App, storm: Storm | null, now: number): void {
	if (storm) {
		execute(
			tx,
			`INSERT INTO "counters" ("name", "value") VALUES ('${UNTIL}', {:until})
			ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"`,
			{ until: storm.until }
		);
	}
	raise(
		tx,
		NETWORK,
		{
			...{ kind: 'offline', severity: 'critical', cleared: storm === null },
			...{ value: storm?.count ?? 0, unit: 'machines' }
		},
		now
	);
}
