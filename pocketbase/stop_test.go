package main

import (
	"bufio"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

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
