import { vectorOf } from '#domain/geo-box.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { Hardware } from '#domain/shapes/words.ts';
import { band } from './near-sql.ts';
import { execute, rows } from './pocketbase.ts';

export type NewMachine = {
	readonly hardware: Hardware;
	readonly status: 'enrolled' | 'accepted';
	readonly name: string;
	readonly address: string;
	readonly lat: number;
	readonly lon: number;
	readonly timeZone: string;
	/** OSM `opening_hours`, or empty where nobody knows. */
	readonly openingHours: string;
	/** Where an imported machine came from, or empty. */
	readonly importKey: string;
	readonly demo: boolean;
};

/** Makes a machine with a number that was never given before [M1]. */
export function createMachine(tx: core.App, machine: NewMachine): number {
	const counted = rows(
		tx,
		`UPDATE "counters" SET "value" = "value" + 1 WHERE "name" = 'machine' RETURNING "value"`,
		{},
		{ value: 0 }
	);
	const machineId = counted[0]?.value ?? 0;
	const record = new Record(tx.findCollectionByNameOrId('machines'), { ...machine, machineId });
	lockPassword(record);
	tx.save(record);
	return machineId;
}

/**
 * A password that nobody has: the collection takes none, but its column must not be empty. A real
 * hash would cost a tenth of a second each, an hour for a fleet.
 */
export function lockPassword(record: core.Record): void {
	const field = record.collection().fields.getByName('password');
	record.setRaw('password', field.prepareValue(record, `$2a$10$${$security.randomString(53)}`));
	record.refreshTokenKey();
}

export function findMachine(app: core.App, machineId: number): core.Record | undefined {
	return app.findRecordsByFilter('machines', 'machineId = {:machineId}', '', 1, 0, {
		machineId
	})[0];
}

/** The same, for a command: that there is none is said in words. */
export function existingMachine(tx: core.App, machineId: number): core.Record {
	const machine = findMachine(tx, machineId);
	if (!machine) throw new Error(`There is no machine ${machineId}.`);
	return machine;
}

type Place = { readonly lat: number; readonly lon: number; readonly hardware: Hardware };

/** Puts the machine on the map for everybody [M18]. */
export function list(tx: core.App, machineId: number, { lat, lon, hardware }: Place): void {
	const columns = ['band', 'lat', 'lon', 'x', 'y', 'z', 'reported'];
	const reported = hardware === 'none' ? 1 : 0;
	execute(
		tx,
		`INSERT INTO "machineGeo" ("machineId", ${columns.map((c) => `"${c}"`).join(', ')})
		VALUES ({:machineId}, ${columns.map((c) => `{:${c}}`).join(', ')})
		ON CONFLICT ("machineId") DO UPDATE SET ${columns.map((c) => `"${c}" = excluded."${c}"`).join(', ')}`,
		{ machineId, band: band(lat), lat, lon, ...vectorOf({ lat, lon }), reported }
	);
	retag(tx, machineId);
}

/** Puts a machine with a controller on the map, where its record says that it stands. */
export function listAccepted(tx: core.App, machine: core.Record): void {
	const [lat, lon] = [machine.getFloat('lat'), machine.getFloat('lon')];
	list(tx, machine.getInt('machineId'), { lat, lon, hardware: 'controller' });
}

/** Takes the machine off every public answer [M18]. */
export function unlist(tx: core.App, machineId: number): void {
	execute(tx, `DELETE FROM "machineGeo" WHERE "machineId" = {:machineId}`, { machineId });
	retag(tx, machineId);
}

/**
 * Finds the machine by what is true of it now. Its lots tag themselves; to be called when its place,
 * its slots or its hours have changed.
 */
export function retag(tx: core.App, machineId: number): void {
	const columns = `"machineId", "lotId", "tag", "band", "lat", "lon", "offerFrom", "offerUntil", "reported"`;
	execute(tx, `DELETE FROM "tags" WHERE "machineId" = {:machineId}`, { machineId });
	execute(
		tx,
		`INSERT INTO "tags" (${columns}) SELECT ${columns} FROM "tagsNow" WHERE "machineId" = {:machineId}
		ON CONFLICT ("machineId", "lotId", "tag") DO NOTHING`,
		{ machineId }
	);
}

/** The slots of the machine are these from now on, all of them in order. */
export function fit(tx: core.App, machineId: number, slots: readonly HardwareSlot[]): void {
	execute(tx, `DELETE FROM "slots" WHERE "machineId" = {:machineId}`, { machineId });
	// What the hardware before said of its slots is over: the next status says it anew.
	execute(
		tx,
		`UPDATE "machineStatus" SET "slotStates" = '', "coldChain" = '', "coldChainAt" = 0, "slotsDue" = 1 WHERE "machineId" = {:machineId}`,
		{ machineId }
	);
	for (const { slot, storage, kind, litres, lock } of slots) {
		execute(
			tx,
			`INSERT INTO "slots" ("machineId", "slot", "kind", "storage", "litres", "lock")
			VALUES ({:machineId}, {:slot}, {:kind}, {:storage}, {:litres}, {:lock})`,
			{ machineId, slot, storage, kind: kind ?? 'shelf', litres: litres ?? 0, lock: lock ?? -1 }
		);
	}
}
