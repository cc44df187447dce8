package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

func feedRow(t *testing.T, app core.App) (id string, floor int64) {
	t.Helper()
	if err := app.DB().NewQuery(`SELECT "feedId", "floor" FROM "feeds"`).Row(&id, &floor); err != nil {
		t.Fatal(err)
	}
	return id, floor
}

// [S8] Changes are forgotten when the night that saw them is 90 days ago; the newest never is.
func TestForgetChanges(t *testing.T) {
	app, clock := withTables(t), newTestClock()
	change := func(n int) {
		for i := range n {
			execute(t, app.NonconcurrentDB(), `INSERT INTO "changes" ("id") VALUES ({:id})`, dbx.Params{"id": fmt.Sprint(i)})
		}
	}
	night := func() int64 {
		t.Helper()
		done, err := forgetChanges(app, clock.at)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	change(2_500)
	if done := night(); done != 0 {
		t.Errorf("%d changes of today were forgotten", done)
	}
	change(3)
	clock.at = clock.at.Add(feedKept - time.Millisecond)
	if done := night(); done != 0 {
		t.Errorf("%d changes were forgotten a moment too early", done)
	}
	clock.at = clock.at.Add(time.Millisecond)
	if done := night(); done != 2_500 {
		t.Errorf("%d changes were forgotten, not the 2500 of that night", done)
	}
	if _, floor := feedRow(t, app); floor != 2_500 {
		t.Errorf("the floor is %d", floor)
	}
	clock.at = clock.at.Add(feedKept)
	night()
	if left, _ := number(app.DB(), `SELECT COUNT(*) FROM "changes"`); left != 1 {
		t.Errorf("%d changes are left where nothing happened since: the newest says how far the feed is", left)
	}
	if marks, _ := number(app.DB(), `SELECT COUNT(*) FROM "feedMarks"`); marks != 2 { // that of the floor, and of this night
		t.Errorf("%d marks are left", marks)
	}
}

// [S8] A copy of the data is another feed, however it was made; a restart is not.
func TestAnotherCopyIsAnotherFeed(t *testing.T) {
	app := withTables(t)
	log := newLogger(t.Output(), "info")
	begin := func() string {
		t.Helper()
		if err := sameCopy(app, log); err != nil {
			t.Fatal(err)
		}
		id, _ := feedRow(t, app)
		return id
	}
	if id := begin(); id != "first" {
		t.Errorf("the first start made another feed: %s", id)
	}
	if id := begin(); id != "first" {
		t.Errorf("a restart made another feed: %s", id)
	}
	// As a restore does: the same file, put there again with its old time.
	path := filepath.Join(app.DataDir(), feedFile)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".kept"); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path + ".kept")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	restored := begin()
	if restored == "first" {
		t.Error("a copy went on as if it knew all that clients know")
	}
	if id := begin(); id != restored {
		t.Errorf("the copy became another feed again: %s", id)
	}
	if err := os.Remove(path); err != nil { // a backup of the database alone
		t.Fatal(err)
	}
	if id := begin(); id == restored {
		t.Error("a database without its directory went on as if it knew all that clients know")
	}
}
