package main

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What is left of a body that nobody read is never taken for the next request on its connection:
// behind a proxy that shares connections it would be somebody else's.
func TestUnreadBodyIsNoRequest(t *testing.T) {
	address := freeAddress(t)
	start(t, address, filepath.Join(t.TempDir(), "data")).ready(t)
	hidden := "GET /api/hidden HTTP/1.1\r\nHost: x\r\n\r\n"
	long := strings.Repeat("x", 300_000) + "\r\n" + strings.Repeat(hidden, 40)
	sized := fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(long), long)
	chunked := fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(long), long)
	for name, request := range map[string]string{
		"an unknown path":          "POST /api/nothing HTTP/1.1\r\nHost: x\r\n" + sized,
		"an unknown path, chunked": "POST /api/nothing HTTP/1.1\r\nHost: x\r\n" + chunked,
		"another method":           "PUT /api/echo HTTP/1.1\r\nHost: x\r\n" + sized,
		"OPTIONS":                  "OPTIONS /api/echo HTTP/1.1\r\nHost: x\r\n" + sized,
		"no token":                 "GET /api/mine HTTP/1.1\r\nHost: x\r\n" + sized,
		"a file":                   "GET / HTTP/1.1\r\nHost: x\r\n" + chunked,
		"too large":                "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + sized,
	} {
		t.Run(name, func(t *testing.T) {
			if answers := strings.Count(exchange(t, address, request), "HTTP/1.1 "); answers != 1 {
				t.Errorf("%d answers to one request", answers)
			}
		})
	}

	t.Run("a short one is read, and its connection goes on", func(t *testing.T) {
		short := "POST /api/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nGET " + hidden
		if answers := strings.Count(exchange(t, address, short), "HTTP/1.1 "); answers != 2 {
			t.Errorf("%d answers to two requests", answers)
		}
	})
}

// exchange sends the bytes on a connection of their own and returns all that comes back.
func exchange(t *testing.T, address, request string) string {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(2 * time.Second))
	go func() { _, _ = io.WriteString(connection, request) }() // an early answer may cut it
	answer, _ := io.ReadAll(connection)                        // until it is closed, or the deadline
	return string(answer)
}
