import { reaches, type Scope } from '#domain/access.ts';
import type { Membership } from '#domain/fact-access.ts';
import type { Area } from '#domain/shapes/access.ts';
import { newId } from './alerts.ts';
import { audit, type Author } from './audit.ts';
import { insert } from './facts/insert.ts';
import { execute, rows } from './pocketbase.ts';

/** The areas of a machine, past ones too. */
export function membershipsOf(app: core.App, machineId: number): Membership[] {
	return rows(
		app,
		`SELECT "areaId", "startsAt", "endsAt" FROM "areaMachines" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ areaId: '', startsAt: 0, endsAt: 0 }
	);
}

/** The machines that lie within a scope now; null is every machine. */
export function machinesWithin(app: core.App, scope: Scope): ReadonlySet<number> | null {
	if (scope.reach === 'everywhere') return null;
	if (scope.reach !== 'areas') return new Set();
	const found = rows(
		app,
		`SELECT DISTINCT "machineId" FROM "areaMachines"
			WHERE "endsAt" = 0 AND "areaId" IN (SELECT value FROM json_each({:areaIds}))`,
		{ areaIds: JSON.stringify(Array.from(scope.areaIds)) },
		{ machineId: 0 }
	);
	return new Set(found.map(({ machineId }) => machineId));
}

/**
 * Machines as a condition, with what it binds under a name. Where everything is within, it asks
 * nothing.
 */
export function within(machines: ReadonlySet<number> | null) {
	const bindAs = (name: string): Record<string, string> =>
		machines === null ? {} : { [name]: JSON.stringify(Array.from(machines)) };
	return {
		sql: (column: string, name = 'within'): string =>
			machines === null ? '1 = 1' : `${column} IN (SELECT value FROM json_each({:${name}}))`,
		bindAs,
		bind: bindAs('within')
	};
}

const AREA = { areaId: '', name: '', machineIds: '' };
const AREAS = `SELECT a."areaId", a."name", COALESCE((SELECT group_concat(m."machineId", ',') FROM
		(SELECT "machineId" FROM "areaMachines" WHERE "areaId" = a."areaId" AND "endsAt" = 0 ORDER BY "machineId") m), '')
		AS "machineIds" FROM "areas" a`;

const areaTold = ({ areaId, name, machineIds }: typeof AREA): Area => ({
	areaId,
	name,
	machineIds: machineIds === '' ? [] : machineIds.split(',').map(Number)
});

/** Areas by their names, as far as a scope reaches. */
export function areasSeenIn(app: core.App, scope: Scope): Area[] {
	const all = rows(app, `${AREAS} ORDER BY LOWER(a."name"), a."areaId"`, {}, AREA).map(areaTold);
	return all.filter(({ areaId }) => reaches(scope, [areaId]));
}

export function areaNamed(app: core.App, areaId: string): Area | undefined {
	return rows(app, `${AREAS} WHERE a."areaId" = {:areaId}`, { areaId }, AREA).map(areaTold)[0];
}

/** What came of a change of areas; where it is not `done`, nothing is. */
export type AreaOutcome =
	| { readonly kind: 'done'; readonly areaId: string }
	| { readonly kind: 'unknown_area' | 'area_exists' }
	| { readonly kind: 'unknown_machine'; readonly machineId: number };

/** Makes an area of these machines. */
export function createArea(
	tx: core.App,
	author: Author,
	{ name, machineIds }: { readonly name: string; readonly machineIds: readonly number[] },
	now: number
): AreaOutcome {
	const fault = faultOf(tx, '', name, machineIds);
	if (fault) return fault;
	const areaId = newId();
	execute(
		tx,
		`INSERT INTO "areas" ("areaId", "name", "createdAt") VALUES ({:areaId}, {:name}, {:now})`,
		{ areaId, name, now }
	);
	setMachines(tx, areaId, [], machineIds, now);
	const after = { name, machineIds: sorted(machineIds) };
	audit(tx, author, { action: 'area.create', subject: `area:${areaId}`, after });
	return { kind: 'done', areaId };
}

/** Renames an area, or says which machines lie in it from now on; what is not named stays. */
export function changeArea(
	tx: core.App,
	author: Author,
	areaId: string,
	wanted: { readonly name?: string; readonly machineIds?: readonly number[] },
	now: number
): AreaOutcome {
	const before = areaNamed(tx, areaId);
	if (!before) return { kind: 'unknown_area' };
	const name = wanted.name ?? before.name;
	const machineIds = sorted(wanted.machineIds ?? before.machineIds);
	const fault = faultOf(tx, areaId, name, machineIds);
	if (fault) return fault;
	const isRenamed = name !== before.name;
	const isMoved = machineIds.join() !== before.machineIds.join();
	if (!isRenamed && !isMoved) return { kind: 'done', areaId };
	if (isRenamed) {
		execute(tx, `UPDATE "areas" SET "name" = {:name} WHERE "areaId" = {:areaId}`, { areaId, name });
	}
	setMachines(tx, areaId, before.machineIds, machineIds, now);
	const changed = (area: Pick<Area, 'name' | 'machineIds'>) => ({
		...(isRenamed ? { name: area.name } : {}),
		...(isMoved ? { machineIds: area.machineIds } : {})
	});
	audit(tx, author, {
		action: 'area.change',
		subject: `area:${areaId}`,
		before: changed(before),
		after: changed({ name, machineIds })
	});
	return { kind: 'done', areaId };
}

const sorted = (machineIds: readonly number[]): number[] =>
	Array.from(new Set(machineIds)).sort((a, b) => a - b);

function faultOf(
	tx: core.App,
	areaId: string,
	name: string,
	machineIds: readonly number[]
): AreaOutcome | null {
	const others = rows(
		tx,
		`SELECT "areaId" FROM "areas" WHERE "name" = {:name} AND "areaId" <> {:areaId}`,
		{ name, areaId },
		{ areaId: '' }
	);
	if (others.length > 0) return { kind: 'area_exists' };
	const known = rows(
		tx,
		`SELECT "machineId" FROM "machines" WHERE "machineId" IN (SELECT value FROM json_each({:ids}))`,
		{ ids: JSON.stringify(machineIds) },
		{ machineId: 0 }
	);
	const there = new Set(known.map(({ machineId }) => machineId));
	const missing = machineIds.find((machineId) => !there.has(machineId));
	return missing === undefined ? null : { kind: 'unknown_machine', machineId: missing };
}

/** The machines of an area are these from now on; where each was before stays known. */
function setMachines(
	tx: core.App,
	areaId: string,
	before: readonly number[],
	machineIds: readonly number[],
	now: number
): void {
	const [old, next] = [new Set(before), new Set(machineIds)];
	const gone = before.filter((machineId) => !next.has(machineId));
	const come = sorted(machineIds).filter((machineId) => !old.has(machineId));
	if (gone.length > 0) {
		execute(
			tx,
			`UPDATE "areaMachines" SET "endsAt" = {:now} WHERE "areaId" = {:areaId} AND "endsAt" = 0
				AND "machineId" IN (SELECT value FROM json_each({:gone}))`,
			{ areaId, now, gone: JSON.stringify(gone) }
		);
	}
	insert(
		tx,
		'areaMachines',
		['areaId', 'machineId', 'startsAt', 'endsAt'],
		come.map((machineId) => [areaId, machineId, now, 0]),
		'ON CONFLICT ("areaId", "machineId", "startsAt") DO UPDATE SET "endsAt" = 0'
	);
}
