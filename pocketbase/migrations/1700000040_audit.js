/// <reference path="../hooks/types.d.ts" />
// Who changed what of machines, people and their roles; and what a machine said of its hardware, which
// an operator's configuration has to fit [M16].

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// "actor" and "subject" are "user:" and the operating system's user at the command line,
		// "person:" and an id, or "machine:" and a number. "before" and "after" are JSON, empty where there
		// is none; no secret stands in them. "requestId" is that of the log, empty for a command.
		run(`CREATE TABLE "audit" (
			"auditNo" BIGINT PRIMARY KEY, "at" BIGINT NOT NULL, "actor" TEXT NOT NULL, "action" TEXT NOT NULL,
			"subject" TEXT NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL, "requestId" TEXT NOT NULL)`);
		run(`CREATE INDEX "auditBySubject" ON "audit" ("subject", "auditNo")`);
		for (const verb of ['UPDATE', 'DELETE']) {
			run(
				`CREATE TRIGGER "auditNever${verb}" BEFORE ${verb} ON "audit" BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`
			);
		}

		run(`CREATE TABLE "hardware" (
			"machineId" BIGINT PRIMARY KEY, "body" TEXT NOT NULL, "registeredAt" BIGINT NOT NULL)`);
		// Until now nobody could change the slots of a configuration: they are those of the hardware.
		run(`INSERT INTO "hardware" ("machineId", "body", "registeredAt")
			SELECT c."machineId", json_object('slots', c."body" -> 'slots'), c."createdAt" FROM "configs" c
			WHERE c."version" = (SELECT MAX(v."version") FROM "configs" v WHERE v."machineId" = c."machineId")`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
