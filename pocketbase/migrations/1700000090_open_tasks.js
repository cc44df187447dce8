/// <reference path="../hooks/types.d.ts" />
// What is open is few among what ever was: the list of tasks reads only that.

migrate(
	(app) => {
		app
			.db()
			.newQuery(`CREATE INDEX "tasksOpen" ON "tasks" ("createdAt", "taskId") WHERE "closedAt" = 0`)
			.execute();
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
