import type { Scope } from '#domain/access.ts';
import type { Membership } from '#domain/fact-access.ts';
import { rows } from './pocketbase.ts';

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
