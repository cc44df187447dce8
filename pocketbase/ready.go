package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

const (
	readyWithin    = time.Second // [O8]
	databaseWithin = 500 * time.Millisecond
)

// health knows whether this process can serve, not only whether it runs [O8].
type health struct {
	app       core.App
	diskFloor int64 // megabytes

	mu        sync.Mutex
	checkedAt time.Time
	answers   error
}

// ready is why the server cannot serve, or nil. It ends within readyWithin.
func (h *health) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if free := freeMegabytes(h.app.DataDir()); free >= 0 && free < h.diskFloor {
		return fmt.Errorf("only %d MB are free where the data is; %d are wanted", free, h.diskFloor)
	}
	return within(ctx, func() error { return writes(ctx, h.app) })
}

// writes really writes, in a transaction that is rolled back.
func writes(ctx context.Context, app core.App) error {
	undo := errors.New("undo")
	err := app.RunInTransaction(func(tx core.App) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		query := `UPDATE "counters" SET "value" = "value" WHERE "name" = 'machine'`
		if _, err := tx.NonconcurrentDB().NewQuery(query).WithContext(ctx).Execute(); err != nil {
			return err
		}
		return undo
	})
	if errors.Is(err, undo) {
		return nil
	}
	return fmt.Errorf("the database cannot be written: %w", err)
}

// within runs a check that may hang, and stops waiting for it when the time is over.
func within(ctx context.Context, check func() error) error {
	done := make(chan error, 1)
	go func() { done <- check() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errors.New("the database did not answer in time")
	}
}

// databaseAnswers is asked after an error that may be the database's fault; asked at most once a
// second.
func (h *health) databaseAnswers() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.checkedAt) < time.Second {
		return h.answers
	}
	ctx, cancel := context.WithTimeout(context.Background(), databaseWithin)
	defer cancel()
	h.answers = within(ctx, func() error {
		_, err := h.app.DB().NewQuery(`SELECT COUNT(*) FROM "counters"`).WithContext(ctx).Execute()
		return err
	})
	h.checkedAt = time.Now()
	return h.answers
}

func (h *health) handler(e *core.RequestEvent) error {
	if err := h.ready(e.Request.Context()); err != nil {
		e.Response.Header().Set("Retry-After", "5")
		e.Set(keyCause, err.Error())
		return refusal(http.StatusServiceUnavailable, "request", "not_ready", "Not ready: "+err.Error())
	}
	return e.JSON(http.StatusOK, map[string]any{"ready": true, "version": version})
}

// truthful is the middleware that turns the 401 and 500 that PocketBase answers while its database
// is away into what they are: a 503, which no client takes for the loss of its credentials [M20].
func (h *health) truthful(e *core.RequestEvent) error {
	err := e.Next()
	if err == nil || e.Written() {
		return err
	}
	status := statusOf(e, err)
	if status != http.StatusUnauthorized && status != http.StatusInternalServerError {
		return err
	}
	away := h.databaseAnswers()
	if away == nil {
		return err
	}
	e.Response.Header().Set("Retry-After", "5")
	e.Set(keyCause, away.Error())
	return refusal(http.StatusServiceUnavailable, "request", "database_away", "The database does not answer. Try again.")
}
