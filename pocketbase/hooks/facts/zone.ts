import type { Zone } from '#domain/calendar.ts';
import { rows } from '../pocketbase.ts';

/** A zone that asks the server's zone database, once for each instant. */
export function zoneNamed(name: string): Zone {
	const days = new Map<number, string>();
	return {
		localDate(at) {
			const known = days.get(at);
			if (known !== undefined) return known;
			const day = $exes.localDate(at, name);
			days.set(at, day);
			return day;
		}
	};
}

/** The zone that a machine stands in. */
export function zoneAt(app: core.App, machineId: number): Zone {
	const sql = `SELECT "timeZone" FROM "machines" WHERE "machineId" = {:machineId}`;
	const [machine] = rows(app, sql, { machineId }, { timeZone: '' });
	if (!machine) throw new Error(`There is no machine ${machineId}.`);
	return zoneNamed(machine.timeZone);
}
