package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/pocketbase/pocketbase/core"
)

// listenTo brings the errors of PocketBase itself (a failed cron job, an e-mail that was not sent)
// into our log, and keeps them out of its database of logs. Of what they carry only the error is
// taken: the rest may be a person's [O9].
func listenTo(app core.App, log *logger) {
	app.OnModelCreate(core.LogsTableName).BindFunc(func(e *core.ModelEvent) error {
		line, ok := e.Model.(*core.Log)
		if !ok {
			return e.Next()
		}
		if level := slog.Level(line.Level); level >= slog.LevelWarn {
			var fields []any
			if reason, given := line.Data["error"]; given {
				fields = append(fields, "cause", shortened(fmt.Sprint(reason)))
			}
			log.Log(context.Background(), level, shortened(line.Message), fields...)
		}
		return nil // without e.Next it is not stored
	})
	// PocketBase hands its lines over only where it would keep them for a day or more.
	keep := func(settings *core.Settings) {
		settings.Logs.MaxDays = 1
		settings.Logs.MinLevel = int(slog.LevelWarn)
	}
	app.OnSettingsReload().BindFunc(func(e *core.SettingsReloadEvent) error {
		err := e.Next()
		keep(e.App.Settings())
		return err
	})
}

func shortened(text string) string {
	const longest = 500
	if len(text) > longest {
		return text[:longest] + "..."
	}
	return text
}
