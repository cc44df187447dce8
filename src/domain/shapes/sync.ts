import * as v from 'valibot';
import { Area } from './access.ts';
import { Allergens } from './lot.ts';
import { DutyAlert, DutyTask, FleetMachine } from './people.ts';
import {
	ClientId,
	Instant,
	integer,
	MAX_INTEGER,
	numeral,
	PlainDateText,
	SlotNumber
} from './values.ts';
import * as words from './words.ts';

// State down [S7 to S12]: what a page keeps of what the server has.

/** What comes down. */
export const SYNC_COLLECTIONS = ['machines', 'lots', 'alerts', 'tasks', 'areas'] as const;
export type SyncCollection = (typeof SYNC_COLLECTIONS)[number];

/** As many changes as one answer has at most [S8]. */
export const MAX_CHANGES = 500;

const count = integer(0, MAX_INTEGER);

const collection = v.picklist(SYNC_COLLECTIONS, `One of ${SYNC_COLLECTIONS.join(', ')}.`);

/** What is asked of `GET /api/sync/changes`. */
export const ChangesQuery = v.object({
	collection,
	/** The `feed` and the `next` of the answer before, or the `feed` and the `seq` of the snapshot. */
	feed: v.pipe(
		v.string(),
		v.maxLength(40, 'At most 40 characters.'),
		v.metadata({ maxLength: 40 })
	),
	since: numeral(0, MAX_INTEGER),
	limit: v.optional(numeral(1, MAX_CHANGES), String(MAX_CHANGES))
});
/** What is asked of `GET /api/sync/snapshot`. */
export const SyncSnapshotQuery = v.object({ collection });

/** `GET /api/sync/changes`: a page of what changed after `since`. */
export const ChangesReply = v.object({
	/** The feed's id, with what the caller may see: another one means to start over. */
	feed: v.string(),
	changes: v.array(
		v.object({
			seq: count,
			id: v.string(),
			/** `delete` also where the caller may not see it any more. */
			op: v.picklist(['put', 'delete']),
			record: v.exactOptional(v.unknown())
		})
	),
	/** The last seq that was looked at: ask on from there. */
	next: count,
	/** Ask again at once. */
	more: v.boolean(),
	head: count,
	/** Start over: there are no changes. */
	reset: v.exactOptional(v.literal(true)),
	serverTime: Instant
});
export type ChangesReply = v.InferOutput<typeof ChangesReply>;

/** `GET /api/sync/snapshot`: all that the caller may see of a collection, as of `seq` [S11]. */
export const SyncSnapshotReply = v.object({
	feed: v.string(),
	seq: count,
	records: v.array(v.object({ id: v.string(), record: v.unknown() })),
	serverTime: Instant
});
export type SyncSnapshotReply = v.InferOutput<typeof SyncSnapshotReply>;

/** How much of the asking origin's facts is in a record that facts change [S12]. */
const contained = {
	/** The origin's newest epoch, of which the next two speak; null before its first fact. */
	appliedEpoch: v.nullable(v.string()),
	/** The highest seq of that epoch that is in it; 0 where none is. */
	appliedSeq: count,
	/** Seqs of that epoch below the highest seen that the server has not got; at most the 100 lowest. */
	missingSeqs: v.pipe(v.array(count), v.metadata({ maxItems: 100 }))
};

/** A lot at a machine, whether it is offered or not. */
export const LotRecord = v.object({
	machineId: integer(1, MAX_INTEGER),
	lotId: ClientId,
	/** 0 where nobody said. */
	slot: v.union([SlotNumber, v.literal(0)]),
	/** Physical stock, which may be below zero. */
	portions: integer(-MAX_INTEGER, MAX_INTEGER),
	/** Closed for good. */
	closed: v.boolean(),
	/** Nobody has seen what is there [S1a]. */
	unconfirmed: v.boolean(),
	/** Milliseconds since 1970. */
	donatedAt: count,
	/** What it is, as it was donated; null for one that nobody has described. */
	described: v.nullable(
		v.object({
			name: v.string(),
			category: v.picklist(words.CATEGORIES),
			storage: v.picklist(words.STORAGES),
			dateKind: v.picklist(words.DATE_KINDS),
			date: v.exactOptional(PlainDateText),
			preparedAt: v.exactOptional(Instant),
			allergens: v.nullable(Allergens),
			diets: v.array(v.picklist(words.DIETS)),
			labelled: v.exactOptional(v.literal(true)),
			productKind: v.exactOptional(v.picklist(words.PRODUCT_KINDS))
		})
	),
	...contained
});
export type LotRecord = v.InferOutput<typeof LotRecord>;

export const AlertRecord = v.object({ ...DutyAlert.entries, ...contained });
export type AlertRecord = v.InferOutput<typeof AlertRecord>;

/** Kept tasks; those that are worked out of the ledger have no rows, and stay on their route. */
export const TaskRecord = v.object({ ...DutyTask.entries, ...contained });
export type TaskRecord = v.InferOutput<typeof TaskRecord>;

export const MachineRecord = FleetMachine;
export const AreaRecord = Area;

/** The form of the records of each collection. */
export const RECORDS = {
	machines: MachineRecord,
	lots: LotRecord,
	alerts: AlertRecord,
	tasks: TaskRecord,
	areas: AreaRecord
} as const satisfies Record<SyncCollection, v.GenericSchema>;
