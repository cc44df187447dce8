/// <reference path="../hooks/types.d.ts" />
// What "nearest" looks through [M18]: where each listed machine stands as a point of the unit sphere
// (so that SQL needs no trigonometry), and each property of what it offers beside its place (so that
// a filter that few machines pass looks at few machines).

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		run(`DROP TABLE "machineGeo"`);
		run(`CREATE TABLE "machineGeo" (
			"machineId" BIGINT PRIMARY KEY, "band" BIGINT NOT NULL,
			"lat" DOUBLE PRECISION NOT NULL, "lon" DOUBLE PRECISION NOT NULL,
			"x" DOUBLE PRECISION NOT NULL, "y" DOUBLE PRECISION NOT NULL, "z" DOUBLE PRECISION NOT NULL,
			"reported" BIGINT NOT NULL)`);
		run(
			`CREATE INDEX "machineGeoByBand" ON "machineGeo" ("band", "lon", "lat", "machineId", "x", "y", "z")`
		);

		// "lotId" is empty for what is true of the machine as a whole.
		run(`CREATE TABLE "tags" (
			"machineId" BIGINT NOT NULL, "lotId" TEXT NOT NULL, "tag" TEXT NOT NULL,
			"band" BIGINT NOT NULL, "lat" DOUBLE PRECISION NOT NULL, "lon" DOUBLE PRECISION NOT NULL,
			"offerFrom" BIGINT NOT NULL, "offerUntil" BIGINT NOT NULL, "reported" BIGINT NOT NULL,
			PRIMARY KEY ("machineId", "lotId", "tag"))`);
		run(
			`CREATE INDEX "tagsByPlace" ON "tags" ("tag", "band", "lon", "lat", "machineId", "lotId", "offerFrom", "offerUntil", "reported")`
		);

		// Food in a machine without hardware is offered while somebody reports of it, and only what
		// needs no cold [M24]: "reported" says that the first still has to be asked. Which tags a lot
		// has is decided once, by the domain (src/domain/tags.ts), and stands in its row.
		const columns = `"machineId", "lotId", "tag", "band", "lat", "lon", "offerFrom", "offerUntil", "reported"`;
		const place = `g."band", g."lat", g."lon"`;
		const isOffered = (l) => `${l}."portions" > 0 AND ${l}."closed" = 0 AND ${l}."offerUntil" > 0`;
		const tagsOf = (l) =>
			`${l}."machineId", ${l}."lotId", e.value AS "tag", ${place}, ${l}."offerFrom", ${l}."offerUntil", g."reported"`;
		const suits = (l) => `(g."reported" = 0 OR ${l}."storage" = 'ambient')`;
		const machine = (tag, from) => `
			SELECT DISTINCT g."machineId", '' AS "lotId", ${tag} AS "tag", ${place}, 0 AS "offerFrom", 0 AS "offerUntil", 0 AS "reported"
			FROM "machineGeo" g ${from}`;
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
		run(`CREATE TRIGGER "lotTagsInserted" AFTER INSERT ON "lots" BEGIN ${tag} END`);
		// Taking one of many changes no tag: only what changes one pays for it.
		run(`CREATE TRIGGER "lotTagsUpdated" AFTER UPDATE ON "lots"
			WHEN (OLD."portions" > 0 AND OLD."closed" = 0) <> (NEW."portions" > 0 AND NEW."closed" = 0)
				OR OLD."offerFrom" <> NEW."offerFrom" OR OLD."offerUntil" <> NEW."offerUntil"
				OR OLD."tags" <> NEW."tags"
			BEGIN ${forget('NEW')} ${tag} END`);
		run(`CREATE TRIGGER "lotTagsDeleted" AFTER DELETE ON "lots" BEGIN ${forget('OLD')} END`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
