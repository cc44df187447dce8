package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// [O8] What hooks count has a name of its own.
func TestCount(t *testing.T) {
	m := newMetrics()
	for range 2 {
		if err := errors.Join(m.count("facts", "accepted", 2), m.count("facts", "duplicate", 1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.count("request_seconds", "not a counter", -1); err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	for _, line := range []string{`exes_facts_total{result="accepted"} 4`, `exes_facts_total{result="duplicate"} 2`} {
		if !strings.Contains(recorder.Body.String(), line+"\n") {
			t.Errorf("no %s in %s", line, recorder.Body)
		}
	}
}

// [O8] Without a token the metrics are for this machine alone.
func TestWhoReadsMetrics(t *testing.T) {
	table := []struct {
		name, token, given, forwarded string
		peer                          string
		proxy, may                    bool
	}{
		{"this machine", "", "", "", "127.0.0.1:5", false, true},
		{"this machine, IPv6", "", "", "", "[::1]:5", false, true},
		{"another", "", "", "", "192.0.2.1:5", false, false},
		{"through a proxy here", "", "", "X-Forwarded-For", "127.0.0.1:5", false, false},
		{"through a proxy, said otherwise", "", "", "Forwarded", "127.0.0.1:5", false, false},
		{"a trusted proxy is set", "", "", "", "127.0.0.1:5", true, false},
		{"with the token", "sixteen-or-more-", "Bearer sixteen-or-more-", "", "192.0.2.1:5", true, true},
		{"a wrong token", "sixteen-or-more-", "Bearer sixteen-or-moreX", "", "127.0.0.1:5", false, false},
		{"no token", "sixteen-or-more-", "", "", "127.0.0.1:5", false, false},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			request := &http.Request{Header: http.Header{}, RemoteAddr: row.peer}
			if row.given != "" {
				request.Header.Set("Authorization", row.given)
			}
			if row.forwarded != "" {
				request.Header.Set(row.forwarded, "x")
			}
			if got := mayRead(request, row.token, row.proxy); got != row.may {
				t.Errorf("may read: %v", got)
			}
		})
	}
}
