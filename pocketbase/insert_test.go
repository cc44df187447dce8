package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

const insertPair = `INSERT INTO "pairs" ("name", "n") VALUES ({:p0}, {:p1})`

func TestInsertRows(t *testing.T) {
	app := appWithPairs(t)
	rows := [][]any{{"a", int64(1)}, {"b", nil}, {"c", 1.5}, {"nul \x00 inside", true}}
	if err := newInserter(&checkpointer{}).rows(app, insertPair, rows); err != nil {
		t.Fatal(err)
	}
	if err := newInserter(&checkpointer{}).rows(app, insertPair, nil); err != nil {
		t.Error("no rows:", err)
	}
	var stored []string
	if err := app.DB().NewQuery(`SELECT "name" || '=' || COALESCE(CAST("n" AS TEXT), 'null') FROM "pairs" ORDER BY "name"`).Column(&stored); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(stored, ", "), "a=1.0, b=null, c=1.5, nul \x00 inside=1.0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestInsertRowsSaysWhatIsWrong(t *testing.T) {
	app := appWithPairs(t)
	for name, test := range map[string]struct {
		statement string
		rows      [][]any
		says      string
	}{
		"a row that is there":    {insertPair, [][]any{{"a", 1}, {"a", 2}}, "UNIQUE constraint failed"},
		"rows of other lengths":  {insertPair, [][]any{{"b", 1}, {"c"}}, "2 values"},
		"a statement that fails": {`INSERT INTO "nothing" VALUES ({:p0})`, [][]any{{1}}, "no such table"},
	} {
		err := newInserter(&checkpointer{}).rows(app, test.statement, test.rows)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want it to say %q", name, err, test.says)
		}
	}
}

func appWithPairs(t *testing.T) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir(), DBConnect: connect})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.ResetBootstrapState() })
	if _, err := app.DB().NewQuery(`CREATE TABLE "pairs" ("name" TEXT PRIMARY KEY, "n" DOUBLE PRECISION)`).Execute(); err != nil {
		t.Fatal(err)
	}
	return app
}

// A writer at work has its log moved by another, long before it would do that itself.
func TestCheckpointsBesideTheWriter(t *testing.T) {
	app := appWithPairs(t)
	c := &checkpointer{}
	stop := make(chan struct{})
	defer close(stop)
	go c.moveUntil(stop, app, newLogger(io.Discard, "text"))
	size := func() int64 {
		info, err := os.Stat(filepath.Join(app.DataDir(), "data.db"))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	rows := make([][]any, checkpointRows)
	for i := range rows {
		rows[i] = []any{fmt.Sprintf("%0200d", i), i}
	}
	err := app.RunInTransaction(func(tx core.App) error {
		return newInserter(&checkpointer{}).rows(tx, insertPair, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := size(); got != before {
		t.Fatalf("the writer moved its log itself: %d bytes, %d before", got, before)
	}
	c.note(checkpointRows, time.Now())
	waitFor(t, func() bool { return size() > before })
}

// The log is moved when nobody writes, or else when it is long.
func TestCheckpointIsDue(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for name, test := range map[string]struct {
		rows int
		ago  time.Duration
		want bool
	}{
		"few rows, long ago":            {checkpointRows - 1, time.Hour, false},
		"many rows, just now":           {checkpointRows, checkpointQuiet - 1, false},
		"many rows, a while ago":        {checkpointRows, checkpointQuiet, true},
		"very many rows, just now":      {checkpointAtMost, 0, true},
		"less than that many, just now": {checkpointAtMost - 1, 0, false},
	} {
		c := &checkpointer{}
		c.note(test.rows, now.Add(-test.ago))
		if got := c.isDue(now); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Prepared or not, in a transaction or not, the rows are the same; what is prepared outlives transactions.
func TestPreparedInserts(t *testing.T) {
	app := appWithPairs(t)
	i := newInserter(&checkpointer{})
	insert := func(name string) func(core.App) error {
		return func(app core.App) error { return i.rows(app, insertPair, [][]any{{name, 1}, {name + "'", nil}}) }
	}
	steps := map[string]func() error{
		"1 alone":                 func() error { return insert("1")(app) },
		"2 before it is prepared": func() error { return app.RunInTransaction(insert("2")) },
		"3 prepared":              func() error { i.prepare(app); return app.RunInTransaction(insert("3")) },
		"4 again":                 func() error { i.prepare(app); return app.RunInTransaction(insert("4")) },
		"5 alone again":           func() error { return insert("5")(app) },
		"6 within": func() error {
			return app.RunInTransaction(func(tx core.App) error { i.prepare(tx); return insert("6")(tx) })
		},
	}
	for _, name := range slices.Sorted(maps.Keys(steps)) {
		if err := steps[name](); err != nil {
			t.Fatal(name, err)
		}
	}
	if i.known(insertPair) == nil {
		t.Error("it is not prepared")
	}
	rolledBack := app.RunInTransaction(func(tx core.App) error {
		if err := insert("7")(tx); err != nil {
			t.Error(err)
		}
		return insert("1")(tx) // is there
	})
	if rolledBack == nil || !strings.Contains(rolledBack.Error(), "UNIQUE") {
		t.Error(rolledBack)
	}
	var n int
	if err := app.DB().NewQuery(`SELECT COUNT(*) FROM "pairs"`).Row(&n); err != nil || n != 12 {
		t.Error(n, err)
	}
}
