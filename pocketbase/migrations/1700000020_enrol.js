/// <reference path="../hooks/types.d.ts" />
// What confirming a machine and the nightly job remember.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// How often other digits than the kiosk's were typed for who registered with this code [M6].
		run(`ALTER TABLE "enrolments" ADD COLUMN "wrongTries" BIGINT NOT NULL DEFAULT 0`);

		// When each job of the server last ended well, and what it did [M23].
		run(`CREATE TABLE "jobs" (
			"name" TEXT PRIMARY KEY, "endedAt" BIGINT NOT NULL, "outcome" TEXT NOT NULL)`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
