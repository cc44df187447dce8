/// <reference path="../hooks/types.d.ts" />
// The first schema. SQL here and in the hooks keeps to what SQLite and PostgreSQL both run:
// TEXT, BIGINT and DOUBLE PRECISION, JSON as TEXT, times in milliseconds since 1970.

migrate(
	(app) => {
		// The account collection that PocketBase makes by itself is open for sign-up.
		app.delete(app.findCollectionByNameOrId('users'));

		// Rules are null, that is closed to everyone: people and machines come through our own routes.
		const closed = {
			authRule: null,
			passwordAuth: { enabled: false },
			authAlert: { enabled: false }
		};
		const save = (collection) => {
			app.save(collection);
			const saved = app.findCollectionByNameOrId(collection.name);
			saved.fields.getByName('email').required = false; // system fields exist only after the first save
			app.save(saved);
		};

		save(
			new Collection({
				...closed,
				name: 'machines',
				type: 'auth',
				authToken: { duration: 3600 },
				fields: [
					{ name: 'machineId', type: 'number', required: true, onlyInt: true, min: 1 },
					// enrolled, pending, accepted, rejected or revoked
					{ name: 'status', type: 'text', required: true, max: 16 },
					{ name: 'hardware', type: 'text', required: true, max: 16 }, // controller or none
					{ name: 'name', type: 'text', required: true, max: 120 },
					{ name: 'address', type: 'text', max: 200 },
					{ name: 'lat', type: 'number', min: -90, max: 90 },
					{ name: 'lon', type: 'number', min: -180, max: 180 },
					{ name: 'timeZone', type: 'text', required: true, max: 64 },
					{ name: 'openingHours', type: 'text', max: 250 },
					{ name: 'secretHash', type: 'text', hidden: true, max: 64 },
					{ name: 'importKey', type: 'text', max: 160 }, // where an imported machine came from
					{ name: 'demo', type: 'bool' },
					{ name: 'created', type: 'autodate', onCreate: true }
				],
				indexes: [
					'CREATE UNIQUE INDEX idx_machines_machineId ON machines (machineId)',
					"CREATE UNIQUE INDEX idx_machines_importKey ON machines (importKey) WHERE importKey <> ''"
				]
			})
		);

		save(
			new Collection({
				...closed,
				name: 'people',
				type: 'auth',
				authToken: { duration: 90 * 24 * 3600 },
				fields: [
					{ name: 'name', type: 'text', max: 120 },
					{ name: 'role', type: 'text', required: true, max: 16 }, // volunteer, coordinator or operator
					{ name: 'demo', type: 'bool' },
					{ name: 'created', type: 'autodate', onCreate: true }
				]
			})
		);

		for (const sql of [
			// Numbers that are never given twice, not even after a restore [M1].
			`CREATE TABLE "counters" ("name" TEXT PRIMARY KEY, "value" BIGINT NOT NULL)`,
			`INSERT INTO "counters" ("name", "value") VALUES ('machine', 0)`,

			`CREATE TABLE "enrolments" (
				"codeHash" TEXT PRIMARY KEY, "machineId" BIGINT NOT NULL, "hold" BIGINT NOT NULL,
				"createdAt" BIGINT NOT NULL, "expiresAt" BIGINT NOT NULL,
				"usedHash" TEXT NOT NULL DEFAULT '', "usedAt" BIGINT NOT NULL DEFAULT 0)`,
			`CREATE INDEX "enrolmentsByMachine" ON "enrolments" ("machineId")`,

			`CREATE TABLE "signInCodes" (
				"codeHash" TEXT PRIMARY KEY, "personId" TEXT NOT NULL,
				"expiresAt" BIGINT NOT NULL, "usedAt" BIGINT NOT NULL DEFAULT 0)`,

			// Where a machine stands, in bands of a tenth of a degree; only listed ones have a row [M18].
			`CREATE TABLE "machineGeo" (
				"machineId" BIGINT PRIMARY KEY, "band" BIGINT NOT NULL,
				"lat" DOUBLE PRECISION NOT NULL, "lon" DOUBLE PRECISION NOT NULL)`,
			`CREATE INDEX "machineGeoByBand" ON "machineGeo" ("band", "lon", "lat", "machineId")`,

			`CREATE TABLE "slots" (
				"machineId" BIGINT NOT NULL, "slot" BIGINT NOT NULL, "kind" TEXT NOT NULL,
				"storage" TEXT NOT NULL, "litres" BIGINT NOT NULL DEFAULT 0, "lock" BIGINT NOT NULL DEFAULT -1,
				"state" TEXT NOT NULL DEFAULT 'ok', PRIMARY KEY ("machineId", "slot"))`,

			// The latest status [M14]; what queries look at stands in columns of its own.
			`CREATE TABLE "machineStatus" (
				"machineId" BIGINT PRIMARY KEY, "recordedAt" BIGINT NOT NULL, "interval" BIGINT NOT NULL,
				"bootId" TEXT NOT NULL, "uptimeMs" BIGINT NOT NULL, "appVersion" TEXT NOT NULL,
				"outboxPending" BIGINT NOT NULL, "outboxOldestAt" BIGINT NOT NULL,
				"slotStates" TEXT NOT NULL DEFAULT '', "body" TEXT NOT NULL)`,

			// The newest version is the one in force [M16]; what everybody may see of it stands in columns too.
			`CREATE TABLE "configs" (
				"machineId" BIGINT NOT NULL, "version" BIGINT NOT NULL, "body" TEXT NOT NULL,
				"donationPaused" BIGINT NOT NULL, "notice" TEXT NOT NULL, "openingHours" TEXT NOT NULL,
				"author" TEXT NOT NULL, "createdAt" BIGINT NOT NULL, PRIMARY KEY ("machineId", "version"))`,

			// An origin is "m" and a machine's number, or "d" and a person's device [M2]; its epochs are
			// numbered in order of first sight [M3a].
			`CREATE TABLE "epochs" (
				"origin" TEXT NOT NULL, "epoch" TEXT NOT NULL, "epochNo" BIGINT NOT NULL,
				"throughSeq" BIGINT NOT NULL, "highestSeq" BIGINT NOT NULL, "createdAt" BIGINT NOT NULL,
				PRIMARY KEY ("origin", "epoch"))`,
			`CREATE UNIQUE INDEX "epochsByNumber" ON "epochs" ("origin", "epochNo")`,

			// Every seq that was seen, of a fact, a duplicate or a quarantined one [M9, M10, M12].
			`CREATE TABLE "seqs" (
				"origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL, "seq" BIGINT NOT NULL,
				"eventId" TEXT NOT NULL, PRIMARY KEY ("origin", "epochNo", "seq"))`,

			// Facts as received, less what stands in sideTexts [M23]; "contentHash" is that of the whole [M9].
			`CREATE TABLE "facts" (
				"eventId" TEXT PRIMARY KEY, "origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL, "seq" BIGINT NOT NULL,
				"type" TEXT NOT NULL, "machineId" BIGINT NOT NULL, "occurredAt" BIGINT NOT NULL,
				"happenedAt" BIGINT NOT NULL, "recordedAt" BIGINT NOT NULL, "clockTrusted" BIGINT NOT NULL,
				"v" BIGINT NOT NULL, "warning" TEXT NOT NULL, "contentHash" TEXT NOT NULL, "body" TEXT NOT NULL)`,
			`CREATE INDEX "factsByMachine" ON "facts" ("machineId", "recordedAt")`,
			`CREATE TABLE "sideTexts" (
				"eventId" TEXT NOT NULL, "field" TEXT NOT NULL, "value" TEXT NOT NULL,
				"keepUntil" BIGINT NOT NULL, PRIMARY KEY ("eventId", "field"))`,
			`CREATE INDEX "sideTextsByEnd" ON "sideTexts" ("keepUntil")`,

			// The ledger: stock is the sum of portions by machine and lot [M11].
			`CREATE TABLE "movements" (
				"eventId" TEXT PRIMARY KEY, "machineId" BIGINT NOT NULL, "lotId" TEXT NOT NULL,
				"kind" TEXT NOT NULL, "portions" BIGINT NOT NULL, "grams" BIGINT NOT NULL,
				"happenedAt" BIGINT NOT NULL)`,
			`CREATE INDEX "movementsByLot" ON "movements" ("machineId", "lotId")`,

			// A lot at a machine: the sum of its movements, and the description that its donation with the
			// lowest (epoch number, seq) gave. "offerFrom" and "offerUntil" are the window of F2 to F4;
			// both are 0 where it may not be offered at all. Without a donation "described" is 0.
			`CREATE TABLE "lots" (
				"machineId" BIGINT NOT NULL, "lotId" TEXT NOT NULL, "portions" BIGINT NOT NULL,
				"closed" BIGINT NOT NULL DEFAULT 0, "described" BIGINT NOT NULL DEFAULT 0,
				"donations" BIGINT NOT NULL DEFAULT 0,
				"origin" TEXT NOT NULL DEFAULT '', "epochNo" BIGINT NOT NULL DEFAULT 0, "seq" BIGINT NOT NULL DEFAULT 0,
				"slot" BIGINT NOT NULL DEFAULT 0, "name" TEXT NOT NULL DEFAULT '', "category" TEXT NOT NULL DEFAULT 'other',
				"storage" TEXT NOT NULL DEFAULT 'ambient', "dateKind" TEXT NOT NULL DEFAULT 'useBy',
				"date" TEXT NOT NULL DEFAULT '', "preparedAt" BIGINT NOT NULL DEFAULT 0,
				"allergens" TEXT NOT NULL DEFAULT '', "diets" TEXT NOT NULL DEFAULT '[]', "tags" TEXT NOT NULL DEFAULT '[]',
				"unconfirmed" BIGINT NOT NULL DEFAULT 0, "donatedAt" BIGINT NOT NULL DEFAULT 0,
				"offerFrom" BIGINT NOT NULL DEFAULT 0, "offerUntil" BIGINT NOT NULL DEFAULT 0,
				"policyVersion" TEXT NOT NULL DEFAULT '', PRIMARY KEY ("machineId", "lotId"))`,

			// What could not be a fact, with its raw body and the reason [M10].
			`CREATE TABLE "quarantine" (
				"quarantineId" TEXT PRIMARY KEY, "origin" TEXT NOT NULL, "epoch" TEXT NOT NULL, "seq" BIGINT NOT NULL,
				"eventId" TEXT NOT NULL, "machineId" BIGINT NOT NULL, "code" TEXT NOT NULL, "reason" TEXT NOT NULL,
				"contentHash" TEXT NOT NULL, "body" TEXT NOT NULL, "recordedAt" BIGINT NOT NULL, "keepUntil" BIGINT NOT NULL)`,
			`CREATE INDEX "quarantineByEvent" ON "quarantine" ("eventId")`,

			// Where a person is needed; the key makes a repeat the same task.
			`CREATE TABLE "tasks" (
				"taskId" TEXT PRIMARY KEY, "machineId" BIGINT NOT NULL, "kind" TEXT NOT NULL,
				"lotId" TEXT NOT NULL, "eventId" TEXT NOT NULL, "createdAt" BIGINT NOT NULL, "closedAt" BIGINT NOT NULL DEFAULT 0)`,
			`CREATE INDEX "tasksByMachine" ON "tasks" ("machineId", "closedAt")`,

			// One row per (machine, kind, slot or sensor): "place" is "slot:3", "sensor:t1" or empty [M17].
			`CREATE TABLE "alerts" (
				"machineId" BIGINT NOT NULL, "kind" TEXT NOT NULL, "place" TEXT NOT NULL,
				"alertId" TEXT NOT NULL, "state" TEXT NOT NULL, "severity" TEXT NOT NULL,
				"since" BIGINT NOT NULL, "updatedAt" BIGINT NOT NULL, "clearedAt" BIGINT NOT NULL DEFAULT 0,
				"origin" TEXT NOT NULL, "epochNo" BIGINT NOT NULL, "seq" BIGINT NOT NULL,
				"value" DOUBLE PRECISION, "threshold" DOUBLE PRECISION, "unit" TEXT NOT NULL DEFAULT '',
				PRIMARY KEY ("machineId", "kind", "place"))`,
			`CREATE UNIQUE INDEX "alertsById" ON "alerts" ("alertId")`,
			`CREATE INDEX "alertsByState" ON "alerts" ("state", "machineId")`,

			`CREATE TABLE "readings" (
				"eventId" TEXT PRIMARY KEY, "machineId" BIGINT NOT NULL, "sensor" TEXT NOT NULL,
				"from" BIGINT NOT NULL, "to" BIGINT NOT NULL, "minC" DOUBLE PRECISION NOT NULL,
				"maxC" DOUBLE PRECISION NOT NULL, "meanC" DOUBLE PRECISION NOT NULL, "samples" BIGINT NOT NULL)`,
			`CREATE INDEX "readingsByMachine" ON "readings" ("machineId", "sensor", "from")`
		])
			app.db().newQuery(sql).execute();

		// The ledger only grows, for everyone [M23].
		for (const table of ['facts', 'movements', 'readings']) {
			for (const verb of ['UPDATE', 'DELETE']) {
				app
					.db()
					.newQuery(
						`CREATE TRIGGER "${table}Never${verb}" BEFORE ${verb} ON "${table}" BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END`
					)
					.execute();
			}
		}

		const settings = app.settings();
		settings.meta.appName = 'Exes';
		settings.batch.enabled = false;
		settings.logs.logIP = false;
		settings.logs.maxDays = 0; // PocketBase's request log holds query strings; ours does not [O9]
		app.save(settings);
	},
	() => {
		throw new Error('Migrations only run forward: restore a backup instead.');
	}
);
