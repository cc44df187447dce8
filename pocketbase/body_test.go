package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// What the contract decides of bodies ("Decided:" in machine-api) and [M20].
func TestReadBody(t *testing.T) {
	deep := func(n int) string { return `{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` }
	table := []struct {
		name, kind, body string
		status           int // 0: taken
		says             string
	}{
		{"an object", "application/json", `{"a":1}`, 0, ""},
		{"with a charset", "application/json; charset=utf-8", ` {"a":1} ` + "\n", 0, ""},
		{"the largest integer", "application/json", `{"a":9007199254740991,"b":-9007199254740991}`, 0, ""},
		{"digits in a text", "application/json", `{"a":"90071992547409929999 \" 90071992547409929999"}`, 0, ""},
		{"a large fraction", "application/json", `{"a":90071992547409929999.5e3}`, 0, ""},
		{"duplicate keys", "application/json", `{"a":1,"a":2}`, 0, ""},
		{"64 deep", "application/json", deep(63), 0, ""},
		{"brackets in a text", "application/json", `{"a":"` + strings.Repeat("[", 200) + `"}`, 0, ""},
		{"no type", "", `{}`, 415, "application/json"},
		{"text", "text/plain", `{}`, 415, "application/json"},
		{"a form", "application/x-www-form-urlencoded", `a=1`, 415, "application/json"},
		{"nothing", "application/json", ``, 400, "JSON object"},
		{"blanks", "application/json", "  \n", 400, "JSON object"},
		{"a list", "application/json", `[1]`, 400, "object"},
		{"a text value", "application/json", `"a"`, 400, "object"},
		{"null", "application/json", `null`, 400, "object"},
		{"truncated", "application/json", `{"a":`, 400, "JSON object"},
		{"trailing bytes", "application/json", `{"a":1}x`, 400, "JSON object"},
		{"two objects", "application/json", `{}{}`, 400, "JSON object"},
		{"a raw NUL", "application/json", "{\"a\":\"\x00\"}", 400, "JSON object"},
		{"a byte order mark", "application/json", "\ufeff{}", 400, "JSON object"},
		{"invalid UTF-8", "application/json", "{\"a\":\"\xff\"}", 400, "UTF-8"},
		{"UTF-16", "application/json", "{\x00}\x00", 400, "JSON object"},
		{"65 deep", "application/json", deep(64), 400, "deep"},
		{"7,000 deep", "application/json", deep(7000), 400, "deep"},
		{"an integer beyond 2^53", "application/json", `{"a":9007199254740992}`, 400, "2^53"},
		{"a negative one", "application/json", `{"a":[-9007199254740992]}`, 400, "2^53"},
		{"a huge one", "application/json", `{"a":` + strings.Repeat("9", 400) + `}`, 400, "2^53"},
		{"a number beyond every range", "application/json", `{"a":[1e999]}`, 400, "finite"},
		{"a negative one beyond every range", "application/json", `{"a":-1.5E+400}`, 400, "finite"},
		{"a number beside nothing", "application/json", `{"a":1e-999,"b":-0,"c":0.1e1}`, 0, ""},
		{"over the limit", "application/json", `{"a":"` + strings.Repeat("x", 20_000) + `"}`, 413, "16384"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			e := &core.RequestEvent{}
			e.Request = httptest.NewRequest(http.MethodPost, "/api/x", strings.NewReader(row.body))
			e.Request.Header.Set("Content-Type", row.kind)
			e.Response = httptest.NewRecorder()
			text, err := readBody(e, 16_384)
			if row.status == 0 {
				if err != nil || text != row.body {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatal("taken")
			}
			answer := router.ToApiError(err)
			if answer.Status != row.status {
				t.Errorf("status %d, want %d", answer.Status, row.status)
			}
			if said := answer.Data["body"]; said == nil || !strings.Contains(jsonText(t, said), row.says) {
				t.Errorf("the answer names %v, want %q", answer.Data, row.says)
			}
		})
	}
}

func FuzzReadBody(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,"\u00e9\\"]}`, `{"a":9007199254740993}`, "{\"\xff\":1}", `[[[`, `{"a":"\ud800"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		badJSON([]byte(body)) // must neither panic nor hang
	})
}
