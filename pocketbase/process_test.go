package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/pocketbase/pocketbase/core"
	"github.com/prometheus/client_golang/prometheus/promhttp"
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

// The first death of the former system: it stopped when it was put in the background. [O2]
func TestDeath1BackgroundOfATerminal(t *testing.T) {
	table := []struct{ name, line string }{
		{"in the background of a job-control shell", "%s serve &"},
		{"under stty tostop, its log on the terminal", "stty tostop; %s serve &"},
		{"while another job reads the terminal", "%s serve & cat >/dev/null &"},
		{"reading from the terminal as its input", "%s serve < /dev/tty &"},
		{"with nohup", "nohup %s serve >/dev/null 2>&1 &"},
		{"in a session of its own", "setsid %s serve >/dev/null 2>&1 </dev/null &"},
		{"with its input closed", "%s serve <&- &"},
		{"with all of them closed", "%s serve <&- >&- 2>&- &"},
		{"stopped by Ctrl-Z and put in the background", "bg"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			address := freeAddress(t)
			shell := exec.Command("bash", "--norc", "-i")
			shell.Env = append(environment(address, t.TempDir()), "PS1=$ ", "TERM=dumb")
			shell.Dir = t.TempDir()
			terminal, err := pty.Start(shell) // a new session whose controlling terminal this is
			if err != nil {
				t.Fatal(err)
			}
			screen := &lockedBuffer{}
			go func() { _, _ = io.Copy(screen, terminal) }()
			t.Cleanup(func() {
				killListener(address, binary(t))
				_ = shell.Process.Kill()
				_ = terminal.Close()
				_ = shell.Wait()
			})
			if row.line == "bg" {
				fmt.Fprintf(terminal, "%s serve\n", binary(t))
				if !answers("http://"+address, 20*time.Second) {
					t.Fatalf("not ready in the foreground: %s", screen)
				}
				_, _ = terminal.Write([]byte{0x1a}) // Ctrl-Z
				time.Sleep(300 * time.Millisecond)
				fmt.Fprintln(terminal, "stty tostop; bg")
			} else {
				fmt.Fprintf(terminal, row.line+"\n", binary(t))
			}
			url := "http://" + address
			if !answers(url, 20*time.Second) {
				t.Fatalf("not ready: %s", screen)
			}
			// It has logged requests by now; a stopped process would not answer again.
			time.Sleep(200 * time.Millisecond)
			for range 3 {
				if !answers(url, 2*time.Second) {
					t.Fatalf("it stopped answering: %s", screen)
				}
			}
		})
	}
}

// killListener ends the server of a test that listens on an address, however it was started; never
// another's process, which may have got the address since.
func killListener(address, binary string) {
	_, port, _ := net.SplitHostPort(address)
	tables, _ := os.ReadFile("/proc/net/tcp")
	var number int
	_, _ = fmt.Sscan(port, &number)
	inode := ""
	for line := range strings.Lines(string(tables)) {
		fields := strings.Fields(line)
		if len(fields) > 9 && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", number)) && fields[3] == "0A" {
			inode = fields[9]
		}
	}
	if inode == "" {
		return
	}
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && target == "socket:["+inode+"]" {
			var pid int
			_, _ = fmt.Sscanf(link, "/proc/%d/", &pid)
			if program, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); program != binary {
				continue
			}
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// The second death: authentication hung. Clients that stall hold nothing that others need [M7].
func TestDeath2StalledClients(t *testing.T) {
	t.Parallel()
	s := start(t, freeAddress(t), t.TempDir()).ready(t)
	address := strings.TrimPrefix(s.url, "http://")
	for i := range 200 {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		switch i % 3 {
		case 0: // says nothing
		case 1: // half a header
			fmt.Fprint(connection, "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-")
		case 2: // a header, and a body that never comes
			fmt.Fprint(connection, "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		}
	}
	client := &http.Client{Timeout: time.Second}
	for range 50 {
		response, err := client.Post(s.url+"/api/echo", "application/json", strings.NewReader(`{"a":1}`))
		if err != nil {
			t.Fatalf("200 stalled connections delay another: %v", err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatalf("status %d", response.StatusCode)
		}
	}
	// And they are cut: who stalls in the header after 5 s.
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprint(connection, "GET / HTTP/1.1\r\nHost")
	_ = connection.SetReadDeadline(time.Now().Add(8 * time.Second))
	if _, err := bufio.NewReader(connection).ReadString('\n'); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("a client that stalls in its header is not cut")
	}
}

// The fifth death: fights over a port. [O3]
func TestDeath5PortAndDirectoryConflicts(t *testing.T) {
	t.Parallel()
	address, data := freeAddress(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "notes.txt"), []byte("foreign"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := start(t, address, data).ready(t)

	other := freeAddress(t)
	for _, row := range []struct {
		name, address, data string
		code                int
		says                []string
	}{
		{"the same port", address, t.TempDir(), 3, []string{address, "EXES_ADDR="}},
		{"the same directory", other, data, 4, []string{data, "EXES_DATA_DIR"}},
		{"both", address, data, 3, []string{address}},
	} {
		began := time.Now()
		second := start(t, row.address, row.data)
		if code := second.ended(t, 5*time.Second); code != row.code {
			t.Errorf("%s: exit code %d, want %d: %s", row.name, code, row.code, second.log)
		}
		for _, words := range row.says {
			if !strings.Contains(second.log.String(), words) {
				t.Errorf("%s: it says %q", row.name, second.log)
			}
		}
		if lines := strings.Count(strings.TrimSpace(second.log.String()), "\n"); lines != 0 {
			t.Errorf("%s: more than a sentence: %q", row.name, second.log)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: took %s", row.name, took)
		}
		if !answers(first.url, time.Second) {
			t.Fatalf("%s: the first server was harmed", row.name)
		}
	}
	if conn, err := net.DialTimeout("tcp", other, time.Second); err == nil {
		_ = conn.Close()
		t.Error("the second server listens somewhere")
	}

	// Other commands open the database beside the server.
	doctor := exec.Command(binary(t), "doctor", "--json")
	doctor.Env = environment(other, data)
	out, _ := doctor.Output()
	var found report
	if err := json.Unmarshal(out, &found); err != nil || !found.OK {
		t.Errorf("doctor beside the server: %v %s", err, out)
	}

	// A lock that a killed server left does not block.
	_ = first.Process.Kill()
	<-first.exited
	start(t, address, data).ready(t)
}

// [O4] Told to stop, it ends what it does, keeps everything and says 0; a second signal changes nothing.
func TestStop(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			s := start(t, freeAddress(t), data).ready(t)
			type result struct {
				status int
				err    error
			}
			slow := make(chan result, 1)
			go func() {
				response, err := http.Get(s.url + "/api/slow")
				if err != nil {
					slow <- result{0, err}
					return
				}
				_ = response.Body.Close()
				slow <- result{response.StatusCode, nil}
			}()
			time.Sleep(500 * time.Millisecond)
			_ = s.Process.Signal(signal)
			time.Sleep(200 * time.Millisecond)
			_ = s.Process.Signal(signal)
			if conn, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), time.Second); err == nil {
				_ = conn.Close()
				t.Error("it takes new connections")
			}
			if got := <-slow; got.err != nil || got.status != http.StatusOK {
				t.Errorf("the request in flight ended as %+v", got)
			}
			if code := s.ended(t, 10*time.Second); code != 0 {
				t.Errorf("exit code %d: %s", code, s.log)
			}
			if !strings.Contains(s.log.String(), "slow request") || !strings.Contains(s.log.String(), "handlerMs=3") {
				t.Errorf("[O9] the log does not tell what the slow request waited for: %s", s.log)
			}
			if info, err := os.Stat(filepath.Join(data, "data.db-wal")); err == nil && info.Size() > 0 {
				t.Errorf("the write-ahead log still has %d bytes", info.Size())
			}
		})
	}
}

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
	_, err = database.NewQuery(`INSERT INTO "people" ("id", "email", "tokenKey", "password", "role", "demo") VALUES ('p', 'p@example.org', 'k', 'x', 'operator', TRUE)`).Execute()
	if err != nil {
		t.Fatal(err)
	}
	_ = database.Close()
	demo := start(t, address, data, production...)
	if code := demo.ended(t, 10*time.Second); code != 2 || !strings.Contains(demo.log.String(), "demo data") {
		t.Errorf("exit code %d: %s", code, demo.log)
	}
}

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

// [O4] A stream that never ends by itself, such as the dashboard's, does not hold the stop.
func TestStopWithStream(t *testing.T) {
	t.Parallel()
	s := start(t, freeAddress(t), t.TempDir()).ready(t)
	response, err := http.Get(s.url + "/api/realtime")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if line, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("no stream: %d %q %v", response.StatusCode, line, err)
	}
	_ = s.Process.Signal(syscall.SIGTERM)
	if code := s.ended(t, 3*time.Second); code != 0 {
		t.Errorf("exit code %d: %s", code, s.log)
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
