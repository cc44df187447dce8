/// <reference path="../hooks/types.d.ts" />
// What the law asks to be visible, as operators have set it, and what people say that food did to them.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// Only what an operator has set: the words of Exes are in its code.
		run(`CREATE TABLE "texts" (
			"name" TEXT NOT NULL, "language" TEXT NOT NULL, "text" TEXT NOT NULL, "updatedAt" BIGINT NOT NULL,
			PRIMARY KEY ("name", "language"))`);
		run(`CREATE TABLE "details" ("name" TEXT PRIMARY KEY, "value" TEXT NOT NULL)`);
		// Who is responsible for a machine, where it is not who is responsible for the network.
		run(`CREATE TABLE "machineContacts" (
			"machineId" BIGINT PRIMARY KEY, "name" TEXT NOT NULL, "email" TEXT NOT NULL, "phone" TEXT NOT NULL)`);

		// That somebody fell ill. What they wrote stands apart and is forgotten [M23]; "mailedAt" is 0 until
		// the people in charge were written to.
		run(`CREATE TABLE "illnessReports" (
			"reportId" TEXT PRIMARY KEY, "machineId" BIGINT NOT NULL, "ateAt" BIGINT NOT NULL,
			"contentHash" TEXT NOT NULL, "receivedAt" BIGINT NOT NULL, "mailedAt" BIGINT NOT NULL DEFAULT 0)`);
		run(`CREATE TABLE "illnessTexts" (
			"reportId" TEXT NOT NULL, "field" TEXT NOT NULL, "value" TEXT NOT NULL, "keepUntil" BIGINT NOT NULL,
			PRIMARY KEY ("reportId", "field"))`);
		run(`CREATE INDEX "illnessTextsByEnd" ON "illnessTexts" ("keepUntil")`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
