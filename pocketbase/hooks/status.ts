import { MINUTE, parseInstant } from '#domain/calendar.ts';
import { INTERVAL, statusInterval } from '#domain/machine-config.ts';
import { Status, type OpenAlert, type StatusReply } from '#domain/shapes/machine.ts';
import type { AlertKind, Severity } from '#domain/shapes/words.ts';
import { commandsFor } from './machine-commands.ts';
import { heardAgain, isServers } from './offline.ts';
import { currentApp, execute, guarded, inTransaction, rows, textOf, write } from './pocketbase.ts';
import { acceptedMachine, bodyOf, parse } from './request.ts';
import { ackedOf, type Epoch } from './seqs.ts';
import { workOutSlots } from './slot-states.ts';

/**
 * `POST /api/machine/status`: the latest wins, nothing is queued [M14]. The hottest route there is:
 * one statement reads, one writes, and records are never saved here.
 */
export const status = guarded((e) => {
	const { machineId } = acceptedMachine(e);
	const report = parse(Status, bodyOf(e));
	const now = Date.now();
	const before = stateOf(machineId, now);
	const open = before.openAlerts > 0 ? openAlertsOf(machineId) : [];
	const openAlerts = open.filter((alert) => !isServers(alert));
	const needsHaste = openAlerts.length > 0 || before.recalls > 0;
	const interval = statusInterval(before.interval, needsHaste);
	const row = rowOf(machineId, report, interval, before, now);
	const slotsChange =
		before.slotsDue ||
		row['slotStates'] !== before.slotStates ||
		row['coldChain'] !== before.coldChain;
	if (!slotsChange && openAlerts.length === open.length) write(KEEP, row);
	else {
		inTransaction((tx) => {
			if (execute(tx, KEEP, row) === 0) return; // it came late
			if (slotsChange) workOutSlots(tx, machineId);
			if (openAlerts.length < open.length) heardAgain(tx, machineId, now);
		});
	}
	const reply: StatusReply = {
		serverTime: new Date(now).toISOString(),
		interval,
		configVersion: before.configVersion,
		commands: before.commands > 0 ? commandsFor(machineId, now) : [],
		openAlerts: openAlerts.map(({ place, since, ...alert }) => ({
			...alert,
			since: new Date(since).toISOString(),
			...placeFields(place)
		})),
		feed: before.feedId,
		feedHead: before.feedHead,
		acked: ackedOf(currentApp(), `m${machineId}`, before.epoch)
	};
	e.blob(200, 'application/json', JSON.stringify(reply));
});

/** Between two fields; it cannot stand in a JSON text. */
const NEXT_FIELD = '\x1f';

/**
 * One text of fields: the configuration's, then counts, then the status before, and last where
 * the feed stands, and what the server has of the machine's newest epoch, where it has one.
 */
const STATE = `SELECT concat_ws('${NEXT_FIELD}',
	COALESCE((SELECT concat_ws('${NEXT_FIELD}', "version", "interval", "recalls") FROM "configs"
		WHERE "machineId" = {:machineId} ORDER BY "version" DESC LIMIT 1),
		concat_ws('${NEXT_FIELD}', 0, ${INTERVAL}, 0)),
	(SELECT COUNT(*) FROM "alerts" WHERE "machineId" = {:machineId} AND "state" <> 'resolved'),
	(SELECT COUNT(*) FROM "commands" WHERE "machineId" = {:machineId} AND "result" = '' AND "expiresAt" > {:now}),
	COALESCE((SELECT concat_ws('${NEXT_FIELD}', "slotsDue", "slotStates", "coldChain") FROM "machineStatus"
		WHERE "machineId" = {:machineId}), concat_ws('${NEXT_FIELD}', 0, '', '')),
	(SELECT "feedId" FROM "feeds"),
	COALESCE((SELECT MAX("seq") FROM "changes"), 0),
	(SELECT concat_ws('${NEXT_FIELD}', "epoch", "epochNo", "throughSeq", "highestSeq") FROM "epochs"
		WHERE "origin" = {:origin} ORDER BY "epochNo" DESC LIMIT 1))`;

type State = {
	readonly configVersion: number;
	/** Seconds, as configured. */
	readonly interval: number;
	readonly recalls: number;
	readonly openAlerts: number;
	readonly commands: number;
	/** Whether the states of the slots have to be worked out anew. */
	readonly slotsDue: boolean;
	readonly slotStates: string;
	readonly coldChain: string;
	readonly feedId: string;
	readonly feedHead: number;
	readonly epoch: Epoch | null;
};

function stateOf(machineId: number, now: number): State {
	const fields = textOf(STATE, { machineId, origin: `m${machineId}`, now }).split(NEXT_FIELD);
	const epoch = fields[10];
	return {
		configVersion: Number(fields[0]),
		interval: Number(fields[1]),
		recalls: Number(fields[2]),
		openAlerts: Number(fields[3]),
		commands: Number(fields[4]),
		slotsDue: fields[5] === '1',
		slotStates: fields[6] ?? '',
		coldChain: fields[7] ?? '',
		feedId: fields[8] ?? '',
		feedHead: Number(fields[9]),
		epoch:
			epoch === undefined
				? null
				: {
						epoch,
						epochNo: Number(fields[11]),
						throughSeq: Number(fields[12]),
						highestSeq: Number(fields[13])
					}
	};
}

type StoredAlert = Omit<OpenAlert, 'since' | 'slot' | 'sensor'> & {
	readonly since: number;
	readonly place: string;
};

function openAlertsOf(machineId: number): StoredAlert[] {
	return rows(
		currentApp(),
		`SELECT "alertId", "kind", "severity", "since", "place" FROM "alerts"
		WHERE "machineId" = {:machineId} AND "state" <> 'resolved' ORDER BY "since", "alertId"`,
		{ machineId },
		{ alertId: '', kind: '', severity: '', since: 0, place: '' }
	).map(({ alertId, kind, severity, since, place }) => ({
		alertId,
		kind: kind as AlertKind,
		severity: severity as Severity,
		since,
		place
	}));
}

/** `slot:3` and `sensor:t1` as the fields of the wire; empty for the machine as a whole. */
export function placeFields(place: string): { slot?: number; sensor?: string } {
	if (place.startsWith('slot:')) return { slot: Number(place.slice('slot:'.length)) };
	if (place.startsWith('sensor:')) return { sensor: place.slice('sensor:'.length) };
	return {};
}

/** What was said of the slots in one text, to see whether anything changed; null where it is not said. */
function slotStatesOf({ slots }: Status): string | null {
	return slots ? slots.map(({ slot, state }) => `${slot}:${state}`).join(' ') : null;
}

/** As of the slots. Since when a zone is so changes nothing for the slots. */
function coldChainOf({ coldChain }: Status): string | null {
	return coldChain ? JSON.stringify(coldChain.map(({ zone, state }) => [zone, state])) : null;
}

/** A status can be on its way for so long; a clock that is further back was set back [M14]. */
const LATE_AT_MOST = 10 * MINUTE;
/** How many facts wait, where the machine does not tell. */
const NOT_TOLD = -1;

/**
 * Changes nothing where a newer status of the same boot has overtaken it on the way. Where what it
 * says of slots or zones is news, the slots are due.
 */
const KEEP = `INSERT INTO "machineStatus" ("machineId", "recordedAt", "interval", "bootId", "uptimeMs", "appVersion",
		"outboxPending", "outboxOldestAt", "slotStates", "coldChain", "coldChainAt", "slotsDue", "body")
	VALUES ({:machineId}, {:now}, {:interval}, {:bootId}, {:uptimeMs}, {:appVersion},
		{:pending}, {:oldestAt}, {:slotStates}, {:coldChain}, {:coldChainAt}, 0, {:body})
	ON CONFLICT ("machineId") DO UPDATE SET "recordedAt" = excluded."recordedAt", "interval" = excluded."interval",
		"bootId" = excluded."bootId", "uptimeMs" = excluded."uptimeMs", "appVersion" = excluded."appVersion",
		"outboxPending" = excluded."outboxPending", "outboxOldestAt" = excluded."outboxOldestAt",
		"slotsDue" = CASE WHEN "machineStatus"."slotStates" <> excluded."slotStates"
			OR "machineStatus"."coldChain" <> excluded."coldChain" THEN 1 ELSE "machineStatus"."slotsDue" END,
		"coldChainAt" = CASE WHEN excluded."coldChainAt" > 0 THEN excluded."coldChainAt" ELSE "machineStatus"."coldChainAt" END,
		"slotStates" = excluded."slotStates", "coldChain" = excluded."coldChain", "body" = excluded."body"
	WHERE NOT ("machineStatus"."bootId" = excluded."bootId" AND "machineStatus"."uptimeMs" > excluded."uptimeMs"
		AND "machineStatus"."recordedAt" > {:lateSince})`;

function rowOf(
	machineId: number,
	report: Status,
	interval: number,
	before: State,
	now: number
): Record<string, unknown> {
	const { bootId, uptimeMs, appVersion, outbox } = report;
	return {
		machineId,
		now,
		interval,
		bootId,
		uptimeMs,
		appVersion,
		pending: outbox?.pending ?? NOT_TOLD,
		oldestAt: parseInstant(outbox?.oldestAt ?? '') ?? 0,
		slotStates: slotStatesOf(report) ?? before.slotStates,
		coldChain: coldChainOf(report) ?? before.coldChain,
		coldChainAt: report.coldChain ? now : 0,
		body: JSON.stringify(report),
		lateSince: now - LATE_AT_MOST
	};
}
