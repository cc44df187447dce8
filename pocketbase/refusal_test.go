package main

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// [O5, O6] Nothing is opened or made for a mistake in the settings.
func TestRefusesToStart(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	for _, more := range []string{"EXES_LOG=loud", "EXES_ADDR=0.0.0.0:1234", "EXES_PUBLIC_URL=ftp://x"} {
		s := start(t, freeAddress(t), data, more)
		if code := s.ended(t, 5*time.Second); code != 2 {
			t.Errorf("%s: exit code %d: %s", more, code, s.log)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("the data directory was made")
	}
	for _, args := range [][]string{{"bogus"}, {"serve", "--port", "1"}, {"serve", "extra"}, {"machine", "bogus"}} {
		command := exec.Command(binary(t), args...)
		command.Env = environment(freeAddress(t), data)
		err := command.Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 2 {
			t.Errorf("exes %s: %v", strings.Join(args, " "), err)
		}
	}
}

// [O6] Production does not start on what the demonstration made.
func TestProductionRefusesDemoData(t *testing.T) {
	t.Parallel()
	data, address := t.TempDir(), freeAddress(t)
	s := start(t, address, data).ready(t)
	_ = s.Process.Signal(syscall.SIGTERM)
	s.ended(t, 10*time.Second)
	production := []string{"EXES_PROFILE=production", "EXES_PUBLIC_URL=https://food.example"}
	clean := start(t, address, data, production...).ready(t)
	response, err := http.Get(clean.url + "/_/")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("[O14] the dashboard answers %d", response.StatusCode)
	}
	_ = clean.Process.Signal(syscall.SIGTERM)
	clean.ended(t, 10*time.Second)

	database, err := connect(filepath.Join(data, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = database.NewQuery(`INSERT INTO "people" ("id", "email", "tokenKey", "password", "demo") VALUES ('p', 'p@example.org', 'k', 'x', TRUE)`).Execute()
	if err != nil {
		t.Fatal(err)
	}
	_ = database.Close()
	demo := start(t, address, data, production...)
	if code := demo.ended(t, 10*time.Second); code != 2 || !strings.Contains(demo.log.String(), "demo data") {
		t.Errorf("exit code %d: %s", code, demo.log)
	}
}
