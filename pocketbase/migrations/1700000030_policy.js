/// <reference path="../hooks/types.d.ts" />
// What a policy asks of a lot beside its date [F4]: which kind of product the donor named, and
// whether a label with the ingredients is on it. With these a lot can be judged anew when the policy
// of its machine changes [F10].

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();
		run(`ALTER TABLE "lots" ADD COLUMN "productKind" TEXT NOT NULL DEFAULT ''`);
		run(`ALTER TABLE "lots" ADD COLUMN "labelled" BIGINT NOT NULL DEFAULT 0`);
		// What stands there was donated before anybody asked; ingredients were told by some.
		run(`UPDATE "lots" SET "labelled" = 1 WHERE "described" = 1 AND EXISTS (
			SELECT 1 FROM "seqs" s JOIN "facts" f ON f."eventId" = s."eventId"
			WHERE s."origin" = "lots"."origin" AND s."epochNo" = "lots"."epochNo" AND s."seq" = "lots"."seq"
				AND COALESCE(f."body" -> 'lot' ->> 'ingredients', '') <> '')`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
