package main

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// stuck is a standard output that nobody reads.
type stuck struct{ release chan struct{} }

func (s stuck) Write(p []byte) (int, error) { <-s.release; return len(p), nil }

// [O9] A full pipe holds nobody up, and what is logged after the last flush harms nothing.
func TestLogNeverBlocks(t *testing.T) {
	out := stuck{make(chan struct{})}
	l := newLogger(out, "text")
	began := time.Now()
	for range 2 * logLinesQueued {
		l.Info("line")
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("logging waited %s", took)
	}
	if l.dropped.Load() == 0 {
		t.Error("nothing was dropped, so nothing was tested")
	}
	l.flush()
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("the flush waited %s", took)
	}
	l.Info("after the flush")
	close(out.release)
}

func TestLogFlushes(t *testing.T) {
	var out lockedBuffer
	l := newLogger(&out, "json")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				l.fromHook("warn", "said", map[string]any{"b": 2, "a": 1})
			}
		})
	}
	all.Wait()
	l.flush()
	if n := strings.Count(out.String(), `"level":"WARN","msg":"said","a":1,"b":2}`); n != 800 {
		t.Errorf("%d of 800 lines: %.300s", n, out.String())
	}
}

// [O9] Ids come from outside only behind a proxy of ours, and only in our form.
func TestRequestID(t *testing.T) {
	table := []struct {
		given   string
		proxied bool
		taken   bool
	}{
		{"abcdefghij12345", true, true},
		{"abcdefghij12345", false, false},
		{"abcdefghij1234", true, false},
		{"ABCDEFGHIJ12345", true, false},
		{"abcdefghi\n12345", true, false},
		{"", true, false},
	}
	for _, row := range table {
		request := httptest.NewRequest("GET", "/", nil)
		request.Header["X-Request-Id"] = []string{row.given}
		id := newRequestID(request, row.proxied)
		if (id == row.given) != row.taken || len(id) != 15 || strings.Trim(id, idLetters) != "" {
			t.Errorf("%q (proxied %v) gives %q", row.given, row.proxied, id)
		}
	}
}
