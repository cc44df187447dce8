package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const silence = time.Hour // from then on a machine with a kiosk is worth a look

// examineData opens the database as it is: it makes none and migrates nothing.
func (p patient) examineData(r *report) {
	path := filepath.Join(p.dataDir, "data.db")
	if _, err := os.Stat(path); err != nil {
		if !errors.Is(err, os.ErrNotExist) {
			r.add("error", "database_closed", "The database cannot be opened: "+err.Error(), "Give it to the user that runs the server.")
		}
		return
	}
	db, err := dbx.Open("sqlite", "file:"+path+"?mode=rw&_pragma=busy_timeout(2000)")
	if err != nil {
		r.add("error", "database_closed", "The database cannot be opened: "+err.Error(), "Restore a backup.")
		return
	}
	defer db.Close()
	var verdict string
	if err := db.NewQuery("PRAGMA quick_check(1)").Row(&verdict); err != nil {
		verdict = err.Error()
	}
	if verdict != "ok" {
		r.add("error", "database_damaged", "The database is damaged: "+verdict, "Stop the server and restore a backup.")
		return
	}
	p.examineMigrations(r, db)
	p.examineRecords(r, db)
}

func (p patient) examineMigrations(r *report, db dbx.Builder) {
	var applied []string
	if err := db.NewQuery(`SELECT "file" FROM "` + core.DefaultMigrationsTable + `"`).Column(&applied); err != nil {
		r.add("warning", "not_migrated", "The database has no tables yet.", "Start the server once: npm start")
		return
	}
	files, _ := filepath.Glob(filepath.Join(p.dirs.migrations, "*.js"))
	pending := 0
	for _, file := range files {
		if !slices.Contains(applied, filepath.Base(file)) {
			pending++
		}
	}
	if pending > 0 {
		r.add("warning", "pending_migrations", fmt.Sprintf("%d migrations have not run on this database.", pending), "Start the server again: it runs them.")
	}
}

func (p patient) examineRecords(r *report, db dbx.Builder) {
	if hasNoOperator(db, time.Now()) {
		r.add("warning", "no_operator", noOperator, firstOperator)
	}
	silent, err := number(db, `SELECT COUNT(*) FROM "machines" AS "m" LEFT JOIN "machineStatus" AS "s" ON "s"."machineId" = "m"."machineId"
		WHERE "m"."status" = 'accepted' AND "m"."hardware" <> 'none' AND COALESCE("s"."recordedAt", 0) < {:since}`,
		dbx.Params{"since": time.Now().Add(-silence).UnixMilli()})
	if err == nil && silent > 0 {
		r.add("warning", "silent_machines", fmt.Sprintf("%d machines with a kiosk have been silent for an hour or more.", silent),
			"Look at their power and network: npm run exes -- machine list")
	}
	examineConfigs(r, db)
	p.examineAddress(r, db)
	var waiting []string
	err = db.NewQuery(`SELECT "machineId" FROM "machines" WHERE "status" = 'pending' ORDER BY "machineId"`).Column(&waiting)
	if err == nil && len(waiting) > 0 {
		named := waiting[:min(len(waiting), 10)]
		r.add("warning", "pending_machines", fmt.Sprintf("%d machines wait to be confirmed: %s.", len(waiting), strings.Join(named, ", ")),
			"Type the six digits that the kiosk shows: npm run exes -- machine confirm "+waiting[0]+" DIGITS; where you know nothing of it: machine reject "+waiting[0])
	}
	examineTexts(r, db)
	p.examineJobs(r, db)
	if err := checkDemo(db, p.settings); err != nil {
		r.add("error", "demo_data", sentence(err), "Take another EXES_DATA_DIR.")
	}
}

// requiredDetails are REQUIRED_DETAILS of src/domain/shapes/texts.ts: a test of the whole compares them.
var requiredDetails = []string{"name", "address", "email", "host", "authority", "poisonLine"}

// examineTexts says what the law asks to be visible and nobody has filled in.
func examineTexts(r *report, db dbx.Builder) {
	var filled []string
	if err := db.NewQuery(`SELECT "name" FROM "details" WHERE "value" <> ''`).Column(&filled); err != nil {
		return // a database of before
	}
	missing := slices.DeleteFunc(slices.Clone(requiredDetails), func(name string) bool { return slices.Contains(filled, name) })
	if len(missing) > 0 {
		r.add("warning", "details_missing", "Privacy page, imprint and the other texts have gaps: "+strings.Join(missing, ", ")+".",
			"Fill them in as an operator, in the app under Texts.")
	}
	var gaps []string
	err := db.NewQuery(`SELECT "name" || ' (' || "language" || ')' FROM "texts" WHERE "text" LIKE '%[[%]]%' ORDER BY "name", "language"`).Column(&gaps)
	if err == nil && len(gaps) > 0 {
		r.add("warning", "texts_unfinished", "These texts still show a gap in [[...]]: "+strings.Join(gaps, ", ")+".",
			"Finish them as an operator, in the app under Texts.")
	}
}

// patience is how long a machine that answers may take to run a new configuration.
const patience = time.Hour

// examineConfigs looks at what machines that answer say of their configuration. One that never says
// which version it runs is not known to run an old one.
func examineConfigs(r *report, db dbx.Builder) {
	now := time.Now()
	since := dbx.Params{"heard": now.Add(-silence).UnixMilli(), "saved": now.Add(-patience).UnixMilli()}
	const heard = `FROM "machineStatus" AS "s" JOIN "machines" AS "m" ON "m"."machineId" = "s"."machineId"
		WHERE "m"."status" = 'accepted' AND "s"."recordedAt" > {:heard}`
	old, err := number(db, `SELECT COUNT(*) `+heard+` AND "s"."body" ->> 'configVersion' <
		(SELECT MAX("c"."version") FROM "configs" AS "c" WHERE "c"."machineId" = "s"."machineId" AND "c"."createdAt" < {:saved})`, since)
	if err == nil && old > 0 {
		r.add("warning", "old_config", fmt.Sprintf("%d machines have run an old version of their configuration for an hour or more.", old),
			"See which: npm run exes -- machine list")
	}
	refusing, err := number(db, `SELECT COUNT(*) `+heard+` AND COALESCE("s"."body" -> 'refusedConfig', '[]') <> '[]'`, since)
	if err == nil && refusing > 0 {
		r.add("warning", "refused_config", fmt.Sprintf("%d machines have refused a part of their configuration.", refusing),
			"See what and why: npm run exes -- config get MACHINE")
	}
}

// examineJobs says where the nightly job has not run, and what is kept too long for it [M23].
func (p patient) examineJobs(r *report, db dbx.Builder) {
	now := time.Now()
	last, err := number(db, `SELECT COALESCE(MAX("endedAt"), 0) FROM "jobs" WHERE "name" = {:name}`, dbx.Params{"name": retentionJob})
	if err != nil {
		return // a database of before
	}
	tooLong := overdue(db, now)
	missed := last > 0 && now.Sub(time.UnixMilli(last)) > retentionLate
	if missed || tooLong > 0 {
		r.add("warning", "retention_late",
			fmt.Sprintf("What is kept for a time only was not forgotten in the last night; %d texts are older than they may be.", tooLong),
			"Run it now: npm run exes -- forget. It runs by itself every night while the server does, and at its start.")
	}
}
