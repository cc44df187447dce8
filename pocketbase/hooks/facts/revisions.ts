import { rows } from '../pocketbase.ts';

// A machine's revision grows with all that facts about it are judged by: other facts, its
// configuration, its slots, its alerts. The last three count by triggers.

const REVISION = { revision: 0 };

/** 0 where nothing has happened yet. */
export function revisionOf(app: core.App, machineId: number): number {
	const sql = `SELECT "revision" FROM "revisions" WHERE "machineId" = {:machineId}`;
	return rows(app, sql, { machineId }, REVISION)[0]?.revision ?? 0;
}

/** The next one; to be called at the end of each transaction that stores facts. */
export function revise(tx: core.App, machineId: number): number {
	const sql = `INSERT INTO "revisions" ("machineId", "revision") VALUES ({:machineId}, 1)
		ON CONFLICT ("machineId") DO UPDATE SET "revision" = "revisions"."revision" + 1 RETURNING "revision"`;
	return rows(tx, sql, { machineId }, REVISION)[0]?.revision ?? 0;
}
