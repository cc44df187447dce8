package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

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
	// And they are cut: who stalls in the header after 5 s, in the body after 15 s more, and who says
	// nothing more on a connection after 60 s, which npm run test:all waits for.
	stalls := []struct {
		name, says string
		within     time.Duration
	}{
		{"in its header", "GET / HTTP/1.1\r\nHost", headerTimeout},
		{"in its body", "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", bodyTimeout},
	}
	if os.Getenv("TEST_ALL") != "" {
		stalls = append(stalls, struct {
			name, says string
			within     time.Duration
		}{"after its request", "GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n", idleTimeout})
	}
	var all sync.WaitGroup
	for _, stall := range stalls {
		all.Add(1)
		go func() {
			defer all.Done()
			connection, err := net.Dial("tcp", address)
			if err != nil {
				t.Error(err)
				return
			}
			defer connection.Close()
			began := time.Now()
			fmt.Fprint(connection, stall.says)
			_ = connection.SetReadDeadline(began.Add(stall.within + 5*time.Second))
			_, err = io.Copy(io.Discard, connection) // ends when the server closes
			if took := time.Since(began); errors.Is(err, os.ErrDeadlineExceeded) || took < stall.within-time.Second {
				t.Errorf("a client that stalls %s: %v after %s, not after %s", stall.name, err, took, stall.within)
			}
		}()
	}
	all.Wait()
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
