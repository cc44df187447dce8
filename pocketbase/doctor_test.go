package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// [O7] What the doctor finds, and that looking changes nothing.
func TestDoctor(t *testing.T) {
	settings := config{"EXES_PROFILE": "test", "EXES_ADDR": "127.0.0.1:8090", "EXES_DISK_FLOOR_MB": "0"}
	with := func(name, value string) config {
		c := config{name: value}
		for known, is := range settings {
			if known != name {
				c[known] = is
			}
		}
		return c
	}
	database := func(t *testing.T, statements ...string) string {
		dir := t.TempDir()
		db, err := connect(filepath.Join(dir, "data.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, statement := range append([]string{`CREATE TABLE "_migrations" ("file" TEXT, "applied" INTEGER)`}, statements...) {
			if _, err := db.NewQuery(statement).Execute(); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	const applied = `INSERT INTO "_migrations" VALUES ('1_one.js', 1)`

	table := []struct {
		name    string
		patient func(*testing.T) patient
		finds   []string
		ok      bool
	}{
		{"a wrong setting", func(t *testing.T) patient {
			return patient{settings: settings, mistakes: errors.New("EXES_LOG"), dataDir: database(t, applied)}
		}, []string{"configuration", "not_running"}, false},
		{"no data yet", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: filepath.Join(t.TempDir(), "none")}
		}, []string{"no_data"}, true},
		{"a file in the place of the directory", func(t *testing.T) patient {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return patient{settings: settings, dataDir: path}
		}, []string{"not_a_directory"}, false},
		{"a full disk", func(t *testing.T) patient {
			return patient{settings: with("EXES_DISK_FLOOR_MB", "1000000000"), dataDir: database(t, applied)}
		}, []string{"disk", "not_running"}, false},
		{"a damaged database", func(t *testing.T) patient {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "data.db"), make([]byte, 9000), 0o600); err != nil {
				t.Fatal(err)
			}
			return patient{settings: settings, dataDir: dir}
		}, []string{"database_damaged", "not_running"}, false},
		{"kiosks of another address", func(t *testing.T) patient {
			dir := database(t, applied,
				`CREATE TABLE "machines" ("machineId" INTEGER, "status" TEXT)`,
				`CREATE TABLE "audit" ("auditNo" INTEGER, "action" TEXT, "subject" TEXT, "after" TEXT)`,
				`INSERT INTO "machines" VALUES (1, 'accepted'), (2, 'accepted'), (3, 'revoked'), (4, 'accepted')`,
				`INSERT INTO "audit" VALUES (1, 'machine.register', 'machine:1', '{"publicUrl":"https://old.example"}'),
					(2, 'machine.register', 'machine:2', '{"publicUrl":"https://old.example"}'),
					(3, 'machine.register', 'machine:2', '{"publicUrl":"https://food.example"}'),
					(4, 'machine.register', 'machine:3', '{"publicUrl":"https://old.example"}'),
					(5, 'machine.register', 'machine:4', '{"status":"accepted"}')`)
			return patient{settings: with("EXES_PUBLIC_URL", "https://food.example/"), dataDir: dir}
		}, []string{"not_running", "other_address"}, true},
		{"a migration to come", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t)}
		}, []string{"not_running", "pending_migrations"}, true},
		{"nobody who operates", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "grants" ("role" TEXT, "startsAt" BIGINT, "endsAt" BIGINT)`,
				`INSERT INTO "grants" VALUES ('volunteer', 0, 0), ('operator', 0, 1000)`)}
		}, []string{"no_operator", "not_running"}, true},
		{"somebody who operates", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "grants" ("role" TEXT, "startsAt" BIGINT, "endsAt" BIGINT)`,
				`INSERT INTO "grants" VALUES ('operator', 0, 0)`)}
		}, []string{"not_running"}, true},
		{"machines that run an old configuration, and that refused a key", func(t *testing.T) patient {
			now := time.Now().UnixMilli()
			tables := []string{applied, `CREATE TABLE "machines" ("machineId" BIGINT, "status" TEXT, "hardware" TEXT, "demo" BOOLEAN)`,
				`CREATE TABLE "machineStatus" ("machineId" BIGINT, "recordedAt" BIGINT, "body" TEXT)`,
				`CREATE TABLE "configs" ("machineId" BIGINT, "version" BIGINT, "createdAt" BIGINT)`,
				`INSERT INTO "machines" VALUES (1, 'accepted', 'controller', FALSE), (2, 'accepted', 'controller', FALSE)`,
				`INSERT INTO "configs" VALUES (1, 1, 0), (1, 2, 1), (2, 1, 0)`,
				fmt.Sprintf(`INSERT INTO "machineStatus" VALUES (1, %d, '{"configVersion":1,"refusedConfig":[]}')`, now),
				fmt.Sprintf(`INSERT INTO "machineStatus" VALUES (2, %d, '{"configVersion":1,"refusedConfig":[{"key":"notice","code":"invalid"}]}')`, now)}
			return patient{settings: settings, dataDir: database(t, tables...)}
		}, []string{"not_running", "old_config", "refused_config"}, true},
		{"machines that run what they should, have had no time yet, or do not say", func(t *testing.T) patient {
			now := time.Now().UnixMilli()
			tables := []string{applied, `CREATE TABLE "machines" ("machineId" BIGINT, "status" TEXT, "hardware" TEXT, "demo" BOOLEAN)`,
				`CREATE TABLE "machineStatus" ("machineId" BIGINT, "recordedAt" BIGINT, "body" TEXT)`,
				`CREATE TABLE "configs" ("machineId" BIGINT, "version" BIGINT, "createdAt" BIGINT)`,
				`INSERT INTO "machines" VALUES (1, 'accepted', 'controller', FALSE), (2, 'accepted', 'controller', FALSE), (3, 'accepted', 'controller', FALSE)`,
				fmt.Sprintf(`INSERT INTO "configs" VALUES (1, 1, 0), (1, 2, 1), (2, 1, 0), (2, 2, %d), (3, 1, 0)`, now),
				fmt.Sprintf(`INSERT INTO "machineStatus" VALUES (1, %d, '{"configVersion":2}')`, now),
				fmt.Sprintf(`INSERT INTO "machineStatus" VALUES (2, %d, '{"configVersion":1}'), (3, %d, '{}')`, now, now)}
			return patient{settings: settings, dataDir: database(t, tables...)}
		}, []string{"not_running"}, true},
		{"demo data in production", func(t *testing.T) patient {
			c := with("EXES_PROFILE", "production")
			c["EXES_PUBLIC_URL"] = "https://food.example"
			return patient{settings: c, dataDir: database(t, applied, `CREATE TABLE "people" ("demo" BOOLEAN)`,
				`INSERT INTO "people" VALUES (TRUE)`)}
		}, []string{"demo_data", "no_mail", "not_running"}, false},
		{"texts with gaps", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "details" ("name" TEXT, "value" TEXT)`,
				`INSERT INTO "details" VALUES ('name', 'A network'), ('host', '')`, `CREATE TABLE "texts" ("name" TEXT, "language" TEXT, "text" TEXT)`,
				`INSERT INTO "texts" VALUES ('terms', 'de', 'Es gilt [[was?]]'), ('terms', 'en', 'Be kind.')`)}
		}, []string{"details_missing", "not_running", "texts_unfinished"}, true},
		{"texts without gaps", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "details" ("name" TEXT, "value" TEXT)`,
				`INSERT INTO "details" VALUES ('name', 'a'), ('address', 'b'), ('email', 'c'), ('host', 'd'), ('authority', 'e'), ('poisonLine', 'f')`,
				`CREATE TABLE "texts" ("name" TEXT, "language" TEXT, "text" TEXT)`)}
		}, []string{"not_running"}, true},
		{"[M6] a machine that waits", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "machines" ("machineId" BIGINT, "status" TEXT, "demo" BOOLEAN)`,
				`INSERT INTO "machines" VALUES (7, 'pending', FALSE), (8, 'accepted', FALSE)`)}
		}, []string{"not_running", "pending_machines"}, true},
		{"[M23] a night without the job", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "jobs" ("name" TEXT, "endedAt" BIGINT)`,
				`INSERT INTO "jobs" VALUES ('retention', (CAST(strftime('%s', 'now') AS INTEGER) - 27 * 3600) * 1000)`)}
		}, []string{"not_running", "retention_late"}, true},
		{"[M23] a text that is kept too long", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "jobs" ("name" TEXT, "endedAt" BIGINT)`,
				`CREATE TABLE "sideTexts" ("keepUntil" BIGINT)`, `INSERT INTO "sideTexts" VALUES (1)`)}
		}, []string{"not_running", "retention_late"}, true},
		{"[M23] the job ran", func(t *testing.T) patient {
			return patient{settings: settings, dataDir: database(t, applied, `CREATE TABLE "jobs" ("name" TEXT, "endedAt" BIGINT)`,
				`INSERT INTO "jobs" VALUES ('retention', (CAST(strftime('%s', 'now') AS INTEGER) - 3 * 3600) * 1000)`)}
		}, []string{"not_running"}, true},
		{"a server that runs", func(t *testing.T) patient {
			dir := database(t, applied)
			lock, err := lockDirectory(dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = lock.Close() })
			return patient{settings: settings, dataDir: dir}
		}, nil, true},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			p := row.patient(t)
			p.dirs = &dirs{hooks: t.TempDir(), migrations: t.TempDir(), app: t.TempDir(), api: t.TempDir()}
			for _, file := range []string{p.dirs.hooks + "/main.pb.js", p.dirs.app + "/200.html", p.dirs.api + "/openapi.json", p.dirs.migrations + "/1_one.js"} {
				if err := os.WriteFile(file, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, before := os.Stat(p.dataDir)
			r := p.examine()
			var found []string
			for _, f := range r.Findings {
				found = append(found, f.Code)
				if f.Cure == "" || f.Message == "" {
					t.Errorf("%s has no cure or no message", f.Code)
				}
			}
			slices.Sort(found)
			if !slices.Equal(found, row.finds) || r.OK != row.ok {
				t.Errorf("found %v, ok %v; want %v, %v", found, r.OK, row.finds, row.ok)
			}
			if _, after := os.Stat(p.dataDir); (before == nil) != (after == nil) {
				t.Error("looking made the directory")
			}
		})
	}
}
