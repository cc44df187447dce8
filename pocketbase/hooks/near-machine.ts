import { availabilityOf, type HeldLot, type HeldSlot } from '#domain/availability.ts';
import type { Category, Hardware, SlotKind, SlotState, Storage } from '#domain/shapes/words.ts';
import { HOURS, INTERVAL_SENT, LAST_SEEN, LOTS, NEWS, OCCUPIED, WAITING_SINCE } from './listing.ts';
import { textOf } from './pocketbase.ts';

// A machine crosses from the database as one text: what has to be computed with as bare fields, the
// rest as JSON that is only handed on. To read JSON costs the runtime more than the whole search.

/** Between the texts of two machines. Signs below a space cannot stand in a JSON text. */
const NEXT_MACHINE = '\x1e';
/** So many different sets of slots are kept as they were read. */
const SLOTS_KNOWN = 500;
const NEXT_FIELD = '\x1f';

/** Fields in `from`, with `next` between the rows. */
const each = (fields: readonly string[], next: string, from: string): string =>
	`COALESCE((SELECT group_concat(concat_ws(',', ${fields.join(', ')}), '${next}') FROM ${from}), '')`;

const SLOTS = each(
	[
		's."slot"',
		's."kind"',
		's."state"',
		`CASE WHEN s."kind" = 'locker' AND ${OCCUPIED} THEN 1 ELSE 0 END`
	],
	';',
	'"slots" s WHERE s."machineId" = m."machineId"'
);
const HELD = each(
	['l."slot"', 'l."category"', 'l."storage"', 'l."portions"', 'l."offerFrom"', 'l."offerUntil"'],
	';',
	LOTS
);
/** The start of its answer. */
const HEAD = `concat('{"machineId":', m."machineId", ',"hardware":"', m."hardware",
	'","name":', json_quote(m."name"), ',"address":', json_quote(NULLIF(m."address", '')),
	',"lat":', json_quote(m."lat"), ',"lon":', json_quote(m."lon"))`;

/** Machine `m` with its news, at {:now}, as the text that {@link nearJson} reads; no field is null. */
const TEXT = `concat_ws('${NEXT_FIELD}', ${[
	'm."machineId"',
	'm."hardware"',
	INTERVAL_SENT,
	`COALESCE(${LAST_SEEN}, '')`,
	`COALESCE(${WAITING_SINCE}, '')`,
	`COALESCE(c."donationPaused", 0)`,
	`json_quote(${HOURS})`,
	SLOTS,
	HELD,
	HEAD
].join(', ')})`;
const TEXTS = `SELECT COALESCE(group_concat(${TEXT}, '${NEXT_MACHINE}'), '')
	FROM "machines" m ${NEWS} WHERE m."machineId" IN (SELECT value FROM json_each({:ids}))`;

/** A machine that was found, and how far it is from there. */
export type Near = { readonly machineId: number; readonly distanceM: number };

/** The JSON of each `NearMachine` [M18], in their order. */
export function nearJson(near: readonly Near[], now: number): string[] {
	if (near.length === 0) return [];
	const ids = `[${near.map(({ machineId }) => machineId).join(',')}]`;
	const fieldsOf: Record<string, readonly string[]> = {};
	textOf(TEXTS, { now, ids })
		.split(NEXT_MACHINE)
		.forEach((text) => {
			const fields = text.split(NEXT_FIELD);
			fieldsOf[fields[0] ?? ''] = fields;
		});
	const known: string[] = [];
	near.forEach(({ machineId, distanceM }) => {
		const fields = fieldsOf[machineId];
		if (fields) known.push(oneJson(fields, distanceM, now));
	});
	return known;
}

function oneJson(fields: readonly string[], distanceM: number, now: number): string {
	const lastSeenAt = numberOrNull(fields[3]);
	const { freshness, openNow, canCollect, canDonate, reasons, stock } = availabilityOf(
		{
			hardware: fields[1] as Hardware,
			interval: Number(fields[2]),
			lastSeenAt,
			waitingSince: numberOrNull(fields[4]),
			donationPaused: fields[5] === '1',
			openingHours: hoursOf(fields[6]),
			slots: slotsOf(fields[7]),
			lots: listOf(fields[8], lotOf)
		},
		now
	);
	const why = reasons.length === 0 ? '' : `"${reasons.join('","')}"`;
	const seen = lastSeenAt === null ? 'null' : `"${new Date(lastSeenAt).toISOString()}"`;
	return `${fields[9] ?? ''},"distanceM":${distanceM},"canCollect":${canCollect},"canDonate":${canDonate},"reasons":[${why}],"openNow":${openNow},"stock":{"portions":${stock.portions},"lots":${stock.lots},"byCategory":${JSON.stringify(stock.byCategory)}},"freshness":"${freshness}","lastSeenAt":${seen}}`;
}

const numberOrNull = (field = ''): number | null => (field === '' ? null : Number(field));

function hoursOf(json = 'null'): string | null {
	return json === 'null' ? null : (JSON.parse(json) as string);
}

function listOf<T>(field = '', one: (parts: readonly string[]) => T): readonly T[] {
	return field === '' ? [] : field.split(';').map((text) => one(text.split(',')));
}

/** Most machines have the slots of another one. */
const knownSlots = new Map<string, readonly HeldSlot[]>();

function slotsOf(field = ''): readonly HeldSlot[] {
	const known = knownSlots.get(field);
	if (known) return known;
	const slots = listOf(field, slotOf);
	if (knownSlots.size === SLOTS_KNOWN) knownSlots.clear();
	knownSlots.set(field, slots);
	return slots;
}

const slotOf = (parts: readonly string[]): HeldSlot => ({
	slot: Number(parts[0]),
	kind: parts[1] as SlotKind,
	state: parts[2] as SlotState,
	occupied: parts[3] === '1'
});

const lotOf = (parts: readonly string[]): HeldLot => ({
	slot: Number(parts[0]),
	category: parts[1] as Category,
	storage: parts[2] as Storage,
	portions: Number(parts[3]),
	from: Number(parts[4]),
	until: Number(parts[5])
});
