package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// [O8] Not ready is said within a second, with the reason.
func TestNotReady(t *testing.T) {
	t.Parallel()
	why := func(url string) (string, time.Duration) {
		began := time.Now()
		response, err := (&http.Client{Timeout: 5 * time.Second}).Get(url + "/api/ready")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" {
			t.Errorf("status %d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
		}
		return string(body), time.Since(began)
	}

	full := start(t, freeAddress(t), t.TempDir(), "EXES_DISK_FLOOR_MB=1000000")
	waitFor(t, func() bool { return strings.Contains(full.log.String(), "serving") })
	if body, _ := why(full.url); !strings.Contains(body, "MB are free") {
		t.Errorf("it says %s", body)
	}

	data := t.TempDir()
	s := start(t, freeAddress(t), data).ready(t)
	database, err := connect(filepath.Join(data, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	holder, err := database.DB().Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if _, err := holder.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	body, took := why(s.url)
	if !strings.Contains(body, "did not answer in time") || took > 1500*time.Millisecond {
		t.Errorf("after %s it says %s", took, body)
	}
	if _, err := holder.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	s.ready(t)
}

// [M12, M20] On a database that is gone nothing is acknowledged and nobody is told to sign in again.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	table := []struct {
		name string
		harm func(data string) error
	}{
		{"deleted", os.RemoveAll},
		{"replaced", func(data string) error {
			path := filepath.Join(data, "data.db")
			bytes, err := os.ReadFile(path)
			return errors.Join(err, os.Remove(path), os.WriteFile(path, bytes, 0o600))
		}},
		{"cut to nothing", func(data string) error {
			return errors.Join(os.Truncate(filepath.Join(data, "data.db"), 0), os.Truncate(filepath.Join(data, "data.db-wal"), 0))
		}},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			s := start(t, freeAddress(t), data).ready(t)
			ask := func(path string) (int, http.Header, string) {
				response, err := (&http.Client{Timeout: 2 * time.Second}).Get(s.url + path)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				body, _ := io.ReadAll(response.Body)
				return response.StatusCode, response.Header, string(body)
			}
			if status, _, _ := ask("/api/mine"); status != http.StatusUnauthorized {
				t.Fatalf("without a token, all well: %d", status)
			}
			if status, _, body := ask("/api/write"); status != http.StatusOK {
				t.Fatalf("a write, all well: %d %s", status, body)
			}
			time.Sleep(answerCounts + 100*time.Millisecond) // the last good answer counts no more
			if err := row.harm(data); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{"/api/mine", "/api/write", "/api/ready"} {
				status, header, body := ask(path)
				if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || strings.Contains(body, data) {
					t.Errorf("%s: %d, Retry-After %q: %s", path, status, header.Get("Retry-After"), body)
				}
			}
			if status, _, _ := ask("/api/health"); status != http.StatusOK {
				t.Errorf("the process answers, and says %d", status)
			}
			if status, _, _ := ask("/robots.txt"); status != http.StatusOK {
				t.Errorf("the app's files need no database: %d", status)
			}
		})
	}
}
