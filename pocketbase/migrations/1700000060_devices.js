/// <reference path="../hooks/types.d.ts" />
// Where people are signed in, how they ask for a code, and their passkeys.

migrate(
	(app) => {
		const run = (sql) => app.db().newQuery(sql).execute();

		// A device's token stays good when it is revoked: it still names the device, whose app may then
		// hand over what it has not sent [M2]. Rules are null: closed to everyone but our own routes.
		app.save(
			new Collection({
				authRule: null,
				passwordAuth: { enabled: false },
				authAlert: { enabled: false },
				name: 'devices',
				type: 'auth',
				authToken: { duration: 90 * 24 * 3600 },
				fields: [
					{ name: 'personId', type: 'text', required: true, max: 15 },
					{ name: 'name', type: 'text', max: 80 }, // as its person calls it
					{ name: 'createdAt', type: 'number', onlyInt: true },
					{ name: 'lastSeenAt', type: 'number', onlyInt: true }, // to the minute
					{ name: 'expiresAt', type: 'number', onlyInt: true }, // of its newest token
					{ name: 'revokedAt', type: 'number', onlyInt: true }, // 0: it is not
					{ name: 'revokedBy', type: 'text', max: 200 } // an actor as in audit
				],
				indexes: ['CREATE INDEX idx_devices_personId ON devices (personId)']
			})
		);
		const devices = app.findCollectionByNameOrId('devices');
		devices.fields.getByName('email').required = false; // system fields exist only after the first save
		app.save(devices);

		// Tokens of people themselves end here: a token is a device's.
		const people = app.findCollectionByNameOrId('people');
		people.authToken.secret = $security.randomString(50);
		app.save(people);

		// A row is a way to sign in once: with the code of a link, and where somebody asked for it by
		// e-mail with six digits too. Those belong to the request: "requestHash" is that of its id, which
		// the asker alone knows, so that nobody uses up another's tries, and nobody who reads this table
		// finds the digits. "personId" is empty where nobody has the address; "addressKey" counts how
		// often one was asked for.
		for (const column of [
			`"requestHash" TEXT NOT NULL DEFAULT ''`,
			`"digitsHash" TEXT NOT NULL DEFAULT ''`,
			`"tries" BIGINT NOT NULL DEFAULT 0`,
			`"addressKey" TEXT NOT NULL DEFAULT ''`,
			`"createdAt" BIGINT NOT NULL DEFAULT 0`,
			`"mailed" BIGINT NOT NULL DEFAULT 0`
		])
			run(`ALTER TABLE "signInCodes" ADD COLUMN ${column}`);
		run(
			`CREATE UNIQUE INDEX "signInCodesByRequest" ON "signInCodes" ("requestHash") WHERE "requestHash" <> ''`
		);
		run(`CREATE INDEX "signInCodesByAddress" ON "signInCodes" ("addressKey", "createdAt")`);
		run(`CREATE INDEX "signInCodesByEnd" ON "signInCodes" ("expiresAt")`);

		// "body" is the credential as the library keeps it. "suspectAt" is when its counter went back, as
		// that of a copy does; 0 is never.
		run(`CREATE TABLE "passkeys" (
			"passkeyId" TEXT PRIMARY KEY, "credentialId" TEXT NOT NULL, "personId" TEXT NOT NULL,
			"name" TEXT NOT NULL, "body" TEXT NOT NULL, "createdAt" BIGINT NOT NULL,
			"lastUsedAt" BIGINT NOT NULL DEFAULT 0, "suspectAt" BIGINT NOT NULL DEFAULT 0)`);
		run(`CREATE UNIQUE INDEX "passkeysByCredential" ON "passkeys" ("credentialId")`);
		run(`CREATE INDEX "passkeysByPerson" ON "passkeys" ("personId", "createdAt")`);
		// Each challenge is answered once.
		run(
			`CREATE TABLE "usedChallenges" ("challengeHash" TEXT PRIMARY KEY, "expiresAt" BIGINT NOT NULL)`
		);
		run(`CREATE INDEX "usedChallengesByEnd" ON "usedChallenges" ("expiresAt")`);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
