package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const (
	readyWithin    = 900 * time.Millisecond // so that the answer is out within 1 s [O8]
	databaseWithin = 500 * time.Millisecond // [M20]
	answerCounts   = time.Second
)

// health knows whether this process can serve, not only whether it runs [O8].
type health struct {
	app       core.App
	diskFloor int64 // megabytes
	serves    *probe
	reads     *probe
	writes    *probe

	file string      // the database
	mine os.FileInfo // as it was when this process opened it
}

func newHealth(app core.App, diskFloor int64) *health {
	h := &health{app: app, diskFloor: diskFloor, file: filepath.Join(app.DataDir(), "data.db")}
	h.serves = &probe{within: readyWithin, ask: h.canServe} // now, not a second ago; one at a time
	h.reads = &probe{within: databaseWithin, fresh: answerCounts, ask: h.read}
	h.writes = &probe{within: databaseWithin, fresh: answerCounts, ask: h.write}
	return h
}

// prepare makes the one-row table that is written to see whether the database can be, and
// remembers which file the database is.
func (h *health) prepare() (err error) {
	if h.mine, err = os.Stat(h.file); err != nil {
		return err
	}
	_, err = h.app.NonconcurrentDB().NewQuery(
		`CREATE TABLE IF NOT EXISTS "readiness" ("id" INTEGER PRIMARY KEY, "checkedAt" BIGINT NOT NULL)`).Execute()
	return err
}

// present is whether the database is still the file that this process opened. One that was deleted
// or replaced takes writes as before, and loses them all when the process ends: nothing may be
// acknowledged then [M12].
func (h *health) present() error {
	now, err := os.Stat(h.file)
	if err != nil || now.Size() == 0 || !os.SameFile(now, h.mine) {
		return errReplaced
	}
	return nil
}

var errReplaced = errors.New("the database file was deleted, emptied or replaced while the server ran; start it again")

func (h *health) canServe(ctx context.Context) error {
	if err := h.present(); err != nil {
		return err
	}
	if free := freeMegabytes(h.app.DataDir()); free >= 0 && free < h.diskFloor {
		return fmt.Errorf("only %d MB are free where the data is; %d are wanted", free, h.diskFloor)
	}
	if pending, err := pendingMigrations(ctx, h.app); err != nil {
		return fmt.Errorf("the database cannot be read: %w", err)
	} else if len(pending) > 0 {
		return fmt.Errorf("%d migrations have not run: %s first", len(pending), pending[0])
	}
	return h.write(ctx)
}

// write really writes, to the disk: a transaction that is rolled back would not notice a full one.
func (h *health) write(ctx context.Context) error {
	_, err := h.app.NonconcurrentDB().NewQuery(`INSERT INTO "readiness" ("id", "checkedAt") VALUES (1, {:now})
		ON CONFLICT ("id") DO UPDATE SET "checkedAt" = excluded."checkedAt"`).
		WithContext(ctx).Bind(dbx.Params{"now": time.Now().UnixMilli()}).Execute()
	if err != nil {
		return fmt.Errorf("the database cannot be written: %w", err)
	}
	return nil
}

func (h *health) read(ctx context.Context) error {
	var n int
	return h.app.ConcurrentDB().NewQuery(`SELECT COUNT(*) FROM "_params"`).WithContext(ctx).Row(&n)
}

// pendingMigrations are those that this build knows and the database does not have.
func pendingMigrations(ctx context.Context, app core.App) (pending []string, err error) {
	var applied []string
	query := app.ConcurrentDB().NewQuery(`SELECT "file" FROM "` + core.DefaultMigrationsTable + `"`)
	if err := query.WithContext(ctx).Column(&applied); err != nil {
		return nil, err
	}
	done := make(map[string]bool, len(applied))
	for _, file := range applied {
		done[file] = true
	}
	for _, list := range []core.MigrationsList{core.SystemMigrations, core.AppMigrations} {
		for _, migration := range list.Items() {
			if !done[migration.File] {
				pending = append(pending, migration.File)
			}
		}
	}
	return pending, nil
}

func (h *health) handler(e *core.RequestEvent) error {
	if err := h.serves.answer(); err != nil {
		e.Response.Header().Set("Retry-After", retryAfter)
		e.Set(keyCause, err.Error())
		return refusal(http.StatusServiceUnavailable, "request", "not_ready", "Not ready: "+err.Error())
	}
	return e.JSON(http.StatusOK, map[string]any{"ready": true, "version": version})
}

// truthful is the middleware that turns what is answered while the database is away into what it
// is: a 503 with Retry-After, which no client takes for the loss of its credentials [M20]. A 401 is
// one when the database cannot be read, a 500 when it cannot be written either.
func (h *health) truthful(e *core.RequestEvent) error {
	path := e.Request.URL.Path
	if strings.HasPrefix(path, "/api/") && path != "/api/health" && path != "/api/ready" {
		if err := h.present(); err != nil {
			return databaseAway(e, err)
		}
	}
	err := e.Next()
	if err == nil || e.Written() {
		return err
	}
	var away error
	switch statusOf(e, err) {
	case http.StatusUnauthorized:
		away = h.reads.answer()
	case http.StatusInternalServerError:
		away = h.writes.answer()
	case http.StatusServiceUnavailable: // a hook has found out for itself
		if e.Response.Header().Get("Retry-After") == "" {
			e.Response.Header().Set("Retry-After", retryAfter)
		}
	}
	if away == nil {
		return err
	}
	return databaseAway(e, away)
}

const retryAfter = "5" // seconds

func databaseAway(e *core.RequestEvent, cause error) error {
	e.Response.Header().Set("Retry-After", retryAfter)
	e.Set(keyCause, cause.Error())
	return refusal(http.StatusServiceUnavailable, "request", "database_away", "The database does not answer. Try again.")
}
