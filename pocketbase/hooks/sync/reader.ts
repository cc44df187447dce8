import { scopeAt, type Grant, type Scope } from '#domain/access.ts';
import type { RouteOfPeople } from '#domain/access-table.ts';
import type { MayNot } from '#domain/shapes/access.ts';
import type { SyncCollection } from '#domain/shapes/sync.ts';
import { machinesWithin } from '../areas.ts';
import { callerOf } from '../caller.ts';
import { grantsOf } from '../grants.ts';
import { refusal } from '../may.ts';
import { currentApp, hash } from '../pocketbase.ts';
import { acceptedMachine } from '../request.ts';

/** Whoever reads a collection, and how far. */
export type Reader = {
	/** Of its facts: `m7` or `d` and a device's id. */
	readonly origin: string;
	readonly scope: Scope;
	readonly grants: readonly Grant[];
	/** The machines that lie within; null is every machine. */
	readonly machineIds: ReadonlySet<number> | null;
	/** What it may see: it changes where that does, and with it the feed starts anew [S8]. */
	readonly sight: string;
	readonly now: number;
};

/** Whose route tells of the same, and so says who may see it. */
const AS: Readonly<Record<SyncCollection, RouteOfPeople>> = {
	machines: 'fleet',
	lots: 'fleet',
	alerts: 'alerts',
	tasks: 'tasks',
	areas: 'listAreas'
};

/** What a machine reads of itself. */
const OF_MACHINES: readonly SyncCollection[] = ['lots', 'machines'];

/**
 * Who asks for a collection; the answer to give to somebody who may not see it.
 *
 * @throws 403 for what is not accepted, or signed out
 */
export function readerOf(e: core.RequestEvent, collection: SyncCollection): Reader | MayNot {
	const now = Date.now();
	if (e.auth?.collection().name === 'machines') {
		const { machineId } = acceptedMachine(e);
		if (!OF_MACHINES.includes(collection)) return refusal({ grants: [], now });
		return {
			...{ origin: `m${machineId}`, grants: [], now },
			scope: { reach: 'own' },
			machineIds: new Set([machineId]),
			sight: sightOf('machine', [machineId])
		};
	}
	const { deviceId, personId } = callerOf(e);
	const grants = grantsOf(currentApp(), personId);
	const scope = scopeAt(AS[collection], grants, now);
	if (scope.reach !== 'areas' && scope.reach !== 'everywhere') return refusal({ grants, now });
	const machineIds = machinesWithin(currentApp(), scope);
	// Of illness only those in charge are told, who may lead less than they are on duty for.
	const charge = scopeAt('illness', grants, now);
	const inCharge =
		collection === 'tasks' ? machinesWithin(currentApp(), charge) : new Set<number>();
	const areaIds = scope.reach === 'areas' ? [...scope.areaIds] : [];
	return {
		...{ origin: `d${deviceId}`, scope, grants, machineIds, now },
		sight: sightOf(scope.reach, areaIds, listed(machineIds), listed(inCharge))
	};
}

const listed = (machineIds: ReadonlySet<number> | null): readonly (number | string)[] =>
	machineIds === null ? ['all'] : [...machineIds];

const sightOf = (reach: string, ...within: (readonly (number | string)[])[]): string =>
	hash(JSON.stringify([reach, ...within.map((ids) => ids.map(String).sort())])).slice(0, 16);
