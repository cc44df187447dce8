/// <reference path="../hooks/types.d.ts" />
// What a machine says of its zones, in statuses and in `safety` facts: the newer of both holds [F6].

migrate(
	(app) => {
		// When a status last spoke of the zones; 0 is never.
		app
			.db()
			.newQuery(`ALTER TABLE "machineStatus" ADD COLUMN "coldChainAt" BIGINT NOT NULL DEFAULT 0`)
			.execute();
		app
			.db()
			.newQuery(
				`CREATE INDEX "factsOfSafety" ON "facts" ("machineId", "epochNo", "seq") WHERE "type" = 'safety'`
			)
			.execute();
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
