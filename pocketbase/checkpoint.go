package main

import (
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// The write-ahead log is moved into the database after so many written rows: as soon as nobody writes
// rows, or else at the latest. To move it takes the disk for a while, and who writes meanwhile waits for
// it. A thousand rows are about the thousand pages at which SQLite does it by itself.
const (
	checkpointRows   = 1_000
	checkpointAtMost = 25_000 // some 40 MB of log
	checkpointQuiet  = time.Second
)

// checkpointer moves the log beside the only writer, which never waits for its lock (a passive
// checkpoint). What it does not count, single statements, the writer moves at wal_autocheckpoint pages.
type checkpointer struct {
	rows  atomic.Int64
	wrote atomic.Int64 // when last, in nanoseconds
}

// note counts rows that are written at a moment.
func (c *checkpointer) note(rows int, now time.Time) {
	c.rows.Add(int64(rows))
	c.wrote.Store(now.UnixNano())
}

func (c *checkpointer) isDue(now time.Time) bool {
	rows := c.rows.Load()
	isQuiet := now.UnixNano()-c.wrote.Load() >= checkpointQuiet.Nanoseconds()
	return rows >= checkpointAtMost || rows >= checkpointRows && isQuiet
}

// work checkpoints while the server serves.
func (c *checkpointer) work(app core.App, log *logger) {
	whileServing(app, "exesCheckpointStop", func(app core.App, stop <-chan struct{}) {
		c.moveUntil(stop, app, log)
	})
}

func (c *checkpointer) moveUntil(stop <-chan struct{}, app core.App, log *logger) {
	ticker := time.NewTicker(checkpointQuiet)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case now := <-ticker.C:
			if !c.isDue(now) {
				continue
			}
		}
		c.rows.Store(0)
		if _, err := app.ConcurrentDB().NewQuery("PRAGMA wal_checkpoint(PASSIVE)").Execute(); err != nil {
			log.Warn("the write-ahead log was not moved; it is tried again", "error", err)
		}
	}
}
