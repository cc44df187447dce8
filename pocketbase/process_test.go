package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The real binary, run as people run it. Its hooks here are a route that takes its time and one
// that takes a body; the schema is the real one.

const testHooks = `
routerAdd("GET", "/api/slow", (e) => { sleep(3000); return e.json(200, { slow: true }) }, $exes.query());
routerAdd("POST", "/api/echo", (e) => e.json(200, { length: e.get("body").length }), $exes.body(1000));
routerAdd("GET", "/api/mine", (e) => e.json(200, {}), $apis.requireAuth(), $exes.query());
routerAdd("GET", "/api/complain", (e) => {
	$app.logger().error("mail failed", "error", "no route", "to", "anna@example.org");
	return e.json(200, {});
}, $exes.query());
routerAdd("GET", "/api/who", (e) => {
	if (e.request.url.query().get("save")) $app.save($app.settings());
	return e.json(200, { ip: e.realIP() });
}, $exes.query());
routerAdd("GET", "/api/away", (e) => { throw new ApiError(503, "Away.") }, $exes.query());
routerAdd("GET", "/api/write", (e) => {
	try {
		$app.db().newQuery('UPDATE "counters" SET "value" = "value" + 1').execute();
	} catch (error) {
		throw new InternalServerError();
	}
	return e.json(200, {});
}, $exes.query());
routerAdd("GET", "/api/broken", (e) => { $exes.cause(e, "the cause"); throw new InternalServerError() }, $exes.query());
`

var built struct {
	sync.Once
	dir string
	err error
}

// binary builds the server once for all tests, with hooks, migrations and an app beside it.
func binary(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		built.dir, built.err = os.MkdirTemp("", "exes-built-")
		if built.err != nil {
			return
		}
		command := exec.Command("go", "build", "-o", filepath.Join(built.dir, "exes"), ".")
		command.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := command.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%v: %s", err, out)
			return
		}
		for name, text := range map[string]string{
			"hooks/main.pb.js": testHooks, "app/index.html": "<!doctype html><title>home", "app/200.html": "<!doctype html><title>shell",
			"app/_app/immutable/a.js": "1", "app/robots.txt": "User-agent: *", "app/.git/config": "hidden", "app/embed/index.html": "<!doctype html><title>embedded",
			"api/openapi.json": "{}",
		} {
			path := filepath.Join(built.dir, name)
			_ = os.MkdirAll(filepath.Dir(path), 0o755)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				built.err = err
			}
		}
		built.err = errors.Join(built.err, os.CopyFS(filepath.Join(built.dir, "migrations"), os.DirFS("migrations")))
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "exes")
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// freeAddress is one that nothing listened on a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func environment(address, data string) []string {
	env := []string{"EXES_PROFILE=test", "EXES_ADDR=" + address, "EXES_DATA_DIR=" + data}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "EXES_") {
			env = append(env, pair)
		}
	}
	return env
}

type server struct {
	*exec.Cmd
	url    string
	log    *lockedBuffer
	exited chan struct{}
}

type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func start(t *testing.T, address, data string, more ...string) *server {
	t.Helper()
	s := &server{Cmd: exec.Command(binary(t), "serve"), url: "http://" + address, log: &lockedBuffer{}, exited: make(chan struct{})}
	s.Env = append(environment(address, data), more...)
	s.Dir = t.TempDir()
	s.Stdout, s.Stderr = s.log, s.log
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Wait(); close(s.exited) }()
	t.Cleanup(func() { _ = s.Process.Kill(); <-s.exited })
	return s
}

func (s *server) ready(t *testing.T) *server {
	t.Helper()
	if !answers(s.url, 20*time.Second) {
		t.Fatalf("not ready: %s", s.log)
	}
	return s
}

// ended waits for the exit code.
func (s *server) ended(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case <-s.exited:
		return s.ProcessState.ExitCode()
	case <-time.After(within):
		t.Fatalf("still runs after %s: %s", within, s.log)
		return -1
	}
}

func answers(url string, within time.Duration) bool {
	client := &http.Client{Timeout: time.Second}
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		response, err := client.Get(url + "/api/ready")
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return true
			}
		}
	}
	return false
}
