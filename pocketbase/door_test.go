package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// What a request gets that finds no place; its handler never runs.
func TestDoorWithoutPlace(t *testing.T) {
	left, leave := context.WithCancel(context.Background())
	leave()
	table := []struct {
		name       string
		ctx        context.Context
		queue      int
		status     int
		retryAfter bool
	}{
		{"too many wait", context.Background(), 0, http.StatusServiceUnavailable, true},
		{"it waited too long", context.Background(), 1, http.StatusServiceUnavailable, true},
		{"the client left", left, 1, statusClientLeft, false}, // no failure of ours
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			d := &door{places: newPlaces(0, row.queue, 20*time.Millisecond)}
			e := &core.RequestEvent{}
			e.Request = httptest.NewRequestWithContext(row.ctx, http.MethodGet, "/api/x", nil)
			e.Response = httptest.NewRecorder()
			err := d.query().Func(e)
			if err == nil {
				t.Fatal("its handler ran")
			}
			if got := router.ToApiError(err).Status; got != row.status {
				t.Errorf("status %d, want %d", got, row.status)
			}
			if got := e.Response.Header().Get("Retry-After") != ""; got != row.retryAfter {
				t.Errorf("Retry-After: %v", got)
			}
			if taken, waiting := d.places.load(); taken != 0 || waiting != 0 {
				t.Errorf("%d taken and %d waiting at the end", taken, waiting)
			}
		})
	}
}
