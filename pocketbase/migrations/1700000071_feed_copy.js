/// <reference path="../hooks/types.d.ts" />
// Which copy of the data the feed belongs to: another one may be older than what clients know [S8].

migrate(
	(app) => {
		app.db().newQuery(`ALTER TABLE "feeds" ADD COLUMN "copy" TEXT NOT NULL DEFAULT ''`).execute();
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
