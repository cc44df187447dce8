package main

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// besideWait is how long the end of the server waits for work beside it that is under way [O4].
const besideWait = 5 * time.Second

// whileServing runs work beside the server, from when it serves until it is told to stop: then the
// channel is closed, and the server ends once the work has, or soon.
func whileServing(app core.App, id string, work func(app core.App, stop <-chan struct{})) {
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
			work(e.App, stop)
		}()
		return nil
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{
		Id:       id,
		Priority: -10001, // before the server stops and moves its log, and long before the database closes
		Func: func(e *core.TerminateEvent) error {
			if serving {
				close(stop)
				select {
				case <-ended:
				case <-time.After(besideWait):
				}
			}
			return e.Next()
		},
	})
}
