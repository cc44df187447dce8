/// <reference path="../hooks/types.d.ts" />
// The latest `safety` fact of each zone stands in "zoneStates" [M11], where it is read: no index over
// the facts is needed for it.

migrate(
	(app) => {
		app.db().newQuery(`DROP INDEX "factsOfSafety"`).execute();
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
