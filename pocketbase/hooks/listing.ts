import { INTERVAL } from '#domain/machine-config.ts';

// JSON made by the database, as text put together: rows that cross into JavaScript one value at a
// time, and JSON functions that read again what an inner one wrote, are what such an answer costs.

/** `{"a":1}` from columns by name, each of which is JSON text already. */
const object = (members: Record<string, string>): string =>
	`'{' || ${Object.entries(members)
		.map(([name, json], i) => `'${i > 0 ? ',' : ''}"${name}":' || ${json}`)
		.join(' || ')} || '}'`;

/** A list of JSON texts, from the rows of a subquery. */
const list = (json: string, from: string): string =>
	`'[' || COALESCE((SELECT group_concat(${json}, ',') FROM ${from}), '') || ']'`;

/** A text or a number as JSON; null is null. */
const plain = (column: string): string => `json_quote(${column})`;
/** A word of an enumeration, which needs no escapes. */
const word = (column: string): string => `'"' || ${column} || '"'`;
const orNull = (column: string): string => `json_quote(NULLIF(${column}, ''))`;
const numberOrNull = (number: string): string => `COALESCE(${number}, 'null')`;
const truth = (condition: string): string => `CASE WHEN ${condition} THEN 'true' ELSE 'false' END`;
/** What the last status `st` said under that name. */
const said = (name: string): string => `COALESCE(st."body" -> '${name}', 'null')`;
/** Milliseconds since 1970 as RFC 3339. */
const instant = (column: string): string =>
	`strftime('"%Y-%m-%dT%H:%M:%fZ"', ${column} / 1000.0, 'unixepoch')`;

/** What `availabilityOf` asks of a lot. */
const LOT = {
	slot: 'l."slot"',
	category: word('l."category"'),
	storage: word('l."storage"'),
	portions: 'l."portions"',
	from: 'l."offerFrom"',
	until: 'l."offerUntil"'
};
const DESCRIBED = {
	...LOT,
	lotId: plain('l."lotId"'),
	name: plain('l."name"'),
	dateKind: word('l."dateKind"'),
	allergens: `CASE l."allergens" WHEN '' THEN 'null' ELSE l."allergens" END`,
	diets: 'l."diets"'
};

/** The lots `l` of machine `m` whose window is not over yet at {:now}. */
export const LOTS = `"lots" l WHERE l."machineId" = m."machineId" AND l."portions" > 0 AND l."closed" = 0 AND l."offerUntil" > {:now}`;

/** `SnapshotLot` [S13]. */
export const FULL_LOTS = list(
	`CASE l."dateKind"
	WHEN 'preparedAt' THEN ${object({ ...DESCRIBED, preparedAt: instant('l."preparedAt"') })}
	ELSE ${object({ ...DESCRIBED, date: plain('l."date"') })} END`,
	LOTS
);

/** Only what `availabilityOf` asks of a lot. */
export const LEAN_LOTS = list(object(LOT), LOTS);

/** Whether a lot is physically inside slot `s`. */
export const OCCUPIED = `EXISTS (SELECT 1 FROM "lots" o WHERE o."machineId" = s."machineId" AND o."slot" = s."slot" AND o."portions" > 0 AND o."closed" = 0)`;

const SLOTS = list(
	object({
		slot: 's."slot"',
		storage: word('s."storage"'),
		kind: word('s."kind"'),
		state: word('s."state"'),
		occupied: truth(OCCUPIED)
	}),
	`"slots" s WHERE s."machineId" = m."machineId"`
);

/** When the machine last spoke: a status, or where nothing can send one, a fact [M19, M24]. */
export const LAST_SEEN = `CASE m."hardware" WHEN 'none'
	THEN (SELECT MAX(f."recordedAt") FROM "facts" f WHERE f."machineId" = m."machineId")
	ELSE st."recordedAt" END`;

/** Since when a fact has been waiting at the machine [M19]. */
export const WAITING_SINCE = `CASE WHEN st."outboxPending" > 0 THEN NULLIF(st."outboxOldestAt", 0) END`;
/** Seconds, as last sent to the machine. */
export const INTERVAL_SENT = `COALESCE(st."interval", ${INTERVAL})`;
/** The operator's word, else what was said when the machine was made. */
export const HOURS = `COALESCE(NULLIF(c."openingHours", ''), NULLIF(m."openingHours", ''))`;

/** A machine as a `SnapshotMachine`, as JSON text. With {@link NEWS}, at {:now}. */
export const machineJson = (lotsJson: string, more: Record<string, string> = {}): string =>
	object({
		machineId: 'm."machineId"',
		hardware: word('m."hardware"'),
		demo: truth('m."demo" = TRUE'),
		name: plain('m."name"'),
		address: orNull('m."address"'),
		lat: plain('m."lat"'),
		lon: plain('m."lon"'),
		timeZone: plain('m."timeZone"'),
		openingHours: plain(HOURS),
		donationPaused: truth('c."donationPaused" = 1'),
		notice: orNull('c."notice"'),
		interval: INTERVAL_SENT,
		lastSeenAt: numberOrNull(LAST_SEEN),
		waitingSince: numberOrNull(WAITING_SINCE),
		slots: SLOTS,
		lots: lotsJson,
		...more
	});

/** What only people on duty see of a machine. */
export const FLEET = {
	status: word('m."status"'),
	// Below zero where the machine does not tell.
	unsentFacts: `CASE WHEN st."outboxPending" > 0 THEN st."outboxPending" ELSE 0 END`,
	appVersion: plain('st."appVersion"'),
	report: `CASE WHEN st."machineId" IS NULL THEN 'null' ELSE ${object({
		controller: said('controller'),
		temperatures: said('temperatures'),
		power: said('power'),
		coldChain: said('coldChain')
	})} END`,
	openAlerts: `(SELECT COUNT(*) FROM "alerts" a WHERE a."machineId" = m."machineId" AND a."state" <> 'resolved')`
};

/** The latest status `st` and the configuration `c` of machine `m`, where it has one. */
export const NEWS = `LEFT JOIN "machineStatus" st ON st."machineId" = m."machineId"
	LEFT JOIN "configs" c ON c."machineId" = m."machineId"
		AND c."version" = (SELECT MAX(v."version") FROM "configs" v WHERE v."machineId" = m."machineId")`;

/** One row, whose "machines" is the JSON text of a list; by their numbers. */
export const listOf = (machine: string, where = ''): string =>
	`SELECT '[' || COALESCE(group_concat(machine, ','), '') || ']' AS "machines" FROM (
		SELECT ${machine} AS machine FROM "machines" m ${NEWS} ${where} ORDER BY m."machineId") AS "listed"`;
