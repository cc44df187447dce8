package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// withTables is an app on a database with the tables that are kept for a time.
func withTables(t *testing.T) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir(), DBConnect: connect})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.ResetBootstrapState() })
	for _, statement := range []string{
		`CREATE TABLE "sideTexts" ("eventId" TEXT, "field" TEXT, "value" TEXT, "keepUntil" BIGINT, PRIMARY KEY ("eventId", "field"))`,
		`CREATE TABLE "auditTexts" ("auditNo" BIGINT, "side" TEXT, "value" TEXT, "keepUntil" BIGINT, PRIMARY KEY ("auditNo", "side"))`,
		`CREATE TABLE "quarantine" ("quarantineId" TEXT PRIMARY KEY, "contentHash" TEXT, "body" TEXT, "reason" TEXT, "keepUntil" BIGINT)`,
		`CREATE TABLE "illnessTexts" ("reportId" TEXT, "field" TEXT, "value" TEXT, "keepUntil" BIGINT, PRIMARY KEY ("reportId", "field"))`,
		`CREATE TABLE "claims" ("machineId" BIGINT, "subject" TEXT, "personId" TEXT, "keepUntil" BIGINT, PRIMARY KEY ("machineId", "subject"))`,
		`CREATE TABLE "signInCodes" ("codeHash" TEXT PRIMARY KEY, "keepUntil" BIGINT)`,
		`CREATE TABLE "digitTries" ("hour" BIGINT, "known" BIGINT, "keepUntil" BIGINT)`,
		`CREATE TABLE "usedChallenges" ("challengeHash" TEXT PRIMARY KEY, "keepUntil" BIGINT)`,
		`CREATE TABLE "lots" ("lotId" TEXT, "portions" BIGINT, "closed" BIGINT, "donatedAt" BIGINT)`,
		`CREATE TABLE "changes" ("seq" INTEGER PRIMARY KEY AUTOINCREMENT, "id" TEXT)`,
		`CREATE TABLE "feeds" ("feedId" TEXT PRIMARY KEY, "floor" BIGINT NOT NULL, "copy" TEXT NOT NULL)`,
		`CREATE TABLE "feedMarks" ("at" BIGINT PRIMARY KEY, "seq" BIGINT NOT NULL)`,
		`INSERT INTO "feeds" VALUES ('first', 0, '')`,
		`CREATE TABLE "jobs" ("name" TEXT PRIMARY KEY, "endedAt" BIGINT NOT NULL, "outcome" TEXT NOT NULL)`,
	} {
		execute(t, app.NonconcurrentDB(), statement, nil)
	}
	return app
}

func execute(t *testing.T, db dbx.Builder, statement string, bind dbx.Params) {
	t.Helper()
	if _, err := db.NewQuery(statement).Bind(bind).Execute(); err != nil {
		t.Fatal(err)
	}
}

// [M23] What is due goes, to the millisecond; what is not stays; and a second run finds nothing.
func TestRetention(t *testing.T) {
	app, clock := withTables(t), newTestClock()
	now := clock.at.UnixMilli()
	for i := range 5_000 { // more than is forgotten at once
		execute(t, app.NonconcurrentDB(), `INSERT INTO "sideTexts" VALUES ({:id}, 'note', 'x', {:until})`,
			dbx.Params{"id": fmt.Sprint("old", i), "until": now - 1 - int64(i)})
	}
	for _, field := range []string{"note", "some field of tomorrow"} {
		execute(t, app.NonconcurrentDB(), `INSERT INTO "sideTexts" VALUES ('new', {:field}, 'x', {:until})`, dbx.Params{"field": field, "until": now})
	}
	execute(t, app.NonconcurrentDB(), `INSERT INTO "quarantine" VALUES ('old', 'hash', 'body', 'reason', {:until})`, dbx.Params{"until": now - 1})
	execute(t, app.NonconcurrentDB(), `INSERT INTO "quarantine" VALUES ('new', 'hash', 'body', 'reason', {:until})`, dbx.Params{"until": now})

	execute(t, app.NonconcurrentDB(), `INSERT INTO "claims" VALUES (7, 'task:old', 'ada', {:old}), (7, 'task:new', 'ada', {:new})`, dbx.Params{"old": now - 1, "new": now})
	for _, table := range []string{"signInCodes", "usedChallenges"} {
		for _, until := range []int64{now - 1, now} {
			execute(t, app.NonconcurrentDB(), `INSERT INTO "`+table+`" VALUES ({:id}, {:until})`, dbx.Params{"id": fmt.Sprint(until), "until": until})
		}
	}

	r := newRetention(app, clock.now)
	if !r.isDue() {
		t.Error("it has never run, and is not due")
	}
	for _, want := range []forgotten{{"sideTexts": 5_000, "quarantine": 1}, {"sideTexts": 0, "quarantine": 0}} {
		if done, err := r.run(); err != nil || done["sideTexts"] != want["sideTexts"] || done["quarantine"] != want["quarantine"] {
			t.Fatalf("%v %v, want %v", done, err, want)
		}
	}
	for _, table := range []string{"signInCodes", "usedChallenges"} {
		if n, _ := number(app.DB(), `SELECT COUNT(*) FROM "`+table+`" WHERE "keepUntil" = {:now}`, dbx.Params{"now": now}); n != 1 {
			t.Errorf("%d of %s that are not due", n, table)
		}
		if n, _ := number(app.DB(), `SELECT COUNT(*) FROM "`+table+`"`); n != 1 {
			t.Errorf("%d of %s are left", n, table)
		}
	}
	if n, _ := number(app.DB(), `SELECT COUNT(*) FROM "sideTexts"`); n != 2 {
		t.Errorf("%d texts are left", n)
	}
	if n, _ := number(app.DB(), `SELECT COUNT(*) FROM "claims" WHERE "subject" = 'task:new'`); n != 1 {
		t.Error("of the claims the new one should be left")
	}
	if n, _ := number(app.DB(), `SELECT COUNT(*) FROM "claims"`); n != 1 {
		t.Errorf("%d claims are left", n)
	}
	if n, _ := number(app.DB(), `SELECT COUNT(*) FROM "quarantine" WHERE "contentHash" = 'hash' AND "body" || "reason" = (CASE "quarantineId" WHEN 'old' THEN '' ELSE 'bodyreason' END)`); n != 2 {
		t.Error("the quarantine is not as it should be")
	}
	if r.isDue() {
		t.Error("it ran a moment ago, and is due")
	}
	clock.pass(retentionEvery)
	if !r.isDue() {
		t.Error("it ran a day ago, and is not due")
	}
}

// [M23] In the real schema every table that says how long it keeps is known to the job.
func TestRetentionKnowsEveryTable(t *testing.T) {
	data := t.TempDir()
	start(t, freeAddress(t), data).ready(t)
	db, err := connect(filepath.Join(data, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tables []string
	if err := db.NewQuery(`SELECT "m"."name" FROM "sqlite_master" AS "m", pragma_table_info("m"."name") AS "c"
		WHERE "m"."type" = 'table' AND "c"."name" = 'keepUntil' ORDER BY 1`).Column(&tables); err != nil {
		t.Fatal(err)
	}
	var known []string
	for table := range kept {
		known = append(known, table)
	}
	slices.Sort(known)
	if !slices.Equal(tables, known) {
		t.Errorf("keepUntil is a column of %v, and the job knows %v", tables, known)
	}
}

// [M23] The doctor sees what is kept too long, and a job that has not run.
func TestOverdue(t *testing.T) {
	app, now := withTables(t), time.Now()
	if n := overdue(app.DB(), now); n != 0 {
		t.Fatalf("%d of nothing", n)
	}
	late, justNow := now.Add(-retentionLate-time.Minute).UnixMilli(), now.Add(-time.Hour).UnixMilli()
	for id, until := range map[string]int64{"late": late, "just now": justNow} {
		execute(t, app.NonconcurrentDB(), `INSERT INTO "sideTexts" VALUES ({:id}, 'note', 'x', {:until})`, dbx.Params{"id": id, "until": until})
		execute(t, app.NonconcurrentDB(), `INSERT INTO "quarantine" VALUES ({:id}, 'hash', 'body', '', {:until})`, dbx.Params{"id": id, "until": until})
	}
	if n := overdue(app.DB(), now); n != 2 {
		t.Errorf("%d are overdue, not 2", n)
	}
}
