/// <reference path="../hooks/types.d.ts" />
// The change feed [S7]: one ordered table, written by triggers in the transaction that changes a row.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// One row for each thing, at its newest change; "seq" never goes back and is never given again.
		// On PostgreSQL it is an identity column, and each writing transaction takes the feed's lock first.
		// "machineId" is 0 where it is about none. A thing that is gone keeps its row until the floor passes.
		run(`CREATE TABLE "changes" (
			"seq" INTEGER PRIMARY KEY AUTOINCREMENT, "collection" TEXT NOT NULL, "id" TEXT NOT NULL,
			"machineId" BIGINT NOT NULL)`);
		run(`CREATE UNIQUE INDEX "changesByThing" ON "changes" ("collection", "id")`);
		run(`CREATE INDEX "changesBySeq" ON "changes" ("collection", "seq")`);

		// The one feed of this deployment; a restore makes another id. What changed up to "floor" is
		// forgotten: whoever stands before it starts over.
		run(`CREATE TABLE "feeds" ("feedId" TEXT PRIMARY KEY, "floor" BIGINT NOT NULL)`);
		app
			.db()
			.newQuery(`INSERT INTO "feeds" ("feedId", "floor") VALUES ({:feedId}, 0)`)
			.bind({
				feedId: $security.randomStringWithAlphabet(15, 'abcdefghijklmnopqrstuvwxyz0123456789')
			})
			.execute();
		// How far the feed was, each night: the floor is where it was 90 days ago.
		run(`CREATE TABLE "feedMarks" ("at" BIGINT PRIMARY KEY, "seq" BIGINT NOT NULL)`);

		const touch = (collection, id, machineId) =>
			`DELETE FROM "changes" WHERE "collection" = '${collection}' AND "id" = ${id};
			INSERT INTO "changes" ("collection", "id", "machineId") VALUES ('${collection}', ${id}, ${machineId});`;
		const machine = (machineId) => touch('machines', `CAST(${machineId} AS TEXT)`, machineId);

		/** What each row of a table changes, whatever happens to it. */
		const tables = {
			lots: (row) =>
				touch('lots', `${row}."machineId" || ':' || ${row}."lotId"`, `${row}."machineId"`) +
				machine(`${row}."machineId"`),
			// Of an alert that comes again the one before is over.
			alerts: (row) =>
				touch('alerts', `${row}."alertId"`, `${row}."machineId"`) + machine(`${row}."machineId"`),
			tasks: (row) => touch('tasks', `${row}."taskId"`, `${row}."machineId"`),
			areas: (row) => touch('areas', `${row}."areaId"`, '0'),
			areaMachines: (row) => touch('areas', `${row}."areaId"`, '0')
		};
		for (const [table, changes] of Object.entries(tables)) {
			const on = (event, body) =>
				run(
					`CREATE TRIGGER "feedBy${table}${event.slice(0, 6)}" AFTER ${event} ON "${table}" BEGIN ${body} END`
				);
			on('INSERT', changes('NEW'));
			on('UPDATE', changes('NEW'));
			on('DELETE', changes('OLD'));
		}
		run(`CREATE TRIGGER "feedByOldAlert" AFTER UPDATE OF "alertId" ON "alerts"
			WHEN OLD."alertId" <> NEW."alertId" BEGIN ${touch('alerts', 'OLD."alertId"', 'OLD."machineId"')} END`);

		// Who sees to something, by "task:ID" or "alert:ID".
		for (const [event, row] of [
			['INSERT', 'NEW'],
			['UPDATE', 'NEW'],
			['DELETE', 'OLD']
		]) {
			for (const [collection, kind] of [
				['tasks', 'task'],
				['alerts', 'alert']
			]) {
				run(`CREATE TRIGGER "feedBy${kind}Claim${event}" AFTER ${event} ON "claims"
					WHEN ${row}."subject" LIKE '${kind}:%' BEGIN
					${touch(collection, `SUBSTR(${row}."subject", ${kind.length + 2})`, `${row}."machineId"`)} END`);
			}
		}

		// A machine that is named otherwise, or is on no duty list any more: what lies in it says so too.
		for (const event of ['INSERT', 'DELETE']) {
			const row = event === 'DELETE' ? 'OLD' : 'NEW';
			run(`CREATE TRIGGER "feedByMachine${event}" AFTER ${event} ON "machines" BEGIN
				${machine(`${row}."machineId"`)} END`);
		}
		run(`CREATE TRIGGER "feedByMachineUPDATE" AFTER UPDATE OF "name", "address", "status", "demo", "hardware" ON "machines" BEGIN
			${machine('NEW."machineId"')}
			UPDATE "alerts" SET "state" = "state" WHERE "machineId" = NEW."machineId" AND "state" <> 'resolved';
			UPDATE "tasks" SET "closedAt" = "closedAt" WHERE "machineId" = NEW."machineId" AND "closedAt" = 0; END`);
		run(`CREATE TRIGGER "feedByPersonName" AFTER UPDATE OF "name" ON "people" WHEN OLD."name" <> NEW."name" BEGIN
			UPDATE "claims" SET "personId" = "personId" WHERE "personId" = NEW."id"; END`);

		// A status a minute from each machine is no news; that it is there again, or what waits there, is.
		// When it was last seen is told every five minutes.
		const news = `OLD."outboxPending" <> NEW."outboxPending" OR OLD."appVersion" <> NEW."appVersion"
			OR NEW."recordedAt" / 300000 <> OLD."recordedAt" / 300000`;
		run(`CREATE TRIGGER "feedByFirstStatus" AFTER INSERT ON "machineStatus" BEGIN
			${machine('NEW."machineId"')} END`);
		run(`CREATE TRIGGER "feedByStatus" AFTER UPDATE ON "machineStatus" WHEN ${news} BEGIN
			${machine('NEW."machineId"')} END`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
