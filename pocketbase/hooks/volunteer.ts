import { availabilityOf } from '#domain/availability.ts';
import {
	SEVERITIES,
	type AlertKind,
	type AlertState,
	type Severity
} from '#domain/shapes/words.ts';
import type { AlertsReply, FleetReply } from '#domain/shapes/people.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { NETWORK } from './alerts.ts';
import { machinesWithin, within } from './areas.ts';
import { CLAIM, CLAIM_ROW, claimOf, claimOn, type ClaimRow } from './claims.ts';
import { FLEET, LEAN_LOTS, listOf, machineJson } from './listing.ts';
import { forPeople } from './may.ts';
import { ALL, type Only } from './only.ts';
import { currentApp, rows } from './pocketbase.ts';
import { placeFields } from './status.ts';

/** `GET /api/volunteer/alerts`: what is open, the most severe and then the oldest first. */
export const alerts = forPeople('alerts', (e, { scope, now }) => {
	const reply: AlertsReply = {
		alerts: openAlerts(currentApp(), machinesWithin(currentApp(), scope), now),
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

/** What is open at these machines, and of the network as a whole; null is every machine. */
export function openAlerts(
	app: core.App,
	machineIds: ReadonlySet<number> | null,
	now: number,
	only: Only = ALL
): AlertsReply['alerts'] {
	const { sql, bind } = within(machineIds);
	const found = rows(
		app,
		`SELECT a."alertId", a."machineId", COALESCE(m."name", '') AS "machineName",
			COALESCE(m."demo", FALSE) AS "demo", a."kind", a."severity", a."state",
			a."since", a."place", a."unit", COALESCE(CAST(a."value" AS TEXT), '') AS "value",
			COALESCE(CAST(a."threshold" AS TEXT), '') AS "threshold", ${CLAIM}
		FROM "alerts" a LEFT JOIN "machines" m ON m."machineId" = a."machineId"
			${claimOn('a."machineId"', `'alert:' || a."alertId"`)}
		WHERE a."state" <> 'resolved' AND (m."status" <> 'revoked' OR a."machineId" = ${NETWORK})
			AND (${sql('a."machineId"')} OR (a."machineId" = ${NETWORK} AND a."kind" = 'offline'))
			AND ${only.sql('a."alertId"')}
		ORDER BY CASE a."severity" ${SEVERITIES.map((s, i) => `WHEN '${s}' THEN ${-i}`).join(' ')} ELSE 1 END,
			a."since", a."alertId"`,
		{ ...bind, ...only.bind, now },
		{
			alertId: '',
			machineId: 0,
			machineName: '',
			demo: false,
			kind: '',
			severity: '',
			state: '',
			since: 0,
			place: '',
			unit: '',
			value: '',
			threshold: '',
			...CLAIM_ROW
		}
	);
	return found.map(({ kind, severity, since, place, unit, value, threshold, ...alert }) => ({
		alertId: alert.alertId,
		machineId: alert.machineId === NETWORK ? null : alert.machineId,
		machineName: alert.machineId === NETWORK ? null : alert.machineName,
		demo: alert.demo,
		state: stateNow(alert, now),
		...claimOf(alert),
		kind: kind as AlertKind,
		severity: severity as Severity,
		since: new Date(since).toISOString(),
		...placeFields(place),
		...(value === '' ? {} : { value: Number(value) }),
		...(threshold === '' ? {} : { threshold: Number(threshold) }),
		...(unit === '' ? {} : { unit })
	}));
}

/** A claim runs out by itself: then the alert is open again. */
function stateNow({ claimedById, snoozedUntil }: ClaimRow, now: number): AlertState {
	if (claimedById === '') return 'open';
	return snoozedUntil > now ? 'snoozed' : 'claimed';
}

type FleetMachine = SnapshotMachine & {
	status: FleetReply['machines'][number]['status'];
	unsentFacts: number;
	openAlerts: number;
	appVersion: string | null;
	report: FleetReply['machines'][number]['report'];
};

const MACHINE = machineJson(LEAN_LOTS, FLEET);

/** `GET /api/volunteer/machines`: the fleet as far as the person is on duty, also what is on no map. */
export const machines = forPeople('fleet', (e, { scope, now }) => {
	const reply: FleetReply = {
		machines: fleetOf(currentApp(), machinesWithin(currentApp(), scope), now),
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

/** These machines as people on duty see them; null is every one. */
export function fleetOf(
	app: core.App,
	machineIds: ReadonlySet<number> | null,
	now: number,
	only: Only = ALL
): FleetReply['machines'] {
	const { sql, bind } = within(machineIds);
	const list = listOf(
		MACHINE,
		`WHERE ${sql('m."machineId"')} AND ${only.sql('CAST(m."machineId" AS TEXT)')}`
	);
	const [all] = rows(app, list, { ...bind, ...only.bind, now }, { machines: '[]' });
	const fleet = JSON.parse(all?.machines ?? '[]') as FleetMachine[];
	return fleet.map((machine) => {
		const { freshness, stock } = availabilityOf(machine, now);
		return {
			machineId: machine.machineId,
			name: machine.name,
			address: machine.address,
			hardware: machine.hardware,
			demo: machine.demo,
			status: machine.status,
			freshness,
			lastSeenAt: machine.lastSeenAt === null ? null : new Date(machine.lastSeenAt).toISOString(),
			unsentFacts: machine.unsentFacts,
			portions: stock.portions,
			lots: stock.lots,
			openAlerts: machine.openAlerts,
			appVersion: machine.appVersion,
			report: machine.report
		};
	});
}
