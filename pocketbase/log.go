package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
	"github.com/pocketbase/pocketbase/tools/security"
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
	queue   chan []byte
	dropped atomic.Int64
	done    chan struct{}
}

func newLogger(out io.Writer, format string) *logger {
	l := &logger{queue: make(chan []byte, logLinesQueued), done: make(chan struct{})}
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if format == "json" {
		l.Logger = slog.New(slog.NewJSONHandler(l, options))
	} else {
		l.Logger = slog.New(slog.NewTextHandler(l, options))
	}
	go func() {
		defer close(l.done)
		for line := range l.queue {
			_, _ = out.Write(line)
		}
	}()
	return l
}

// Write takes a line from slog, which reuses its buffer.
func (l *logger) Write(line []byte) (int, error) {
	select {
	case l.queue <- append([]byte(nil), line...):
	default:
		l.dropped.Add(1)
	}
	return len(line), nil
}

// flush waits a moment until what was logged is written; nothing may be logged after it.
func (l *logger) flush() {
	if n := l.dropped.Load(); n > 0 {
		l.Warn("log lines were dropped", "lines", n)
	}
	close(l.queue)
	select {
	case <-l.done:
	case <-time.After(time.Second):
	}
}

// fromHook is $exes.log.
func (l *logger) fromHook(level, message string, fields map[string]any) {
	attributes := make([]any, 0, 2*len(fields))
	for name, value := range fields {
		attributes = append(attributes, name, value)
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
			id := security.RandomStringWithAlphabet(15, "abcdefghijklmnopqrstuvwxyz0123456789")
			e.Set(keyRequestID, id)
			e.Response.Header().Set("X-Request-Id", id)
			err := e.Next()
			took := time.Since(start)
			status := statusOf(e, err)
			pattern := e.Request.Pattern
			m.request(pattern, status, took)
			l.request(e, id, pattern, status, took, err)
			return err
		},
	}
}

func (l *logger) request(e *core.RequestEvent, id, pattern string, status int, took time.Duration, err error) {
	fields := []any{"request", id, "route", pattern, "status", status, "ms", took.Milliseconds()}
	level, message := slog.LevelInfo, "request"
	if took > slowRequest {
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
