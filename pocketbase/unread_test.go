package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// [M20] What is refused before there is a request has the form of all errors too.
func TestRefusalsOfHTTPItselfAreJSON(t *testing.T) {
	address := freeAddress(t)
	start(t, address, filepath.Join(t.TempDir(), "data")).ready(t)
	const rest = " HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, c := range map[string]struct {
		request string
		status  int
	}{
		"a percent-encoding that breaks off":   {"GET /api/location/nearest%2" + rest, 400},
		"a percent-encoding that is none":      {"GET /api/%zz" + rest, 400},
		"a broken one in a page's address":     {"GET /m/%E0%A4%A" + rest, 400},
		"no Host":                              {"GET /api/ready HTTP/1.1\r\n\r\n", 400},
		"a Host that is none":                  {"GET /api/ready HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
		"a header without a name":              {"GET /api/ready HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n", 400},
		"a control character in a header":      {"GET /api/ready HTTP/1.1\r\nHost: x\r\nX-A: a\x01b\r\n\r\n", 400},
		"no HTTP at all":                       {"hello\r\n\r\n", 400},
		"a version that nobody speaks":         {"GET /api/ready HTTP/9.1\r\nHost: x\r\n\r\n", 505},
		"a length that is none":                {"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400},
		"a transfer encoding that we have not": {"POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: rot13\r\n\r\n", 501},
		"headers without end":                  {"GET /api/ready HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 2<<20) + "\r\n\r\n", 431},
	} {
		t.Run(name, func(t *testing.T) {
			answer := exchange(t, address, c.request)
			response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(answer)), nil)
			if err != nil {
				t.Fatalf("no answer: %v in %q", err, answer)
			}
			var body struct {
				Status  int
				Message string
				Data    map[string]struct{ Code, Message string }
			}
			raw, err := io.ReadAll(response.Body)
			if err == nil {
				err = json.Unmarshal(raw, &body)
			}
			if err != nil || response.StatusCode != c.status || body.Status != c.status || body.Message == "" {
				t.Errorf("%d %s, %v", response.StatusCode, raw, err)
			}
			if told := body.Data["request"]; told.Code != "not_http" || told.Message == "" {
				t.Errorf("it does not say why: %s", raw)
			}
			if kind := response.Header.Get("Content-Type"); kind != "application/json" {
				t.Errorf("sent as %s", kind)
			}
		})
	}
}

func TestAnswersOfHandlersAreLeftAlone(t *testing.T) {
	for _, written := range []string{
		"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nDate: now\r\nConnection: close\r\n\r\n400 Bad Request",
		"HTTP/1.1 400 Bad Request\r\nX-Request-Id: a" + plainHeaders + "no",
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + plainHeaders,
		"HTTP/1.1 40" + plainHeaders,
		"HTTP/1.1 four" + plainHeaders,
		plainHeaders,
		"",
	} {
		if got := inJSON([]byte(written)); got != nil {
			t.Errorf("%q became %q", written, got)
		}
	}
}
