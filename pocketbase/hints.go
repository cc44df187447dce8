package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const (
	hintsLook    = 50 * time.Millisecond // how often it is looked whether the feed went on
	hintsBeat    = 20 * time.Second      // a reader that hears nothing for much longer knows that the line is dead
	hintsLast    = 10 * time.Minute      // then the reader asks again, with a token of that day
	hintsWrite   = 5 * time.Second       // a reader that takes nothing for so long is cut off; less than stopTimeout
	hintsReaders = 5_000                 // at once; each costs a connection and two small goroutines
	hintsOfOne   = 8                     // of one device or machine
)

// hints tells readers that the feed went on, and how far; what changed they ask for themselves [S9].
// No reader is waited for: each has room for one hint, and one that is not taken stands for all that
// come meanwhile. It looks at the database, so that it hears of every change, whoever made it.
type hints struct {
	log   *logger
	db    func() dbx.Builder
	write time.Duration

	mu      sync.Mutex
	readers map[*reader]struct{}
	of      map[string]int // readers by whose they are
	stop    <-chan struct{}
	head    int64
}

type reader struct {
	whose string
	news  chan int64
}

func newHints(log *logger) *hints {
	return &hints{log: log, write: hintsWrite, readers: map[*reader]struct{}{}, of: map[string]int{}}
}

// work looks at the feed for as long as somebody reads, until stop.
func (h *hints) work(app core.App, stop <-chan struct{}) {
	h.mu.Lock()
	h.stop, h.db = stop, app.ConcurrentDB
	h.mu.Unlock()
	ticks := time.NewTicker(hintsLook)
	defer ticks.Stop()
	failing := false
	for {
		select {
		case <-stop:
			return
		case <-ticks.C:
		}
		if h.count() == 0 {
			continue
		}
		head, err := h.look()
		if err != nil && !failing {
			h.log.Warn("the feed cannot be looked at: readers hear of changes when it can again", "cause", err.Error())
		}
		if failing = err != nil; !failing {
			h.tell(head)
		}
	}
}

func (h *hints) look() (int64, error) {
	return number(h.db(), `SELECT COALESCE(MAX("seq"), 0) FROM "changes"`)
}

// tell leaves the head with every reader that has taken the one before, and waits for none.
func (h *hints) tell(head int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if head == h.head {
		return
	}
	h.head = head
	for r := range h.readers {
		select {
		case <-r.news: // an older head that nobody has taken
		default:
		}
		r.news <- head // there is room, for only this goroutine puts any in
	}
}

func (h *hints) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.readers)
}

var errTooManyReaders = errors.New("too many readers")

func (h *hints) join(whose string) (*reader, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stop == nil || len(h.readers) >= hintsReaders || h.of[whose] >= hintsOfOne {
		return nil, errTooManyReaders
	}
	r := &reader{whose: whose, news: make(chan int64, 1)}
	h.readers[r] = struct{}{}
	h.of[whose]++
	return r, nil
}

func (h *hints) leave(r *reader) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.readers, r)
	if h.of[r.whose]--; h.of[r.whose] <= 0 {
		delete(h.of, r.whose)
	}
}

// handler is GET /api/sync/hints: a stream for an accepted machine or a person's device. It takes no
// JavaScript runtime.
func (h *hints) handler(e *core.RequestEvent) error {
	whose, err := readerOf(e)
	if err != nil {
		return err
	}
	r, err := h.join(whose)
	if err != nil {
		e.Response.Header().Set("Retry-After", "60")
		return refusal(http.StatusTooManyRequests, "request", "too_many_readers", "Others listen already. Ask for changes now and then.")
	}
	defer h.leave(r)
	head, err := h.look()
	if err != nil {
		return err
	}

	control := http.NewResponseController(e.Response)
	_ = control.SetReadDeadline(time.Time{}) // that of the body, which has been read, would end the request
	e.Response.Header().Set("Content-Type", "text/event-stream")
	e.Response.Header().Set("Cache-Control", "no-store")
	e.Response.Header().Set("X-Accel-Buffering", "no")
	e.Response.WriteHeader(http.StatusOK)
	send := func(text string) error {
		_ = control.SetWriteDeadline(time.Now().Add(h.write))
		if _, err := io.WriteString(e.Response, text); err != nil {
			return err
		}
		return control.Flush()
	}

	beat, over := time.NewTicker(hintsBeat), time.NewTimer(hintsLast)
	defer beat.Stop()
	defer func() { _ = control.SetWriteDeadline(time.Time{}) }() // not that of the next request
	defer over.Stop()
	// A stream that breaks is no failure: the reader asks again.
	for err = send(hint(head)); err == nil; {
		select {
		case head := <-r.news:
			err = send(hint(head))
		case <-beat.C:
			err = send(": still here\n\n")
		case <-e.Request.Context().Done():
			return nil
		case <-over.C:
			return nil
		case <-h.stop:
			return nil
		}
	}
	return nil
}

func hint(head int64) string { return fmt.Sprintf("event: hint\ndata: %d\n\n", head) }

// readerOf is whose stream it is, by the token, which is a machine's or a person's device's; the rules
// are those of the other routes (hooks/caller.ts, hooks/request.ts).
func readerOf(e *core.RequestEvent) (string, error) {
	collection := e.Auth.Collection().Name
	if collection == "devices" {
		if e.Auth.GetInt("revokedAt") > 0 {
			return "", refusal(http.StatusForbidden, "request", "device_revoked", "This device was signed out. Sign in again.")
		}
		return collection + e.Auth.Id, nil
	}
	switch status := e.Auth.GetString("status"); status {
	case "accepted":
		return collection + e.Auth.Id, nil
	case "pending":
		return "", refusal(http.StatusForbidden, "request", status, "An operator has to confirm this machine first.")
	default:
		return "", refusal(http.StatusForbidden, "request", "rejected", "This machine is not one of the network.")
	}
}

// isStream is whether an answer goes on until its reader leaves.
func isStream(header http.Header) bool {
	return strings.HasPrefix(header.Get("Content-Type"), "text/event-stream")
}
