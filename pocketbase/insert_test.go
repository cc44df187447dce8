package main

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

const insertPair = `INSERT INTO "pairs" ("name", "n") VALUES ({:p0}, {:p1})`

func TestInsertRows(t *testing.T) {
	app := appWithPairs(t)
	rows := [][]any{{"a", int64(1)}, {"b", nil}, {"c", 1.5}, {"nul \x00 inside", true}}
	if err := insertRows(app, insertPair, rows); err != nil {
		t.Fatal(err)
	}
	if err := insertRows(app, insertPair, nil); err != nil {
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
		err := insertRows(app, test.statement, test.rows)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want it to say %q", name, err, test.says)
		}
	}
}

func appWithPairs(t *testing.T) core.App {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.ResetBootstrapState() })
	if _, err := app.DB().NewQuery(`CREATE TABLE "pairs" ("name" TEXT PRIMARY KEY, "n" DOUBLE PRECISION)`).Execute(); err != nil {
		t.Fatal(err)
	}
	return app
}
