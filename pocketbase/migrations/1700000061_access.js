/// <reference path="../hooks/types.d.ts" />
// Who may what, where and how long; who sees to a task; and what an operator decides of facts that were
// told by somebody who may not.

migrate(
	(app) => {
		const run = (sql, bind = {}) => app.db().newQuery(sql).bind(bind).execute();

		run(`CREATE TABLE "areas" (
			"areaId" TEXT PRIMARY KEY, "name" TEXT NOT NULL, "createdAt" BIGINT NOT NULL)`);
		run(`CREATE UNIQUE INDEX "areasByName" ON "areas" ("name")`);

		// That a machine belongs to an area, or did: "endsAt" 0 is still. A fact that comes late is judged
		// by where its machine belonged when it was made.
		run(`CREATE TABLE "areaMachines" (
			"areaId" TEXT NOT NULL, "machineId" BIGINT NOT NULL, "startsAt" BIGINT NOT NULL,
			"endsAt" BIGINT NOT NULL DEFAULT 0, PRIMARY KEY ("areaId", "machineId", "startsAt"))`);
		run(`CREATE INDEX "areaMachinesByMachine" ON "areaMachines" ("machineId", "areaId")`);

		// A role that was given: "areaId" empty is everywhere, "endsAt" 0 is open. "givenBy" and "endedBy"
		// are actors as in audit; "endedBy" is empty where nobody ended it, whether it has run out or not.
		run(`CREATE TABLE "grants" (
			"grantId" TEXT PRIMARY KEY, "personId" TEXT NOT NULL, "role" TEXT NOT NULL, "areaId" TEXT NOT NULL,
			"startsAt" BIGINT NOT NULL, "endsAt" BIGINT NOT NULL DEFAULT 0,
			"givenAt" BIGINT NOT NULL, "givenBy" TEXT NOT NULL, "endedBy" TEXT NOT NULL DEFAULT '')`);
		run(`CREATE INDEX "grantsByPerson" ON "grants" ("personId", "startsAt")`);
		run(`CREATE INDEX "grantsByArea" ON "grants" ("areaId", "role")`);
		run(`CREATE INDEX "grantsOfOperators" ON "grants" ("personId") WHERE "role" = 'operator'`);

		run(`CREATE TABLE "trainings" (
			"trainingId" TEXT PRIMARY KEY, "personId" TEXT NOT NULL, "kind" TEXT NOT NULL,
			"startsAt" BIGINT NOT NULL, "endsAt" BIGINT NOT NULL,
			"givenBy" TEXT NOT NULL, "endedBy" TEXT NOT NULL DEFAULT '')`);
		run(`CREATE INDEX "trainingsByPerson" ON "trainings" ("personId", "startsAt")`);

		// Until now a person had one role, everywhere and for good.
		run(
			`INSERT INTO "grants" ("grantId", "personId", "role", "areaId", "startsAt", "givenAt", "givenBy")
			SELECT "id", "id", "role", '', {:now}, {:now}, 'user:migration' FROM "people" WHERE "role" <> ''`,
			{ now: Date.now() }
		);
		const people = app.findCollectionByNameOrId('people');
		people.fields.removeByName('role');
		app.save(people);

		// Who sees to a task or an alert at a machine, until when; of the act that made it so the place in
		// its device's order. "personId" is nobody's business for longer than "keepUntil" [M23].
		run(`CREATE TABLE "claims" (
			"machineId" BIGINT NOT NULL, "subject" TEXT NOT NULL, "personId" TEXT NOT NULL,
			"until" BIGINT NOT NULL, "snoozedUntil" BIGINT NOT NULL, "doneAt" BIGINT NOT NULL,
			"origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL, "seq" BIGINT NOT NULL,
			"keepUntil" BIGINT NOT NULL, PRIMARY KEY ("machineId", "subject"))`);
		run(`CREATE INDEX "claimsByEnd" ON "claims" ("keepUntil")`);

		// When a quarantined fact happened, as told on arrival; 0 where nobody can tell. What an operator
		// has decided of it: "released", "dismissed", or empty.
		run(`ALTER TABLE "quarantine" ADD COLUMN "happenedAt" BIGINT NOT NULL DEFAULT 0`);
		run(`ALTER TABLE "quarantine" ADD COLUMN "decision" TEXT NOT NULL DEFAULT ''`);
		run(`ALTER TABLE "quarantine" ADD COLUMN "decidedAt" BIGINT NOT NULL DEFAULT 0`);
		run(`ALTER TABLE "quarantine" ADD COLUMN "decidedBy" TEXT NOT NULL DEFAULT ''`);
		run(
			`CREATE INDEX "quarantineOpen" ON "quarantine" ("recordedAt", "quarantineId") WHERE "decision" = ''`
		);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
