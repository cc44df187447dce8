package main

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/cron"
)

// watchJob is the job of hooks/main.pb.ts that looks after silent machines and alerts that ring. A
// crontab knows no seconds, so that the job is run from here.
const watchJob = "exesWatch"

// watchNetwork looks at the network every so often while the server serves, one look at a time: a
// slow one delays the next.
func watchNetwork(app core.App, every time.Duration) {
	whileServing(app, "exesWatchStop", func(app core.App, stop <-chan struct{}) {
		look(app, every, stop)
	})
}

func look(app core.App, every time.Duration, stop <-chan struct{}) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if job := jobOf(app, watchJob); job != nil {
			job.Run() // what it throws is in its own log line
		}
		select {
		case <-stop:
			return
		case <-ticker.C:
		}
	}
}

func jobOf(app core.App, id string) *cron.Job {
	for _, job := range app.Cron().Jobs() {
		if job.Id() == id {
			return job
		}
	}
	return nil
}
