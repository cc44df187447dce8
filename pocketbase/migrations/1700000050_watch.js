/// <reference path="../hooks/types.d.ts" />
// What the server watches and asks for: zones that are locked, commands to machines, and the rings
// that alerts deserve.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// "coldChain" is what the status said of the zones, as JSON of [zone, state], empty where it said
		// nothing; "slotsDue" is 1 where the states of the slots have to be worked out anew with the
		// next status [M14]. "outboxPending" is -1 where the machine does not tell.
		run(`ALTER TABLE "machineStatus" ADD COLUMN "coldChain" TEXT NOT NULL DEFAULT ''`);
		run(`ALTER TABLE "machineStatus" ADD COLUMN "slotsDue" BIGINT NOT NULL DEFAULT 0`);

		// What each status asks of the configuration, beside the document [M15].
		run(`ALTER TABLE "configs" ADD COLUMN "interval" BIGINT NOT NULL DEFAULT 60`);
		run(`ALTER TABLE "configs" ADD COLUMN "recalls" BIGINT NOT NULL DEFAULT 0`);
		run(`UPDATE "configs" SET "interval" = COALESCE("body" ->> 'interval', 60),
			"recalls" = json_array_length("body" -> 'recalls')`);

		// Commands repeat in every status reply until an outcome arrives or they expire [M15]. The
		// outcome with the lowest place in the machine's order stands; "epochNo" is 0 before there is one.
		run(`CREATE TABLE "commands" (
			"commandId" TEXT PRIMARY KEY, "machineId" BIGINT NOT NULL, "op" TEXT NOT NULL, "args" TEXT NOT NULL,
			"author" TEXT NOT NULL, "createdAt" BIGINT NOT NULL, "expiresAt" BIGINT NOT NULL,
			"result" TEXT NOT NULL DEFAULT '', "code" TEXT NOT NULL DEFAULT '', "answeredAt" BIGINT NOT NULL DEFAULT 0,
			"epochNo" BIGINT NOT NULL DEFAULT 0, "seq" BIGINT NOT NULL DEFAULT 0)`);
		run(
			`CREATE INDEX "commandsByMachine" ON "commands" ("machineId", "result", "expiresAt", "createdAt")`
		);

		// An alert that may have to ring, and whether it has: one row, and one ring, per alert [M13].
		// "waiting" since "seenAt", then "undelivered" from "rangAt" on, until a channel has delivered it.
		run(`CREATE TABLE "notices" (
			"alertId" TEXT PRIMARY KEY, "machineId" BIGINT NOT NULL, "kind" TEXT NOT NULL, "place" TEXT NOT NULL,
			"severity" TEXT NOT NULL, "state" TEXT NOT NULL, "seenAt" BIGINT NOT NULL, "rangAt" BIGINT NOT NULL DEFAULT 0)`);
		run(`CREATE INDEX "noticesByState" ON "notices" ("state", "seenAt")`);

		// What needs cold is not offered out of a locked slot [F6, M18]; the rest as it was.
		const columns = `"machineId", "lotId", "tag", "band", "lat", "lon", "offerFrom", "offerUntil", "reported"`;
		const place = `g."band", g."lat", g."lon"`;
		const isOffered = (l) => `${l}."portions" > 0 AND ${l}."closed" = 0 AND ${l}."offerUntil" > 0`;
		const tagsOf = (l) =>
			`${l}."machineId", ${l}."lotId", e.value AS "tag", ${place}, ${l}."offerFrom", ${l}."offerUntil", g."reported"`;
		const suits = (
			l
		) => `(${l}."storage" = 'ambient' OR (g."reported" = 0 AND NOT EXISTS (SELECT 1 FROM "slots" k
			WHERE k."machineId" = ${l}."machineId" AND k."slot" = ${l}."slot" AND k."state" = 'locked')))`;
		const machine = (tag, from) => `
			SELECT DISTINCT g."machineId", '' AS "lotId", ${tag} AS "tag", ${place}, 0 AS "offerFrom", 0 AS "offerUntil", 0 AS "reported"
			FROM "machineGeo" g ${from}`;
		run(`DROP VIEW "tagsNow"`);
		run(`CREATE VIEW "tagsNow" AS
			SELECT ${tagsOf('l')} FROM "lots" l JOIN "machineGeo" g ON g."machineId" = l."machineId"
				CROSS JOIN json_each(l."tags") e WHERE ${isOffered('l')} AND ${suits('l')}
			UNION ALL ${machine(`'room'`, `JOIN "slots" s ON s."machineId" = g."machineId" AND s."state" = 'ok'`)}
			UNION ALL ${machine(`'room:' || s."storage"`, `JOIN "slots" s ON s."machineId" = g."machineId" AND s."state" = 'ok'`)}
			UNION ALL ${machine(`'always'`, `JOIN "machines" m ON m."machineId" = g."machineId" AND TRIM(m."openingHours") = '24/7'`)}`);
		const forget = (l) =>
			`DELETE FROM "tags" WHERE "machineId" = ${l}."machineId" AND "lotId" = ${l}."lotId";`;
		const tag = `INSERT INTO "tags" (${columns})
			SELECT ${tagsOf('NEW')} FROM "machineGeo" g CROSS JOIN json_each(NEW."tags") e
			WHERE g."machineId" = NEW."machineId" AND ${isOffered('NEW')} AND ${suits('NEW')}
			ON CONFLICT ("machineId", "lotId", "tag") DO NOTHING;`;
		run(`DROP TRIGGER "lotTagsInserted"`);
		run(`CREATE TRIGGER "lotTagsInserted" AFTER INSERT ON "lots" BEGIN ${tag} END`);
		run(`DROP TRIGGER "lotTagsUpdated"`);
		run(`CREATE TRIGGER "lotTagsUpdated" AFTER UPDATE ON "lots"
			WHEN (OLD."portions" > 0 AND OLD."closed" = 0) <> (NEW."portions" > 0 AND NEW."closed" = 0)
				OR OLD."offerFrom" <> NEW."offerFrom" OR OLD."offerUntil" <> NEW."offerUntil"
				OR OLD."tags" <> NEW."tags"
			BEGIN ${forget('NEW')} ${tag} END`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
