package main

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
)

// examineAddress looks for kiosks that were set up at another address than the server has now. What a
// kiosk keeps belongs to that address: its facts that are not sent, and its leave to use the doors [S15].
func (p patient) examineAddress(r *report, db dbx.Builder) {
	now := strings.TrimRight(p.settings["EXES_PUBLIC_URL"], "/")
	if now == "" {
		return
	}
	var before []struct {
		URL      string `db:"url"`
		Machines int64  `db:"machines"`
	}
	err := db.NewQuery(`SELECT "a"."after" ->> 'publicUrl' AS "url", COUNT(*) AS "machines"
		FROM (SELECT MAX("auditNo") AS "auditNo" FROM "audit" WHERE "action" = 'machine.register' GROUP BY "subject") AS "newest"
		JOIN "audit" AS "a" ON "a"."auditNo" = "newest"."auditNo"
		JOIN "machines" AS "m" ON "a"."subject" = 'machine:' || "m"."machineId"
		WHERE "m"."status" = 'accepted' AND "a"."after" ->> 'publicUrl' <> {:now}
		GROUP BY "a"."after" ->> 'publicUrl' ORDER BY "machines" DESC`).Bind(dbx.Params{"now": now}).All(&before)
	if err != nil {
		return // a database of before
	}
	for _, old := range before {
		r.add("warning", "other_address",
			fmt.Sprintf("%d kiosks were set up at %s, and EXES_PUBLIC_URL is %s.", old.Machines, old.URL, now),
			"Keep the old address answering until each of them has nothing left to send, then set it up anew: docs/operations.md, Another address.")
	}
}
