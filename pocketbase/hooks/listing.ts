import { INTERVAL } from '#domain/machine-config.ts';

/** A text column as JSON, null where it is empty. */
const orNull = (column: string): string => `NULLIF(${column}, '')`;
const truth = (condition: string): string =>
	`json(CASE WHEN ${condition} THEN 'true' ELSE 'false' END)`;
/** Milliseconds since 1970 as RFC 3339. */
const instant = (column: string): string =>
	`strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;

/** The lots of machine `m` whose window is not over yet at {:now}. */
const lots = (lot: string): string =>
	`json((SELECT json_group_array(json(${lot})) FROM "lots" l
		WHERE l."machineId" = m."machineId" AND l."portions" > 0 AND l."closed" = 0 AND l."offerUntil" > {:now}))`;

const LOT = `'slot', l."slot", 'category', l."category", 'storage', l."storage",
	'portions', l."portions", 'from', l."offerFrom", 'until', l."offerUntil"`;
const DESCRIBED = `${LOT}, 'lotId', l."lotId", 'name', l."name", 'dateKind', l."dateKind",
	'allergens', json(COALESCE(${orNull('l."allergens"')}, 'null')), 'diets', json(l."diets")`;

/** `SnapshotLot` [S13]. */
export const FULL_LOTS = lots(`CASE l."dateKind"
	WHEN 'preparedAt' THEN json_object(${DESCRIBED}, 'preparedAt', ${instant('l."preparedAt"')})
	ELSE json_object(${DESCRIBED}, 'date', l."date") END`);

/** Only what `availabilityOf` asks of a lot. */
export const LEAN_LOTS = lots(`json_object(${LOT})`);

const SLOTS = `json((SELECT json_group_array(json_object(
	'slot', s."slot", 'storage', s."storage", 'kind', s."kind", 'state', s."state",
	'occupied', ${truth(
		`EXISTS (SELECT 1 FROM "lots" o WHERE o."machineId" = s."machineId" AND o."slot" = s."slot" AND o."portions" > 0 AND o."closed" = 0)`
	)}
)) FROM "slots" s WHERE s."machineId" = m."machineId"))`;

/**
 * When the machine last spoke: a status, or where there is nothing that could send one, a fact [M19,
 * M24].
 */
const LAST_SEEN = `CASE m."hardware" WHEN 'none'
	THEN (SELECT MAX(f."recordedAt") FROM "facts" f WHERE f."machineId" = m."machineId")
	ELSE st."recordedAt" END`;

/**
 * A machine as a `SnapshotMachine`, as JSON text made by the database: rows that cross into
 * JavaScript one value at a time are what such an answer costs. From {@link MACHINES}, at {:now}.
 */
export const machineJson = (lotsJson: string, more = ''): string => `json_object(
	'machineId', m."machineId", 'hardware', m."hardware", 'demo', ${truth('m."demo" = TRUE')},
	'name', m."name", 'address', ${orNull('m."address"')}, 'lat', m."lat", 'lon', m."lon",
	'timeZone', m."timeZone", 'openingHours', COALESCE(${orNull('c."openingHours"')}, ${orNull('m."openingHours"')}),
	'donationPaused', ${truth('COALESCE(c."donationPaused", 0) = 1')}, 'notice', ${orNull('c."notice"')},
	'interval', COALESCE(st."interval", ${INTERVAL}), 'lastSeenAt', ${LAST_SEEN},
	'waitingSince', CASE WHEN st."outboxPending" > 0 THEN NULLIF(st."outboxOldestAt", 0) END,
	'slots', ${SLOTS}, 'lots', ${lotsJson}${more})`;

/** Every machine with its latest status and configuration, where it has one. */
export const MACHINES = `"machines" m
	LEFT JOIN "machineStatus" st ON st."machineId" = m."machineId"
	LEFT JOIN "configs" c ON c."machineId" = m."machineId"
		AND c."version" = (SELECT MAX(v."version") FROM "configs" v WHERE v."machineId" = m."machineId")`;
