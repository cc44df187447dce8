import {
	ChangesQuery,
	SyncSnapshotQuery,
	MAX_CHANGES,
	type ChangesReply,
	type SyncCollection,
	type SyncSnapshotReply
} from '#domain/shapes/sync.ts';
import { only } from '../only.ts';
import { currentApp, guarded, rows } from '../pocketbase.ts';
import { parse, queryOf } from '../request.ts';
import { feedOf } from './feed.ts';
import { readerOf, type Reader } from './reader.ts';
import { recordsOf } from './records.ts';

/** So many changes are looked at for one answer; `more` says that there are others [S8]. */
const MOST_SCANNED = 5_000;

/**
 * `GET /api/sync/changes`: what changed in a collection after `since`, as this reader may see it now.
 * A thing that is not there any more, or not for this reader, comes as a deletion.
 */
export const changes = guarded((e) => {
	const asked = parse(ChangesQuery, queryOf(e, ChangesQuery));
	const reader = readerOf(e, asked.collection);
	if ('status' in reader) return e.json(403, reader);
	const app = currentApp();
	const { feed, head, floor } = feedOf(app, reader);
	const { since } = asked;
	const serverTime = new Date(reader.now).toISOString();
	// Before the floor changes are forgotten; beyond the head somebody knows another feed's.
	if (asked.feed !== feed || since < floor || since > head) {
		const over: ChangesReply = {
			...{ feed, changes: [], next: head, more: false, head, reset: true, serverTime }
		};
		return e.json(200, over);
	}
	const { found, next } = scan(app, reader, { ...asked, head });
	const records = new Map(
		recordsOf(app, asked.collection, reader, only(found.map(({ id }) => id))).map(
			({ id, record }) => [id, record]
		)
	);
	const reply: ChangesReply = {
		feed,
		changes: found.map(({ seq, id }) => {
			const record = records.get(id);
			return record ? { seq, id, op: 'put', record } : { seq, id, op: 'delete' };
		}),
		...{ next, more: next < head, head, serverTime }
	};
	return e.json(200, reply);
});

/** `GET /api/sync/snapshot`: all that this reader may see of a collection, as of a seq [S11]. */
export const syncSnapshot = guarded((e) => {
	const { collection } = parse(SyncSnapshotQuery, queryOf(e, SyncSnapshotQuery));
	const reader = readerOf(e, collection);
	if ('status' in reader) return e.json(403, reader);
	// What changes while this is read is in the feed after `seq`, whether it is in here or not.
	const { feed, head } = feedOf(currentApp(), reader);
	const reply: SyncSnapshotReply = {
		...{ feed, seq: head, records: recordsOf(currentApp(), collection, reader) },
		serverTime: new Date(reader.now).toISOString()
	};
	return e.json(200, reply);
});

type Asked = {
	readonly collection: SyncCollection;
	readonly since: number;
	readonly limit: number;
	readonly head: number;
};
type Changed = { readonly seq: number; readonly id: string };

/**
 * The next changes of things that may be this reader's: of machines beyond its reach it was never
 * told, because what it may see is in the feed's id. `next` is the last that was looked at.
 */
function scan(
	app: core.App,
	{ machineIds }: Reader,
	{ collection, since, limit, head }: Asked
): { found: Changed[]; next: number } {
	const isWithin = (machineId: number): boolean =>
		machineIds === null || machineId === 0 || machineIds.has(machineId);
	const found: Changed[] = [];
	let [next, scanned] = [since, 0];
	while (scanned < MOST_SCANNED) {
		const page = rows(
			app,
			`SELECT "seq", "id", "machineId" FROM "changes"
				WHERE "collection" = {:collection} AND "seq" > {:next} AND "seq" <= {:head} ORDER BY "seq" LIMIT ${MAX_CHANGES}`,
			{ collection, next, head },
			{ seq: 0, id: '', machineId: 0 }
		);
		for (const { seq, id, machineId } of page) {
			next = seq;
			if (isWithin(machineId)) found.push({ seq, id });
			if (found.length === limit) return { found, next };
		}
		scanned += page.length;
		if (page.length < MAX_CHANGES) return { found, next: head };
	}
	return { found, next };
}
