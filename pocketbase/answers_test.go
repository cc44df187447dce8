package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// [O15, M20, O8, O9] What every answer carries, what no log line shows, who reads the metrics.
func TestAnswers(t *testing.T) {
	t.Parallel()
	s := start(t, freeAddress(t), t.TempDir(), "EXES_LOG=json").ready(t)
	const secret = "verysecretvalue"
	table := []struct {
		method, path, body string
		status             int
		kind               string
	}{
		{"GET", "/", "", 200, "text/html; charset=utf-8"},
		{"GET", "/m/7/", "", 200, "text/html; charset=utf-8"},
		{"GET", "/_app/immutable/gone.js", "", 404, "application/json"},
		{"GET", "/_app/immutable/a.js", "", 200, "text/javascript; charset=utf-8"},
		{"GET", "/robots.txt", "", 200, "text/plain; charset=utf-8"},
		{"GET", "/.env", "", 404, "application/json"},
		{"GET", "/.git/config", "", 404, "application/json"},
		{"GET", "/embed/", "", 200, "text/html; charset=utf-8"},
		{"GET", "/../../etc/passwd", "", 307, "text/html; charset=utf-8"}, // to /etc/passwd, which is the app's
		{"GET", "/etc/passwd", "", 200, "text/html; charset=utf-8"},
		{"GET", "/api/nothing?token=" + secret, "", 404, "application/json"},
		{"POST", "/api/nothing", "{}", 404, "application/json"},
		{"DELETE", "/api/echo", "", 404, "application/json"},
		{"POST", "/api/echo", `{"secret":"` + secret + `"}`, 200, "application/json"},
		{"POST", "/api/echo", `[`, 400, "application/json"},
		{"POST", "/api/echo", `{"a":"` + strings.Repeat("x", 2000) + `"}`, 413, "application/json"},
		{"GET", "/api/broken", "", 500, "application/json"},
		{"GET", "/api/health", "", 200, "application/json"},
		{"GET", "/api/ready", "", 200, "application/json"},
		{"GET", "/api/collections/machines/records", "", 403, "application/json"},
		{"GET", "/metrics", "", 200, "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"},
	}
	ids := map[string]bool{}
	for _, row := range table {
		request, _ := http.NewRequestWithContext(context.Background(), row.method, s.url+row.path, strings.NewReader(row.body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", secret)
		request.Header.Set("X-Request-Id", "mine")
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		name := row.method + " " + row.path
		if response.StatusCode != row.status || response.Header.Get("Content-Type") != row.kind {
			t.Errorf("%s: %d %s, want %d %s: %s", name, response.StatusCode, response.Header.Get("Content-Type"), row.status, row.kind, body)
		}
		for _, header := range []string{"X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Content-Security-Policy"} {
			if response.Header.Get(header) == "" {
				t.Errorf("%s: no %s", name, header)
			}
		}
		if !strings.Contains(response.Header.Get("Content-Security-Policy"), "frame-ancestors") {
			t.Errorf("%s: anybody may frame it", name)
		}
		if strings.HasPrefix(row.path, "/embed/") != (strings.HasSuffix(response.Header.Get("Content-Security-Policy"), "frame-ancestors *") &&
			response.Header.Get("X-Frame-Options") == "") {
			t.Errorf("%s: who may frame it: %v", name, response.Header)
		}
		if response.Header.Get("Server") != "" || response.Header.Get("X-Powered-By") != "" {
			t.Errorf("%s: it says what it is", name)
		}
		id := response.Header.Get("X-Request-Id")
		if len(id) != 15 || ids[id] {
			t.Errorf("%s: request id %q", name, id)
		}
		if row.status == http.StatusTemporaryRedirect {
			continue // by the router itself, before there is a request to log
		}
		ids[id] = true
		if row.status == 500 && strings.Contains(string(body), "the cause") {
			t.Errorf("%s: the cause leaves the server", name)
		}
	}
	_ = s.Process.Signal(syscall.SIGTERM)
	s.ended(t, 10*time.Second)
	log := s.log.String()
	if strings.Contains(log, secret) {
		t.Errorf("the log shows a secret: %s", log)
	}
	if strings.Count(log, "the cause") != 1 {
		t.Errorf("the log must tell the cause of the 500 once: %s", log)
	}
	for id := range ids {
		if strings.Count(log, id) != 1 {
			t.Errorf("request %s is in the log %d times", id, strings.Count(log, id))
		}
	}
}

// The environment decides which proxy is believed about the client, whatever PocketBase's settings
// were when somebody saved them.
func TestTrustedProxy(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, row := range []struct{ proxy, path, ip string }{
		{"", "/api/who", "127.0.0.1"},
		{"X-Forwarded-For", "/api/who", "192.0.2.7"},
		{"X-Forwarded-For", "/api/who?save=1", "192.0.2.7"},
		{"X-Forwarded-For", "/api/who", "192.0.2.7"},
		{"", "/api/who", "127.0.0.1"},
	} {
		s := start(t, freeAddress(t), data, "EXES_TRUSTED_PROXY="+row.proxy).ready(t)
		request, _ := http.NewRequest(http.MethodGet, s.url+row.path, nil)
		request.Header.Set("X-Forwarded-For", "192.0.2.7")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if !strings.Contains(string(body), `"`+row.ip+`"`) {
			t.Errorf("proxy %q, %s: %s", row.proxy, row.path, body)
		}
		_ = s.Process.Signal(syscall.SIGTERM)
		s.ended(t, 10*time.Second)
	}
}

// A hook that says 503 itself says when to come back too.
func TestBusySaysWhen(t *testing.T) {
	t.Parallel()
	s := start(t, freeAddress(t), t.TempDir()).ready(t)
	response, err := http.Get(s.url + "/api/away")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
	}
}
