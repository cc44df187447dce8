package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

const (
	keyRequestID   = "exesRequestID"
	slowRequest    = time.Second
	logLinesQueued = 4096
)

// logger writes lines that never hold a request up: they wait in a queue, and when nobody reads
// standard output the queue overflows and counts what it dropped.
type logger struct {
	*slog.Logger
	queue   chan queued
	dropped atomic.Int64
}

// queued is a line, or a mark that is closed when all before it is written.
type queued struct {
	line    []byte
	written chan struct{}
}

func newLogger(out io.Writer, format string) *logger {
	l := &logger{queue: make(chan queued, logLinesQueued)}
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if format == "json" {
		l.Logger = slog.New(slog.NewJSONHandler(l, options))
	} else {
		l.Logger = slog.New(slog.NewTextHandler(l, options))
	}
	go func() {
		for next := range l.queue {
			if next.written != nil {
				close(next.written)
				continue
			}
			_, _ = out.Write(next.line)
		}
	}()
	return l
}

// Write takes a line from slog, which reuses its buffer.
func (l *logger) Write(line []byte) (int, error) {
	select {
	case l.queue <- queued{line: append([]byte(nil), line...)}:
	default:
		l.dropped.Add(1)
	}
	return len(line), nil
}

// flush waits a moment until what was logged so far is written. A line that a cut request still
// logs after it is lost with the process, and harms nothing.
func (l *logger) flush() {
	if n := l.dropped.Load(); n > 0 {
		l.Warn("log lines were dropped", "lines", n)
	}
	patience := time.After(time.Second)
	written := make(chan struct{})
	select {
	case l.queue <- queued{written: written}:
	case <-patience:
		return
	}
	select {
	case <-written:
	case <-patience:
	}
}

// fromHook is $exes.log.
func (l *logger) fromHook(level, message string, fields map[string]any) {
	attributes := make([]any, 0, 2*len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) { // the same line, however often
		attributes = append(attributes, name, fields[name])
	}
	var at slog.Level
	if err := at.UnmarshalText([]byte(level)); err != nil {
		at = slog.LevelInfo
	}
	l.Log(context.Background(), at, message, attributes...)
}

// requestID is the id that the answer carries as X-Request-Id [O9].
func requestID(e *core.RequestEvent) string {
	id, _ := e.Get(keyRequestID).(string)
	return id
}

// requests writes the one line of each request: its pattern, never its path, query or address [O9].
func (l *logger) requests(m *metrics) *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id:       "exesRequests",
		Priority: apis.DefaultActivityLoggerMiddlewarePriority - 20,
		Func: func(e *core.RequestEvent) error {
			start := time.Now()
			id := e.Response.Header().Get("X-Request-Id") // see withHeaders
			e.Set(keyRequestID, id)
			err := e.Next()
			took := time.Since(start)
			status := statusOf(e, err)
			pattern := routeOf(e.Request)
			m.request(pattern, status, took, isStream(e.Response.Header()))
			l.request(e, id, pattern, status, took, err)
			return err
		},
	}
}

func (l *logger) request(e *core.RequestEvent, id, pattern string, status int, took time.Duration, err error) {
	fields := []any{"request", id, "method", methodOf(e.Request), "route", pattern, "status", status, "ms", float64(took.Microseconds()) / 1000}
	level, message := slog.LevelInfo, "request"
	if took > slowRequest && !isStream(e.Response.Header()) {
		t := timesOf(e)
		level, message = slog.LevelWarn, "slow request"
		fields = append(fields, "bodyMs", t.body.Milliseconds(), "placeMs", t.place.Milliseconds(),
			"handlerMs", (took - t.body - t.place).Milliseconds())
	}
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
		fields = append(fields, "cause", causeOf(e, err))
	}
	l.Log(context.Background(), level, message, fields...)
}

// routeOf is the path of a route as it was declared, such as /m/{id}: never the path that was asked.
func routeOf(r *http.Request) string {
	if _, path, hasMethod := strings.Cut(r.Pattern, " "); hasMethod {
		return path
	}
	return r.Pattern
}

// methodOf is the method where it is one of HTTP's own; anything else is the client's text.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodTrace, http.MethodConnect:
		return r.Method
	default:
		return "other"
	}
}

func causeOf(e *core.RequestEvent, err error) string {
	if cause, ok := e.Get(keyCause).(string); ok {
		return cause
	}
	var known *router.ApiError
	if errors.As(err, &known) {
		if raw, ok := known.RawData().(error); ok {
			return raw.Error()
		}
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// statusOf is the status of the answer, whether it was written or is still an error.
func statusOf(e *core.RequestEvent, err error) int {
	if status := e.Status(); status != 0 {
		return status
	}
	if err != nil {
		return router.ToApiError(err).Status
	}
	return http.StatusOK
}
