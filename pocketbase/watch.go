package main

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/cron"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// watchJob is the job of hooks/main.pb.ts that looks after silent machines and alerts that ring. A
// crontab knows no seconds, so that the job is run from here.
const watchJob = "exesWatch"

// lastLook is how long the end of the server waits for a look that is under way [O4].
const lastLook = 5 * time.Second

// watchNetwork looks at the network every so often while the server serves, one look at a time: a
// slow one delays the next.
func watchNetwork(app core.App, every time.Duration) {
	stop := make(chan struct{})
	ended := make(chan struct{})
	serving := false
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if err := e.Next(); err != nil {
			return err
		}
		serving = true
		go func() {
			defer close(ended)
			look(e.App, every, stop)
		}()
		return nil
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{
		Id:       "exesWatchStop",
		Priority: -10001, // before the server stops, and long before the database closes
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
