package main

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// What an installation without an operator is told, by the doctor and at each start [O7].
const (
	noOperator    = "Nobody can sign in as an operator yet."
	firstOperator = "npm run exes -- person create --email you@example.org --role operator"
)

// hasNoOperator is whether nobody's role as an operator holds now. Where it cannot be known it is no.
func hasNoOperator(db dbx.Builder, now time.Time) bool {
	n, err := number(db, `SELECT COUNT(*) FROM "grants" WHERE "role" = 'operator' AND "startsAt" <= {:now}
		AND ("endsAt" = 0 OR "endsAt" > {:now})`, dbx.Params{"now": now.UnixMilli()})
	return err == nil && n == 0
}

// greetFirst says at the start what to do next on an installation that nobody operates.
func greetFirst(app core.App, log *logger) {
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{
		Priority: 1001, // the last line before requests
		Func: func(e *core.ServeEvent) error {
			if hasNoOperator(e.App.DB(), time.Now()) {
				log.Warn(noOperator+" Make the first one, and open the link that it prints", "command", firstOperator)
			}
			return e.Next()
		},
	})
}
