import { parseInstant } from '#domain/calendar.ts';
import { ALERT_INTERVAL, INTERVAL } from '#domain/machine-config.ts';
import { Status, type OpenAlert, type StatusReply } from '#domain/shapes/machine.ts';
import type { AlertKind, Severity } from '#domain/shapes/words.ts';
import { retag } from './machines.ts';
import { currentApp, execute, guarded, inTransaction, rows, textOf, write } from './pocketbase.ts';
import { acceptedMachine, bodyOf, parse } from './request.ts';
import { ackedOf, type Epoch } from './seqs.ts';

/**
 * `POST /api/machine/status`: the latest wins, nothing is queued [M14]. The hottest route there is:
 * one statement reads, one writes, and records are never saved here.
 */
export const status = guarded((e) => {
	const { machineId } = acceptedMachine(e);
	const report = parse(Status, bodyOf(e));
	const before = stateOf(machineId);
	const openAlerts = before.openAlerts > 0 ? openAlertsOf(machineId) : [];
	const interval = openAlerts.length > 0 ? ALERT_INTERVAL : INTERVAL;
	const now = Date.now();
	const slots = slotStatesOf(report);
	const row = rowOf(machineId, report, interval, slots ?? before.slotStates, now);
	if (slots === null || slots === before.slotStates) {
		write(KEEP, row);
	} else {
		inTransaction((tx) => {
			execute(tx, KEEP, row);
			for (const { slot, state } of report.slots ?? []) setSlotState(tx, machineId, slot, state);
			retag(tx, machineId);
		});
	}
	const reply: StatusReply = {
		serverTime: new Date(now).toISOString(),
		interval,
		configVersion: before.configVersion,
		commands: [],
		openAlerts,
		feed: null,
		feedHead: null,
		acked: ackedOf(currentApp(), `m${machineId}`, before.epoch)
	};
	e.blob(200, 'application/json', JSON.stringify(reply));
});

/** One text of fields; the last four are of the machine's newest epoch, where it has one. */
const STATE = `SELECT concat_ws('|',
	COALESCE((SELECT MAX("version") FROM "configs" WHERE "machineId" = {:machineId}), 0),
	(SELECT COUNT(*) FROM "alerts" WHERE "machineId" = {:machineId} AND "state" <> 'resolved'),
	COALESCE((SELECT "slotStates" FROM "machineStatus" WHERE "machineId" = {:machineId}), ''),
	(SELECT concat_ws('|', "epoch", "epochNo", "throughSeq", "highestSeq") FROM "epochs"
		WHERE "origin" = {:origin} ORDER BY "epochNo" DESC LIMIT 1))`;

type State = {
	readonly configVersion: number;
	readonly openAlerts: number;
	readonly slotStates: string;
	readonly epoch: Epoch | null;
};

function stateOf(machineId: number): State {
	const fields = textOf(STATE, { machineId, origin: `m${machineId}` }).split('|');
	const epoch = fields[3];
	return {
		configVersion: Number(fields[0]),
		openAlerts: Number(fields[1]),
		slotStates: fields[2] ?? '',
		epoch:
			epoch === undefined
				? null
				: {
						epoch,
						epochNo: Number(fields[4]),
						throughSeq: Number(fields[5]),
						highestSeq: Number(fields[6])
					}
	};
}

function openAlertsOf(machineId: number): OpenAlert[] {
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
		since: new Date(since).toISOString(),
		...placeFields(place)
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

const KEEP = `INSERT INTO "machineStatus" ("machineId", "recordedAt", "interval", "bootId", "uptimeMs", "appVersion",
		"outboxPending", "outboxOldestAt", "slotStates", "body")
	VALUES ({:machineId}, {:now}, {:interval}, {:bootId}, {:uptimeMs}, {:appVersion},
		{:pending}, {:oldestAt}, {:slotStates}, {:body})
	ON CONFLICT ("machineId") DO UPDATE SET "recordedAt" = excluded."recordedAt", "interval" = excluded."interval",
		"bootId" = excluded."bootId", "uptimeMs" = excluded."uptimeMs", "appVersion" = excluded."appVersion",
		"outboxPending" = excluded."outboxPending", "outboxOldestAt" = excluded."outboxOldestAt",
		"slotStates" = excluded."slotStates", "body" = excluded."body"`;

function rowOf(
	machineId: number,
	report: Status,
	interval: number,
	slotStates: string,
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
		pending: outbox?.pending ?? 0,
		oldestAt: parseInstant(outbox?.oldestAt ?? '') ?? 0,
		slotStates,
		body: JSON.stringify(report)
	};
}

/** A slot that the machine does not have is none of ours: nothing is made here. */
function setSlotState(tx: core.App, machineId: number, slot: number, state: string): void {
	execute(
		tx,
		`UPDATE "slots" SET "state" = {:state} WHERE "machineId" = {:machineId} AND "slot" = {:slot}`,
		{ machineId, slot, state }
	);
}
