/// <reference path="../hooks/types.d.ts" />
// Names, addresses and numbers of people that somebody changed: they belong to what the audit says, and
// must not stand for ever where nothing can be forgotten [M23].

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// "side" is before or after; "value" is a JSON object, which is read together with that side.
		run(`CREATE TABLE "auditTexts" (
			"auditNo" BIGINT NOT NULL, "side" TEXT NOT NULL, "value" TEXT NOT NULL, "keepUntil" BIGINT NOT NULL,
			PRIMARY KEY ("auditNo", "side"))`);
		run(`CREATE INDEX "auditTextsByEnd" ON "auditTexts" ("keepUntil")`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
