package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
)

const (
	feedKept  = 90 * 24 * time.Hour // so long a deletion is told: whoever was away for longer starts over [S8]
	feedTouch = 7 * 24 * time.Hour  // an empty lot is told of so long (hooks/sync/lots.ts)
	feedFile  = "feed"              // in the data directory; nobody writes to it once it is there
)

// sameCopy sees to it that a feed is of one copy of the data. A file beside the database tells copies
// apart: whoever restores a backup, however they do it, makes another file, which the file system
// knows by its number and its time. The feed gets a new id then, and every client starts over [S8].
func sameCopy(app core.App, log *logger) error {
	path := filepath.Join(app.DataDir(), feedFile)
	mark, err := copyMark(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.WriteFile(path, []byte("Tells this copy of the data from its backups.\n"), 0o600); err == nil {
			mark, err = copyMark(path)
		}
	}
	if err != nil {
		return fmt.Errorf("the data directory cannot be told from its copies: %w", err)
	}
	var before string
	if err := app.NonconcurrentDB().NewQuery(`SELECT "copy" FROM "feeds"`).Row(&before); err != nil {
		return err
	}
	if before == mark {
		return nil
	}
	feedID := security.RandomStringWithAlphabet(15, idLetters)
	_, err = app.NonconcurrentDB().NewQuery(`UPDATE "feeds" SET "copy" = {:mark},
		"feedId" = CASE "copy" WHEN '' THEN "feedId" ELSE {:feedId} END`).
		Bind(dbx.Params{"mark": mark, "feedId": feedID}).Execute()
	if err == nil && before != "" {
		log.Warn("these data were restored or copied: every client fetches its state anew", "feed", feedID)
	}
	return err
}

// forgetChanges notes how far the feed is, forgets what changed 90 days ago and before, and says of lots
// that are empty for long that they are gone. How many changes were forgotten it tells.
func forgetChanges(app core.App, now time.Time) (int64, error) {
	db := app.NonconcurrentDB()
	at := now.UnixMilli()
	do := func(query string, params dbx.Params) (int64, error) {
		result, err := db.NewQuery(query).Bind(params).Execute()
		if err != nil {
			return 0, err
		}
		return result.RowsAffected()
	}
	steps := []struct {
		query  string
		params dbx.Params
	}{
		{`UPDATE "lots" SET "closed" = "closed" WHERE "portions" = 0 AND "donatedAt" > {:from} AND "donatedAt" <= {:to}`,
			dbx.Params{"from": at - (feedTouch + 7*24*time.Hour).Milliseconds(), "to": at - feedTouch.Milliseconds()}},
		{`INSERT INTO "feedMarks" ("at", "seq") SELECT {:at}, COALESCE(MAX("seq"), 0) FROM "changes" WHERE TRUE
			ON CONFLICT ("at") DO NOTHING`, dbx.Params{"at": at}},
		{`UPDATE "feeds" SET "floor" = COALESCE((SELECT MAX("seq") FROM "feedMarks" WHERE "at" <= {:before}), "floor")`,
			dbx.Params{"before": at - feedKept.Milliseconds()}},
		{`DELETE FROM "feedMarks" WHERE "at" < (SELECT MAX("at") FROM "feedMarks" WHERE "at" <= {:before})`,
			dbx.Params{"before": at - feedKept.Milliseconds()}},
	}
	for _, step := range steps {
		if _, err := do(step.query, step.params); err != nil {
			return 0, err
		}
	}
	// The newest change stays: by it the feed knows how far it is.
	var done int64
	for {
		n, err := do(`DELETE FROM "changes" WHERE "seq" IN (SELECT "seq" FROM "changes"
			WHERE "seq" <= (SELECT "floor" FROM "feeds") AND "seq" < (SELECT MAX("seq") FROM "changes") LIMIT {:n})`,
			dbx.Params{"n": forgetAtOnce})
		if done += n; err != nil || n < forgetAtOnce {
			return done, err
		}
	}
}
