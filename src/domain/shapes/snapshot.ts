import * as v from 'valibot';
import { Allergens } from './lot.ts';
import {
	ClientId,
	Instant,
	integer,
	Latitude,
	Longitude,
	MAX_INTEGER,
	PlainDateText,
	SlotNumber
} from './values.ts';
import * as words from './words.ts';

// The public page and the service worker take types from here and nothing else: what they need of a
// snapshot before it comes is in snapshot-path.ts.

/** Milliseconds since 1970. */
const millis = integer(-MAX_INTEGER, MAX_INTEGER);

/** A lot that may be offered now or later; those past their window or taken are not sent. */
export const SnapshotLot = v.object({
	lotId: ClientId,
	slot: SlotNumber,
	name: v.string(),
	category: v.picklist(words.CATEGORIES),
	storage: v.picklist(words.STORAGES),
	dateKind: v.picklist(words.DATE_KINDS),
	date: v.exactOptional(PlainDateText),
	preparedAt: v.exactOptional(Instant),
	portions: integer(1, MAX_INTEGER),
	allergens: v.nullable(Allergens),
	diets: v.array(v.picklist(words.DIETS)),
	/** When it is offered: from `from` on, before `until` [F2, F3, F4]. */
	from: millis,
	until: millis
});
export type SnapshotLot = v.InferOutput<typeof SnapshotLot>;

/** A machine as everybody may see it. */
export const SnapshotMachine = v.object({
	machineId: integer(1, MAX_INTEGER),
	hardware: v.picklist(words.HARDWARE),
	/** Made by the demonstration, and said so on every screen. */
	demo: v.boolean(),
	name: v.string(),
	address: v.nullable(v.string()),
	lat: Latitude,
	lon: Longitude,
	timeZone: v.string(),
	openingHours: v.nullable(v.string()),
	donationPaused: v.boolean(),
	notice: v.nullable(v.string()),
	/** Seconds, as last sent to the machine. */
	interval: integer(1, 86_400),
	/** The last status or fact; null before the first. */
	lastSeenAt: v.nullable(millis),
	/** Since when a fact has been waiting at the machine, if any. */
	waitingSince: v.nullable(millis),
	slots: v.array(
		v.object({
			slot: SlotNumber,
			storage: v.picklist(words.STORAGES),
			kind: v.picklist(words.SLOT_KINDS),
			state: v.picklist(words.SLOT_STATES),
			/** Whether a lot is physically inside, offered or not. */
			occupied: v.boolean()
		})
	),
	lots: v.array(SnapshotLot)
});
export type SnapshotMachine = v.InferOutput<typeof SnapshotMachine>;

/** `GET /api/public/snapshot` [S13]; its age is told by the answer's `Date`. */
export const Snapshot = v.object({ machines: v.array(SnapshotMachine) });
export type Snapshot = v.InferOutput<typeof Snapshot>;
