/// <reference path="../hooks/types.d.ts" />
// What is kept of sign-ins goes again in the night: see retention.go.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// A request for a code counts for a day, though the code itself is over sooner.
		run(`ALTER TABLE "signInCodes" ADD COLUMN "keepUntil" BIGINT NOT NULL DEFAULT 0`);
		run(`UPDATE "signInCodes" SET "keepUntil" = "expiresAt"`);
		run(`DROP INDEX "signInCodesByEnd"`);
		run(`CREATE INDEX "signInCodesByEnd" ON "signInCodes" ("keepUntil")`);
		// How many digits were tried that could have signed somebody in.
		run(
			`CREATE INDEX "signInCodesByTries" ON "signInCodes" ("createdAt", "tries") WHERE "requestHash" <> '' AND "personId" <> ''`
		);

		run(`ALTER TABLE "signInCodes" DROP COLUMN "mailed"`);

		run(`DROP TABLE "usedChallenges"`);
		run(
			`CREATE TABLE "usedChallenges" ("challengeHash" TEXT PRIMARY KEY, "keepUntil" BIGINT NOT NULL)`
		);
		run(`CREATE INDEX "usedChallengesByEnd" ON "usedChallenges" ("keepUntil")`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
