/// <reference path="../hooks/types.d.ts" />
// The device on which a passkey was made or last used: who signs a lost one out takes its key along.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();
		run(`ALTER TABLE "passkeys" ADD COLUMN "deviceId" TEXT NOT NULL DEFAULT ''`);
		run(`CREATE INDEX "passkeysByDevice" ON "passkeys" ("deviceId")`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
