import { availabilityOf } from '#domain/availability.ts';
import { NearestQuery } from '#domain/nearest-query.ts';
import type { NearestReply, NearMachine } from '#domain/shapes/nearest.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { LEAN_LOTS, listOf, machineJson } from './listing.ts';
import { nearestOf, type Near } from './near.ts';
import { currentApp, guarded, rows } from './pocketbase.ts';
import { parse } from './request.ts';

/**
 * `GET /api/location/nearest`: the machines around a position, every acknowledged fact included
 * [M18]. The position is neither stored nor logged.
 */
export const nearest = guarded((e) => {
	const query = parse(NearestQuery, { ...e.requestInfo().query });
	const now = Date.now();
	const { near, total } = nearestOf(currentApp(), query, now);
	const known = machinesOf(near, now);
	const reply: NearestReply = {
		machines: near.flatMap(({ machineId, distanceM }) => {
			const machine = known.get(machineId);
			return machine ? [nearMachine(machine, distanceM, now)] : [];
		}),
		total,
		serverTime: new Date(now).toISOString()
	};
	e.blob(200, 'application/json', JSON.stringify(reply));
});

const MACHINES = listOf(
	machineJson(LEAN_LOTS),
	`WHERE m."machineId" IN (SELECT value FROM json_each({:ids}))`
);

function machinesOf(near: readonly Near[], now: number): Map<number, SnapshotMachine> {
	if (near.length === 0) return new Map();
	const [all] = rows(
		currentApp(),
		MACHINES,
		{ now, ids: JSON.stringify(near.map(({ machineId }) => machineId)) },
		{ machines: '[]' }
	);
	const machines = JSON.parse(all?.machines ?? '[]') as SnapshotMachine[];
	return new Map(machines.map((machine) => [machine.machineId, machine]));
}

function nearMachine(machine: SnapshotMachine, distanceM: number, now: number): NearMachine {
	const { freshness, openNow, canCollect, canDonate, reasons, stock } = availabilityOf(
		machine,
		now
	);
	const { machineId, hardware, name, address, lat, lon, lastSeenAt } = machine;
	return {
		machineId,
		hardware,
		name,
		address,
		lat,
		lon,
		distanceM,
		canCollect,
		canDonate,
		reasons: [...reasons],
		openNow,
		stock,
		freshness,
		lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString()
	};
}
