package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// [O9] What PocketBase complains of comes to our log, without the persons in it, and not into its own.
func TestPocketBaseComplains(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := start(t, freeAddress(t), data).ready(t)
	response, err := http.Get(s.url + "/api/complain?token=verysecretvalue")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	_ = s.Process.Signal(syscall.SIGTERM)
	s.ended(t, 10*time.Second)
	if log := s.log.String(); strings.Count(log, `level=ERROR msg="mail failed" cause="no route"`) != 1 || strings.Contains(log, "anna") {
		t.Errorf("the log says %s", log)
	}
	database, err := core.DefaultDBConnect(filepath.Join(data, "auxiliary.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	if n, err := number(database, `SELECT COUNT(*) FROM "_logs"`); err != nil || n != 0 {
		t.Errorf("%d lines in PocketBase's own log: %v", n, err)
	}
}
