// Command baseline answers a machine's status with bare Go: the same authentication, the same
// statements, the same reply as pocketbase/hooks/status.ts. It is what the hooks are measured
// against, and runs on a copy of a server's data.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// As in pocketbase/main.go.
const pragmas = "?_pragma=busy_timeout(10000)" +
	"&_pragma=journal_mode(WAL)" +
	"&_pragma=journal_size_limit(200000000)" +
	"&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(ON)" +
	"&_pragma=temp_store(MEMORY)" +
	"&_pragma=cache_size(-32000)"

type report struct {
	BootID     string `json:"bootId"`
	UptimeMs   int64  `json:"uptimeMs"`
	AppVersion string `json:"appVersion"`
	Outbox     struct {
		Pending int64 `json:"pending"`
	} `json:"outbox"`
}

type acked struct {
	Epoch       string  `db:"epoch" json:"epoch"`
	EpochNo     int64   `db:"epochNo" json:"-"`
	ThroughSeq  int64   `db:"throughSeq" json:"throughSeq"`
	HighestSeq  int64   `db:"highestSeq" json:"highestSeq"`
	MissingSeqs []int64 `db:"-" json:"missingSeqs"`
}

type reply struct {
	ServerTime    string   `json:"serverTime"`
	Interval      int      `json:"interval"`
	ConfigVersion int64    `json:"configVersion"`
	Commands      []string `json:"commands"`
	OpenAlerts    []string `json:"openAlerts"`
	Feed          string   `json:"feed"`
	FeedHead      int64    `json:"feedHead"`
	Acked         *acked   `json:"acked"`
}

func main() {
	app := pocketbase.NewWithConfig(pocketbase.Config{
		DefaultDataDir: os.Getenv("EXES_DATA_DIR"),
		DBConnect:      func(path string) (*dbx.DB, error) { return dbx.Open("sqlite", path+pragmas) },
	})
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil
		e.Router.POST("/api/machine/status", status).
			Bind(apis.RequireAuth("machines"), apis.SkipSuccessActivityLog())
		return e.Next()
	})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}

func status(e *core.RequestEvent) error {
	var sent json.RawMessage
	var body report
	if err := json.NewDecoder(e.Request.Body).Decode(&sent); err != nil {
		return e.BadRequestError("", err)
	}
	if err := json.Unmarshal(sent, &body); err != nil {
		return e.BadRequestError("", err)
	}
	machine := e.Auth.GetInt("machineId")
	now := time.Now()
	var state struct {
		ConfigVersion int64  `db:"configVersion"`
		OpenAlerts    int64  `db:"openAlerts"`
		Interval      int    `db:"interval"`
		Recalls       int64  `db:"recalls"`
		Commands      int64  `db:"commands"`
		SlotsDue      int64  `db:"slotsDue"`
		SlotStates    string `db:"slotStates"`
		ColdChain     string `db:"coldChain"`
		Feed          string `db:"feed"`
		FeedHead      int64  `db:"feedHead"`
	}
	if err := e.App.DB().NewQuery(`SELECT
		COALESCE(c."version", 0) AS "configVersion", COALESCE(c."interval", 60) AS "interval", COALESCE(c."recalls", 0) AS "recalls",
		(SELECT COUNT(*) FROM "commands" WHERE "machineId" = {:machineId} AND "result" = '' AND "expiresAt" > {:now}) AS "commands",
		(SELECT COUNT(*) FROM "alerts" WHERE "machineId" = {:machineId} AND "state" <> 'resolved') AS "openAlerts",
		COALESCE(s."slotsDue", 0) AS "slotsDue", COALESCE(s."slotStates", '') AS "slotStates", COALESCE(s."coldChain", '') AS "coldChain",
		(SELECT "feedId" FROM "feeds") AS "feed", COALESCE((SELECT MAX("seq") FROM "changes"), 0) AS "feedHead"
		FROM (SELECT 1) AS "one" LEFT JOIN "machineStatus" s ON s."machineId" = {:machineId}
			LEFT JOIN (SELECT "version", "interval", "recalls" FROM "configs" WHERE "machineId" = {:machineId} ORDER BY "version" DESC LIMIT 1) c ON 1 = 1`).
		Bind(dbx.Params{"machineId": machine, "now": now.UnixMilli()}).One(&state); err != nil {
		return err
	}
	if _, err := e.App.NonconcurrentDB().NewQuery(`INSERT INTO "machineStatus" ("machineId", "recordedAt", "interval", "bootId", "uptimeMs", "appVersion",
			"outboxPending", "outboxOldestAt", "slotStates", "coldChain", "coldChainAt", "slotsDue", "body")
		VALUES ({:machineId}, {:now}, {:interval}, {:bootId}, {:uptimeMs}, {:appVersion},
			{:pending}, {:oldestAt}, {:slotStates}, {:coldChain}, 0, 0, {:body})
		ON CONFLICT ("machineId") DO UPDATE SET "recordedAt" = excluded."recordedAt", "interval" = excluded."interval",
			"bootId" = excluded."bootId", "uptimeMs" = excluded."uptimeMs", "appVersion" = excluded."appVersion",
			"outboxPending" = excluded."outboxPending", "outboxOldestAt" = excluded."outboxOldestAt",
			"slotsDue" = CASE WHEN "machineStatus"."slotStates" <> excluded."slotStates"
				OR "machineStatus"."coldChain" <> excluded."coldChain" THEN 1 ELSE "machineStatus"."slotsDue" END,
			"coldChainAt" = CASE WHEN excluded."coldChainAt" > 0 THEN excluded."coldChainAt" ELSE "machineStatus"."coldChainAt" END,
			"slotStates" = excluded."slotStates", "coldChain" = excluded."coldChain", "body" = excluded."body"
		WHERE NOT ("machineStatus"."bootId" = excluded."bootId" AND "machineStatus"."uptimeMs" > excluded."uptimeMs"
			AND "machineStatus"."recordedAt" > {:lateSince})`).
		Bind(dbx.Params{
			"machineId": machine, "now": now.UnixMilli(), "interval": state.Interval, "bootId": body.BootID,
			"uptimeMs": body.UptimeMs, "appVersion": body.AppVersion, "pending": body.Outbox.Pending,
			"oldestAt": 0, "slotStates": state.SlotStates, "coldChain": state.ColdChain, "body": string(sent),
			"lateSince": now.UnixMilli() - 600_000,
		}).Execute(); err != nil {
		return err
	}
	var newest []acked
	if err := e.App.DB().NewQuery(`SELECT "epoch", "epochNo", "throughSeq", "highestSeq" FROM "epochs"
		WHERE "origin" = {:origin} ORDER BY "epochNo" DESC LIMIT 1`).
		Bind(dbx.Params{"origin": "m" + e.Auth.GetString("machineId")}).All(&newest); err != nil {
		return err
	}
	answer := reply{
		ServerTime:    now.UTC().Format("2006-01-02T15:04:05.000Z"),
		Interval:      state.Interval,
		ConfigVersion: state.ConfigVersion,
		Commands:      []string{},
		OpenAlerts:    []string{},
		Feed:          state.Feed,
		FeedHead:      state.FeedHead,
	}
	if len(newest) > 0 {
		newest[0].MissingSeqs = []int64{}
		answer.Acked = &newest[0]
	}
	return e.JSON(http.StatusOK, answer)
}
