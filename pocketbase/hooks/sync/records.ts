import type { LotRecord, SyncCollection } from '#domain/shapes/sync.ts';
import { areasSeenIn, within } from '../areas.ts';
import { inTransaction, rows } from '../pocketbase.ts';
import { ALL, type Only } from '../only.ts';
import { ackedOf, type Epoch } from '../seqs.ts';
import { keptTasks, reachOf } from '../tasks.ts';
import { fleetOf, openAlerts } from '../volunteer.ts';
import { lotsOf } from './lots.ts';
import type { Reader } from './reader.ts';

/** A record under its id in the feed. */
export type Told = { readonly id: string; readonly record: object };

type Contained = Pick<LotRecord, 'appliedEpoch' | 'appliedSeq' | 'missingSeqs'>;

/** What a reader may see of a collection now: all of it, or of these ids those that are there. */
export function recordsOf(
	app: core.App,
	collection: SyncCollection,
	reader: Reader,
	only: Only = ALL
): Told[] {
	const { scope, grants, machineIds, now } = reader;
	switch (collection) {
		case 'machines':
			return fleetOf(app, machineIds, now, only).map((record) => ({
				id: String(record.machineId),
				record
			}));
		case 'areas': {
			const known =
				only === ALL ? null : new Set(JSON.parse(only.bind['only'] ?? '[]') as string[]);
			return areasSeenIn(app, scope)
				.filter(({ areaId }) => known === null || known.has(areaId))
				.map((record) => ({ id: record.areaId, record }));
		}
		case 'lots':
			return withContained(app, reader, (db) =>
				lotsOf(db, within(machineIds), now, only).map((record) => ({
					id: `${record.machineId}:${record.lotId}`,
					record
				}))
			);
		case 'alerts':
			return withContained(app, reader, (db) =>
				openAlerts(db, machineIds, now, only).map((record) => ({ id: record.alertId, record }))
			);
		case 'tasks':
			return withContained(app, reader, (db) =>
				keptTasks(db, reachOf(db, scope, grants, now), now, only).map((record) => ({
					id: record.taskId,
					record
				}))
			);
	}
}

/** So often what is read is read again, because a fact of the reader's came in between. */
const TRIES = 3;

/**
 * Records with how much of the reader's own facts is in them [S12]. Both have to be of one moment:
 * a fact that is said to be in a record and is not would vanish from the reader's screen, and one that
 * is and is said not to be would count twice.
 */
function withContained(app: core.App, { origin }: Reader, read: (db: core.App) => Told[]): Told[] {
	const once = (db: core.App, before: Contained): Told[] =>
		read(db).map(({ id, record }) => ({ id, record: { ...record, ...before } }));
	for (let i = 0; i < TRIES; i++) {
		const before = containedOf(app, origin);
		const told = once(app, before);
		if (JSON.stringify(containedOf(app, origin)) === JSON.stringify(before)) return told;
	}
	// It tells without a pause: for a moment nobody writes.
	return inTransaction((tx) => once(tx, containedOf(tx, origin)));
}

/** How much the server has of the newest epoch of an origin. */
function containedOf(app: core.App, origin: string): Contained {
	const [newest] = rows(
		app,
		`SELECT "epoch", "epochNo", "throughSeq", "highestSeq" FROM "epochs"
			WHERE "origin" = {:origin} ORDER BY "epochNo" DESC LIMIT 1`,
		{ origin },
		{ epoch: '', epochNo: 0, throughSeq: 0, highestSeq: 0 } satisfies Epoch
	);
	const acked = ackedOf(app, origin, newest ?? null);
	return {
		appliedEpoch: acked?.epoch ?? null,
		appliedSeq: acked?.highestSeq ?? 0,
		missingSeqs: [...(acked?.missingSeqs ?? [])]
	};
}
