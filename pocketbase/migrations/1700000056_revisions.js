/// <reference path="../hooks/types.d.ts" />
// A number for each machine that grows with whatever facts about it are judged by: while it stays, what
// was judged before the database was locked for writing is still so.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();
		run(`CREATE TABLE "revisions" ("machineId" BIGINT PRIMARY KEY, "revision" BIGINT NOT NULL)`);
		// Facts themselves are counted where they are stored (hooks/facts/store.ts).
		const counts = [
			['Config', 'INSERT', 'configs'],
			['NewSlot', 'INSERT', 'slots'],
			['Slot', 'UPDATE OF "storage"', 'slots'],
			['NewAlert', 'INSERT', 'alerts'],
			['Alert', 'UPDATE', 'alerts']
		];
		for (const [name, event, table] of counts) {
			run(`CREATE TRIGGER "revisionBy${name}" AFTER ${event} ON "${table}" BEGIN
				INSERT INTO "revisions" ("machineId", "revision") VALUES (NEW."machineId", 1)
				ON CONFLICT ("machineId") DO UPDATE SET "revision" = "revisions"."revision" + 1;
			END`);
		}
		run(`CREATE TRIGGER "revisionByNoSlot" AFTER DELETE ON "slots" BEGIN
			INSERT INTO "revisions" ("machineId", "revision") VALUES (OLD."machineId", 1)
			ON CONFLICT ("machineId") DO UPDATE SET "revision" = "revisions"."revision" + 1;
		END`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
