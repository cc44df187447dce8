/// <reference path="../hooks/types.d.ts" />
// The history of an alert, for when a fact of it comes late: of one kind and place [M11].

migrate(
	(app) => {
		const place = `COALESCE('slot:' || ("body" ->> 'slot'), 'sensor:' || ("body" ->> 'sensor'), '')`;
		app
			.db()
			.newQuery(
				`CREATE INDEX "factsOfAlerts" ON "facts" ("machineId", "body" ->> 'kind', ${place}, "origin", "epochNo", "seq")
				WHERE "type" = 'alert'`
			)
			.execute();
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
