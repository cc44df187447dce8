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
import { callerOf } from './caller.ts';
import { FLEET, LEAN_LOTS, listOf, machineJson } from './listing.ts';
import { currentApp, guarded, rows } from './pocketbase.ts';
import { placeFields } from './status.ts';

/** `GET /api/volunteer/alerts`: what is open, the most severe and then the oldest first. */
export const alerts = guarded((e) => {
	callerOf(e);
	const found = rows(
		currentApp(),
		`SELECT a."alertId", a."machineId", COALESCE(m."name", '') AS "machineName",
			COALESCE(m."demo", FALSE) AS "demo", a."kind", a."severity", a."state",
			a."since", a."place", a."unit", COALESCE(CAST(a."value" AS TEXT), '') AS "value",
			COALESCE(CAST(a."threshold" AS TEXT), '') AS "threshold"
		FROM "alerts" a LEFT JOIN "machines" m ON m."machineId" = a."machineId"
		WHERE a."state" <> 'resolved' AND (m."status" <> 'revoked' OR a."machineId" = ${NETWORK})
		ORDER BY CASE a."severity" ${SEVERITIES.map((s, i) => `WHEN '${s}' THEN ${-i}`).join(' ')} ELSE 1 END,
			a."since", a."alertId"`,
		{},
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
			threshold: ''
		}
	);
	const reply: AlertsReply = {
		alerts: found.map(({ kind, severity, since, place, unit, value, threshold, ...alert }) => ({
			alertId: alert.alertId,
			machineId: alert.machineId === NETWORK ? null : alert.machineId,
			machineName: alert.machineId === NETWORK ? null : alert.machineName,
			demo: alert.demo,
			state: alert.state as AlertState,
			kind: kind as AlertKind,
			severity: severity as Severity,
			since: new Date(since).toISOString(),
			...placeFields(place),
			...(value === '' ? {} : { value: Number(value) }),
			...(threshold === '' ? {} : { threshold: Number(threshold) }),
			...(unit === '' ? {} : { unit })
		})),
		serverTime: new Date().toISOString()
	};
	e.json(200, reply);
});

type FleetMachine = SnapshotMachine & {
	status: FleetReply['machines'][number]['status'];
	unsentFacts: number;
	openAlerts: number;
	appVersion: string | null;
};

const MACHINES = listOf(machineJson(LEAN_LOTS, FLEET));

/** `GET /api/volunteer/machines`: the whole fleet, also what is on no map. */
export const machines = guarded((e) => {
	callerOf(e);
	const now = Date.now();
	const [all] = rows(currentApp(), MACHINES, { now }, { machines: '[]' });
	const fleet = JSON.parse(all?.machines ?? '[]') as FleetMachine[];
	const reply: FleetReply = {
		machines: fleet.map((machine) => {
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
				appVersion: machine.appVersion
			};
		}),
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});
