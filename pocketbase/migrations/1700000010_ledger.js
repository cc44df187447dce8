/// <reference path="../hooks/types.d.ts" />
// What follows from the facts beyond stock [M11]: moves between machines, doors that opened without
// an act, the latest of what does not add up; and what is known of boots, ended epochs and lost facts.

migrate(
	(app) => {
		for (const sql of [
			// "marks" is a JSON object of the places that decide how a lot stands (src/domain/ledger.ts):
			// moved, doubted, counted; empty for most. "why" says why it is never offered as it stands.
			`ALTER TABLE "lots" ADD COLUMN "arrivals" BIGINT NOT NULL DEFAULT 0`,
			`ALTER TABLE "lots" ADD COLUMN "marks" TEXT NOT NULL DEFAULT ''`,
			`ALTER TABLE "lots" ADD COLUMN "why" TEXT NOT NULL DEFAULT ''`,
			`CREATE INDEX "lotsByLot" ON "lots" ("lotId", "machineId")`,
			`CREATE INDEX "lotsToReconcile" ON "lots" ("machineId", "lotId")
				WHERE "portions" < 0 OR "described" = 0 OR "why" <> ''`,

			// Food between two machines; 0 is the half that has not come. Open while the sums differ.
			`CREATE TABLE "moves" (
				"moveId" TEXT NOT NULL, "lotId" TEXT NOT NULL,
				"fromMachineId" BIGINT NOT NULL, "toMachineId" BIGINT NOT NULL,
				"outPortions" BIGINT NOT NULL, "inPortions" BIGINT NOT NULL,
				"minutesWarm" BIGINT NOT NULL, "since" BIGINT NOT NULL, PRIMARY KEY ("moveId", "lotId"))`,
			`CREATE INDEX "movesOpen" ON "moves" ("since") WHERE "outPortions" <> "inPortions"`,
			`CREATE INDEX "movesByLot" ON "moves" ("lotId")`,

			// When a slot's door last opened without an act [S1a].
			`CREATE TABLE "slotAccess" (
				"machineId" BIGINT NOT NULL, "slot" BIGINT NOT NULL, "at" BIGINT NOT NULL,
				"origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL, "seq" BIGINT NOT NULL,
				PRIMARY KEY ("machineId", "slot"))`,

			// The cold chain as the machine itself tells it [F5]: the fact with the highest place wins.
			`CREATE TABLE "zoneStates" (
				"machineId" BIGINT NOT NULL, "zone" TEXT NOT NULL, "state" TEXT NOT NULL,
				"since" BIGINT NOT NULL, "aboveLimitMs" BIGINT NOT NULL, "policyVersion" TEXT NOT NULL,
				"happenedAt" BIGINT NOT NULL, "eventId" TEXT NOT NULL,
				"origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL, "seq" BIGINT NOT NULL,
				PRIMARY KEY ("machineId", "zone"))`,

			// The last time each work was done [F6]: "place" is "zone:x", "slot:3", or empty for the whole.
			`CREATE TABLE "services" (
				"machineId" BIGINT NOT NULL, "place" TEXT NOT NULL, "work" TEXT NOT NULL,
				"measuredC" DOUBLE PRECISION, "happenedAt" BIGINT NOT NULL, "eventId" TEXT NOT NULL,
				"origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL, "seq" BIGINT NOT NULL,
				PRIMARY KEY ("machineId", "place", "work"))`,

			// Seqs that a machine says it has lost: seen, though nothing of them will come [M12].
			`CREATE TABLE "gaps" (
				"eventId" TEXT PRIMARY KEY, "origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL,
				"fromSeq" BIGINT NOT NULL, "toSeq" BIGINT NOT NULL)`,
			`CREATE INDEX "gapsByEpoch" ON "gaps" ("origin", "epochNo", "fromSeq")`,

			// A newer epoch closes the older one [M3a]: when, how far it had come, and how many facts its
			// last status called unsent (-1: none said).
			`ALTER TABLE "epochs" ADD COLUMN "closedAt" BIGINT NOT NULL DEFAULT 0`,
			`ALTER TABLE "epochs" ADD COLUMN "closedHighest" BIGINT NOT NULL DEFAULT 0`,
			`ALTER TABLE "epochs" ADD COLUMN "reportedUnsent" BIGINT NOT NULL DEFAULT -1`,
			// When a fact came that a closed epoch cannot have: the machine has a double.
			`ALTER TABLE "epochs" ADD COLUMN "clonedAt" BIGINT NOT NULL DEFAULT 0`,
			`CREATE INDEX "epochsWithLoss" ON "epochs" ("origin", "epochNo")
				WHERE "closedAt" > 0 AND "throughSeq" < "highestSeq"`,

			// The last status of each boot that has ended: it tells when facts of that boot happened [M3].
			`CREATE TABLE "boots" (
				"machineId" BIGINT NOT NULL, "bootId" TEXT NOT NULL, "uptimeMs" BIGINT NOT NULL,
				"recordedAt" BIGINT NOT NULL, "outboxPending" BIGINT NOT NULL, PRIMARY KEY ("machineId", "bootId"))`,
			`CREATE TRIGGER "bootEnded" AFTER UPDATE ON "machineStatus" WHEN OLD."bootId" <> NEW."bootId"
			BEGIN
				INSERT INTO "boots" ("machineId", "bootId", "uptimeMs", "recordedAt", "outboxPending")
				VALUES (OLD."machineId", OLD."bootId", OLD."uptimeMs", OLD."recordedAt", OLD."outboxPending")
				ON CONFLICT ("machineId", "bootId") DO UPDATE SET "uptimeMs" = excluded."uptimeMs",
					"recordedAt" = excluded."recordedAt", "outboxPending" = excluded."outboxPending";
			END`,

			// Who sent it, so that it can be judged again after an upgrade [M10].
			`ALTER TABLE "quarantine" ADD COLUMN "sender" TEXT NOT NULL DEFAULT 'machine'`,
			`CREATE INDEX "quarantineToJudge" ON "quarantine" ("origin", "epoch", "seq") WHERE "code" = 'version_unknown'`
		])
			app.db().newQuery(sql).execute();
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
