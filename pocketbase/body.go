package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

const (
	maxDepth   = 64
	maxInteger = 1<<53 - 1
)

// readBody returns the request's body as the text of one JSON object, or the error that the client
// is answered: 415, 413, 400. What the contract decides of bodies is decided here, before any
// JavaScript runs: trailing bytes, invalid UTF-8, nesting and integers that a JSON number does not
// carry exactly are refused; of duplicate keys the last wins.
func readBody(e *core.RequestEvent, limit int64) (string, error) {
	kind, _, err := mime.ParseMediaType(e.Request.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return "", refusal(http.StatusUnsupportedMediaType, "body", "unsupported_media_type", "Send application/json.")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(e.Response, e.Request.Body, limit))
	if err != nil {
		// What is left of the body must not be read as the next request on this connection, and who
		// stalls in it is cut, not only answered [M7].
		e.Response.Header().Set("Connection", "close")
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) || router.ToApiError(err).Status == http.StatusRequestEntityTooLarge {
			return "", refusal(http.StatusRequestEntityTooLarge, "body", "too_large",
				"At most "+strconv.FormatInt(limit, 10)+" bytes.")
		}
		return "", refusal(http.StatusBadRequest, "body", "invalid_json", "The body did not arrive whole.")
	}
	if reason := badJSON(raw); reason != "" {
		return "", refusal(http.StatusBadRequest, "body", "invalid_json", reason)
	}
	return string(raw), nil
}

// badJSON says what keeps the bytes from being one acceptable JSON object; empty when nothing does.
func badJSON(raw []byte) string {
	if !utf8.Valid(raw) {
		return "Not valid UTF-8."
	}
	// Depth first: the standard library's own limit is 10,000.
	if depth(raw) > maxDepth {
		return "Nested more than " + strconv.Itoa(maxDepth) + " deep."
	}
	if !json.Valid(raw) {
		return "Not one JSON object."
	}
	if first := bytes.TrimLeft(raw, " \t\r\n"); first[0] != '{' {
		return "A JSON object is wanted, not another value."
	}
	if hasBigNumber(raw) {
		return "A number beyond 2^53 - 1, or one that is not finite, would not arrive as it was sent."
	}
	return ""
}

// depth is the deepest nesting of brackets outside of strings.
func depth(raw []byte) int {
	deepest, now := 0, 0
	inString, escaped := false, false
	for _, c := range raw {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped = c == '\\'
			inString = c != '"'
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// hasBigNumber looks in valid JSON for an integer literal beyond 2^53 - 1, or a number such as 1e999,
// at which the runtime's parser breaks.
func hasBigNumber(raw []byte) bool {
	inString := false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case !inString && (c == '-' || c >= '0' && c <= '9'):
			end := i + 1
			for end < len(raw) && bytes.IndexByte([]byte("0123456789.eE+-"), raw[end]) >= 0 {
				end++
			}
			if isBigNumber(raw[i:end]) {
				return true
			}
			i = end - 1
		}
	}
	return false
}

func isBigNumber(literal []byte) bool {
	if bytes.ContainsAny(literal, ".eE") {
		_, err := strconv.ParseFloat(string(literal), 64)
		return err != nil // out of range: valid JSON has no other fault
	}
	if len(literal) < 16 {
		return false
	}
	n, err := strconv.ParseInt(string(literal), 10, 64)
	return err != nil || n > maxInteger || n < -maxInteger
}
