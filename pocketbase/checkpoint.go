package main

import (
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// checkpointRows is after how many written rows the write-ahead log is moved into the database: about
// the thousand pages at which SQLite does it, for which the one who writes, and all behind, would wait.
const checkpointRows = 1000

// checkpointer moves the write-ahead log into the database beside the only writer. It never holds it up
// (a passive checkpoint); where it falls behind, the writer does it, at wal_autocheckpoint pages.
type checkpointer struct {
	rows atomic.Int64
	due  chan struct{}
}

func newCheckpointer() *checkpointer {
	return &checkpointer{due: make(chan struct{}, 1)}
}

// wrote counts rows.
func (c *checkpointer) wrote(rows int) {
	if c.rows.Add(int64(rows)) < checkpointRows {
		return
	}
	c.rows.Store(0)
	select {
	case c.due <- struct{}{}:
	default:
	}
}

// work checkpoints while the server serves.
func (c *checkpointer) work(app core.App, log *logger) {
	stop := make(chan struct{})
	ended := make(chan struct{})
	serving := false
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		serving = true
		go func() {
			defer close(ended)
			c.moveUntil(stop, e.App, log)
		}()
		return e.Next()
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{
		Id:       "exesCheckpointStop",
		Priority: -10001, // before the last checkpoint, which has to have the database for itself
		Func: func(e *core.TerminateEvent) error {
			if serving {
				close(stop)
				select {
				case <-ended:
				case <-time.After(lastLook):
				}
			}
			return e.Next()
		},
	})
}

func (c *checkpointer) moveUntil(stop <-chan struct{}, app core.App, log *logger) {
	for {
		select {
		case <-stop:
			return
		case <-c.due:
		}
		if _, err := app.ConcurrentDB().NewQuery("PRAGMA wal_checkpoint(PASSIVE)").Execute(); err != nil {
			log.Warn("the write-ahead log was not moved; it is tried again", "error", err)
		}
	}
}
