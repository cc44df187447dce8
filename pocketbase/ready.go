package main

import (
	"context"
	"fmt"
	"net/http"
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
}

func newHealth(app core.App, diskFloor int64) *health {
	h := &health{app: app, diskFloor: diskFloor}
	h.serves = &probe{within: readyWithin, ask: h.canServe} // now, not a second ago; one at a time
	h.reads = &probe{within: databaseWithin, fresh: answerCounts, ask: h.read}
	h.writes = &probe{within: databaseWithin, fresh: answerCounts, ask: h.write}
	return h
}

// prepare makes the one-row table that is written to see whether the database can be.
func (h *health) prepare() error {
	_, err := h.app.NonconcurrentDB().NewQuery(
		`CREATE TABLE IF NOT EXISTS "readiness" ("id" INTEGER PRIMARY KEY, "checkedAt" BIGINT NOT NULL)`).Execute()
	return err
}

func (h *health) canServe(ctx context.Context) error {
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
		e.Response.Header().Set("Retry-After", "5")
		e.Set(keyCause, err.Error())
		return refusal(http.StatusServiceUnavailable, "request", "not_ready", "Not ready: "+err.Error())
	}
	return e.JSON(http.StatusOK, map[string]any{"ready": true, "version": version})
}

// truthful is the middleware that turns what PocketBase answers while its database is away into
// what it is: a 503, which no client takes for the loss of its credentials [M20]. A 401 is one when
// the database cannot be read, a 500 when it cannot be written either.
func (h *health) truthful(e *core.RequestEvent) error {
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
	}
	if away == nil {
		return err
	}
	e.Response.Header().Set("Retry-After", "5")
	e.Set(keyCause, away.Error())
	return refusal(http.StatusServiceUnavailable, "request", "database_away", "The database does not answer. Try again.")
}
