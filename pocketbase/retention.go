package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"
)

const (
	retentionJob   = "retention"
	retentionTime  = "17 3 * * *" // every night, UTC
	retentionEvery = 24 * time.Hour
	retentionLate  = 26 * time.Hour // then the doctor says so
	forgetAtOnce   = 2_000          // rows a statement: between two, others may write
)

// kept is what stands in the database until its keepUntil, in milliseconds since 1970, and how that
// much of it is forgotten. Every table with such a column is here: a test looks. Facts and movements
// have none [M23]: a fact keeps its content hash, and so does what is quarantined.
var kept = map[string]string{
	"sideTexts": `DELETE FROM "sideTexts" WHERE ("eventId", "field") IN
		(SELECT "eventId", "field" FROM "sideTexts" WHERE "keepUntil" < {:now} LIMIT {:n})`,
	"illnessTexts": `DELETE FROM "illnessTexts" WHERE ("reportId", "field") IN
		(SELECT "reportId", "field" FROM "illnessTexts" WHERE "keepUntil" < {:now} LIMIT {:n})`,
	"auditTexts": `DELETE FROM "auditTexts" WHERE ("auditNo", "side") IN
		(SELECT "auditNo", "side" FROM "auditTexts" WHERE "keepUntil" < {:now} LIMIT {:n})`,
	"claims": `DELETE FROM "claims" WHERE ("machineId", "subject") IN
		(SELECT "machineId", "subject" FROM "claims" WHERE "keepUntil" < {:now} LIMIT {:n})`,
	"signInCodes": `DELETE FROM "signInCodes" WHERE "codeHash" IN
		(SELECT "codeHash" FROM "signInCodes" WHERE "keepUntil" < {:now} LIMIT {:n})`,
	"digitTries": `DELETE FROM "digitTries" WHERE ("hour", "known") IN
		(SELECT "hour", "known" FROM "digitTries" WHERE "keepUntil" < {:now} LIMIT {:n})`,
	"usedChallenges": `DELETE FROM "usedChallenges" WHERE "challengeHash" IN
		(SELECT "challengeHash" FROM "usedChallenges" WHERE "keepUntil" < {:now} LIMIT {:n})`,
	// The row stays, as its task and its seq do; what the machine sent goes, and the reason may quote it.
	"quarantine": `UPDATE "quarantine" SET "body" = '', "reason" = '' WHERE "quarantineId" IN
		(SELECT "quarantineId" FROM "quarantine" WHERE "keepUntil" < {:now} AND "body" <> '' LIMIT {:n})`,
}

// forgotten is how many rows of each table were.
type forgotten map[string]int64

// retention forgets what was kept long enough [M23].
type retention struct {
	app core.App
	now func() time.Time
	mu  sync.Mutex // one run at a time
}

func newRetention(app core.App, now func() time.Time) *retention {
	return &retention{app: app, now: now}
}

// run forgets all that is due. What was forgotten before an error stays so; the next run does the rest.
func (r *retention) run() (forgotten, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	done, now := forgotten{}, r.now().UnixMilli()
	for table, statement := range kept {
		for {
			result, err := r.app.NonconcurrentDB().NewQuery(statement).Bind(dbx.Params{"now": now, "n": forgetAtOnce}).Execute()
			if err != nil {
				return done, fmt.Errorf("%s: %w", table, err)
			}
			n, err := result.RowsAffected()
			if err != nil {
				return done, err
			}
			if done[table] += n; n < forgetAtOnce {
				break
			}
		}
	}
	changes, err := forgetChanges(r.app, r.now())
	if err != nil {
		return done, fmt.Errorf("changes: %w", err)
	}
	done["changes"] = changes
	outcome, err := json.Marshal(done)
	if err != nil {
		return done, err
	}
	_, err = r.app.NonconcurrentDB().NewQuery(`INSERT INTO "jobs" ("name", "endedAt", "outcome") VALUES ({:name}, {:now}, {:outcome})
		ON CONFLICT ("name") DO UPDATE SET "endedAt" = excluded."endedAt", "outcome" = excluded."outcome"`).
		Bind(dbx.Params{"name": retentionJob, "now": now, "outcome": string(outcome)}).Execute()
	return done, err
}

// isDue is whether the last run is a day ago or more, or nobody knows of one.
func (r *retention) isDue() bool {
	last, err := number(r.app.DB(), `SELECT COALESCE(MAX("endedAt"), 0) FROM "jobs" WHERE "name" = {:name}`, dbx.Params{"name": retentionJob})
	return err != nil || r.now().UnixMilli()-last >= retentionEvery.Milliseconds()
}

// runAndLog leaves one line, whatever comes of it.
func (r *retention) runAndLog(log *logger) {
	began := time.Now()
	done, err := r.run()
	fields := []any{"ms", time.Since(began).Milliseconds()}
	for _, table := range tablesOf(done) {
		fields = append(fields, table, done[table])
	}
	if err != nil {
		log.Error("what was kept long enough could not be forgotten", append(fields, "cause", err.Error())...)
		return
	}
	log.Info("forgot what was kept long enough", fields...)
}

func tablesOf(done forgotten) []string {
	var tables []string
	for table := range done {
		tables = append(tables, table)
	}
	slices.Sort(tables)
	return tables
}

// forgetNightly runs it every night, and at the start where the last time was missed.
func forgetNightly(app core.App, log *logger) {
	r := newRetention(app, time.Now)
	app.Cron().MustAdd("exesRetention", retentionTime, func() { r.runAndLog(log) })
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{
		Priority: 1000, // when everything else is ready
		Func: func(e *core.ServeEvent) error {
			if r.isDue() {
				go r.runAndLog(log)
			}
			return e.Next()
		},
	})
}

// newForgetCommand is `exes forget`: the nightly job, now [O7].
func newForgetCommand(app *pocketbase.PocketBase) *cobra.Command {
	return &cobra.Command{
		Use:   "forget",
		Short: "Forget now what was kept long enough, as every night",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := app.RunAllMigrations(); err != nil { // PocketBase does so only when it serves
				return err
			}
			done, err := newRetention(app, time.Now).run()
			if err != nil {
				return err
			}
			if asJSON, _ := command.Flags().GetBool("json"); asJSON {
				return json.NewEncoder(command.OutOrStdout()).Encode(map[string]any{"forgotten": done})
			}
			var parts []string
			for _, table := range tablesOf(done) {
				parts = append(parts, fmt.Sprintf("%d of %s", done[table], table))
			}
			_, err = fmt.Fprintf(command.OutOrStdout(), "Forgotten: %s.\n", strings.Join(parts, ", "))
			return err
		},
	}
}

// overdue is how much is still there a good while after it should have gone.
func overdue(db dbx.Builder, now time.Time) (total int64) {
	for table := range kept {
		where := `"keepUntil" < {:since}`
		if table == "quarantine" {
			where += ` AND "body" <> ''`
		}
		if n, err := number(db, `SELECT COUNT(*) FROM "`+table+`" WHERE `+where, dbx.Params{"since": now.Add(-retentionLate).UnixMilli()}); err == nil {
			total += n
		}
	}
	return total
}
