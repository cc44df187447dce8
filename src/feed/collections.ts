import {
	addRxPlugin,
	createRxDatabase,
	type RxCollection,
	type RxConflictHandler,
	type RxDatabase,
	type RxJsonSchema,
	type RxStorage
} from 'rxdb/plugins/core';
import { RxDBLeaderElectionPlugin } from 'rxdb/plugins/leader-election';
import type { SyncCollection } from '#domain/shapes/sync.ts';

addRxPlugin(RxDBLeaderElectionPlugin);

/** A record as it is kept: the form of what is in it is the wire's, and checked where it is read. */
export type Kept = {
	readonly id: string;
	/** The feed that it came with, and the seq of its change there; of a snapshot, the snapshot's. */
	readonly feed: string;
	readonly seq: number;
	readonly record: unknown;
};

/** What is known of a collection as a whole. */
export type Mark = {
	/** The collection's name. */
	readonly id: string;
	/** When the server last said that this is all, by its clock. */
	readonly at: number;
	/** How far the feed had been looked at by then. */
	readonly feed: string;
	readonly seq: number;
	/** The version of this app's records: those of another one are fetched anew. */
	readonly shape: number;
};

export type KeptCollection = RxCollection<Kept>;
type Marks = RxCollection<Mark>;
export type FeedDatabase = RxDatabase<Record<SyncCollection, KeptCollection> & { marks: Marks }>;

const keyed = (properties: object): object => ({
	version: 0,
	primaryKey: 'id',
	type: 'object',
	properties: { id: { type: 'string', maxLength: 100 }, ...properties },
	required: ['id']
});

/** An envelope that needs no migration when a record changes [S10]. */
const KEPT = keyed({
	feed: { type: 'string' },
	seq: { type: 'number' },
	record: { type: 'object', additionalProperties: true }
}) as RxJsonSchema<Kept>;
const MARK = keyed({
	at: { type: 'number' },
	feed: { type: 'string' },
	seq: { type: 'number' },
	shape: { type: 'number' }
}) as RxJsonSchema<Mark>;

/** Whether what is kept is as new as a change of that feed. */
export const isAsNew = (
	kept: Pick<Kept, 'feed' | 'seq'>,
	{ feed, seq }: Pick<Kept, 'feed' | 'seq'>
): boolean => kept.feed === feed && kept.seq >= seq;

/** A record that is not older than the server's is left as it is. */
const conflictHandler: RxConflictHandler<Kept> = {
	isEqual: (theirs, ours) => isAsNew(ours, theirs),
	resolve: ({ realMasterState }) => Promise.resolve(realMasterState)
};

export type DatabaseOptions = {
	/** One a person, or `kiosk`. */
	readonly name: string;
	readonly storage: RxStorage<unknown, unknown>;
	/** Whether other tabs may have it open too. */
	readonly multiInstance: boolean;
	readonly collections: readonly SyncCollection[];
};

/** The one place that makes collections. */
export async function openCollections({
	name,
	storage,
	multiInstance,
	collections
}: DatabaseOptions): Promise<FeedDatabase> {
	const db = await createRxDatabase<FeedDatabase['collections']>({
		name: databaseName(name),
		storage,
		multiInstance,
		eventReduce: true
	});
	try {
		await db.addCollections({
			marks: { schema: MARK },
			...Object.fromEntries(
				collections.map((collection) => [collection, { schema: KEPT, conflictHandler }])
			)
		});
	} catch (error) {
		await db.close();
		throw error;
	}
	return db;
}

export const databaseName = (name: string): string => `exes-feed-${name}`;
