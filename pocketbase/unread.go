package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
)

// saysJSON makes Go's own refusals speak the form of all our errors [M20]: what cannot be read as
// HTTP, such as a broken percent-encoding, a Host that is none or headers without end, is refused by
// net/http before any handler, in plain text. It writes such an answer with one Write and with
// headers that no answer of a handler has alone, and closes the connection.
type saysJSON struct{ net.Listener }

func (l saysJSON) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if tcp, ok := accepted.(*net.TCPConn); ok {
		return &translated{tcp}, err
	}
	return accepted, err
}

// translated keeps all else that a TCP connection can do, as net/http asks it for more than net.Conn.
type translated struct{ *net.TCPConn }

const plainHeaders = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"

func (c *translated) Write(p []byte) (int, error) {
	answer := inJSON(p)
	if answer == nil {
		return c.TCPConn.Write(p)
	}
	if _, err := c.TCPConn.Write(answer); err != nil {
		return 0, err
	}
	return len(p), nil
}

// inJSON is a refusal of net/http's own in our form, or nil for anything else.
func inJSON(written []byte) []byte {
	const version = "HTTP/1.1 "
	if len(written) > 512 || !bytes.HasPrefix(written, []byte(version)) {
		return nil
	}
	line, text, found := bytes.Cut(written, []byte(plainHeaders))
	if !found || bytes.IndexByte(line, '\n') >= 0 || len(line) < len(version)+3 {
		return nil
	}
	status, err := strconv.Atoi(string(line[len(version) : len(version)+3]))
	if err != nil {
		return nil
	}
	why := string(bytes.TrimPrefix(text, line[len(version):len(version)+4]))
	body, _ := json.Marshal(map[string]any{
		"status":  status,
		"message": "The request cannot be read as HTTP.",
		"data":    map[string]any{"request": map[string]string{"code": "not_http", "message": why + "."}},
	})
	return fmt.Appendf(nil, "%s%d %s\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n"+
		"Cache-Control: no-store\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s",
		version, status, http.StatusText(status), len(body), body)
}
