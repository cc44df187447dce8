package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
)

// A finding is something wrong with this installation, and its cure.
type finding struct {
	Severity string `json:"severity"` // error or warning
	Code     string `json:"code"`
	Message  string `json:"message"`
	Cure     string `json:"cure"`
}

type report struct {
	OK       bool      `json:"ok"`
	Version  string    `json:"version"`
	Findings []finding `json:"findings"`
}

func (r *report) add(severity, code, message, cure string) {
	r.Findings = append(r.Findings, finding{severity, code, message, cure})
}

// newDoctorCommand is `exes doctor`: exit code 1 for errors, 0 for warnings only [O7].
func newDoctorCommand(app core.App, settings config, dirs dirs) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with this installation, each with its cure",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			r := examine(app, settings, dirs)
			if asJSON, _ := command.Flags().GetBool("json"); asJSON {
				if err := json.NewEncoder(command.OutOrStdout()).Encode(r); err != nil {
					return err
				}
			} else {
				print(command, r)
			}
			if !r.OK {
				return errors.New("this installation has errors")
			}
			return nil
		},
	}
}

func print(command *cobra.Command, r *report) {
	out := command.OutOrStdout()
	for _, f := range r.Findings {
		fmt.Fprintf(out, "%s: %s\n  %s\n", f.Severity, f.Message, f.Cure)
	}
	if len(r.Findings) == 0 {
		fmt.Fprintln(out, "Nothing is wrong.")
	}
}

func examine(app core.App, settings config, dirs dirs) *report {
	r := &report{Version: version, Findings: []finding{}}
	if err := checkProfile(settings); err != nil {
		r.add("error", "profile", err.Error(), "Change the setting that it names.")
	}
	examineFiles(r, app, settings, dirs)
	examineData(r, app, settings)
	r.OK = true
	for _, f := range r.Findings {
		r.OK = r.OK && f.Severity != "error"
	}
	return r
}

func examineFiles(r *report, app core.App, settings config, dirs dirs) {
	for file, cure := range map[string]string{
		filepath.Join(dirs.hooks, "main.pb.js"): "npm run build:hooks",
		filepath.Join(dirs.app, "200.html"):     "npm run build:app",
	} {
		if _, err := os.Stat(file); err != nil {
			r.add("error", "not_built", file+" is missing.", "Build it: "+cure)
		}
	}
	dir := app.DataDir()
	if free, floor := freeMegabytes(dir), int64(settings.number("EXES_DISK_FLOOR_MB")); free >= 0 && free < floor {
		r.add("error", "disk", fmt.Sprintf("Only %d MB are free where the data is.", free), "Free some space, or lower EXES_DISK_FLOOR_MB.")
	}
	if name := networkFileSystem(dir); name != "" {
		r.add("error", "network_disk", "The data directory is on a network file system ("+name+").", "Set EXES_DATA_DIR to a local disk.")
	}
	probe := filepath.Join(dir, ".doctor")
	if err := os.WriteFile(probe, nil, 0o600); err != nil {
		r.add("error", "not_writable", "The data directory cannot be written: "+err.Error(), "Give it to the user that runs the server.")
	}
	_ = os.Remove(probe)
	if !isLocked(dir) {
		r.add("warning", "not_running", "No server runs on this data directory.", "Start it: npm start")
	}
}

func examineData(r *report, app core.App, settings config) {
	var verdict string
	if err := app.DB().NewQuery("PRAGMA quick_check(1)").Row(&verdict); err != nil || verdict != "ok" {
		r.add("error", "database_damaged", fmt.Sprintf("The database is damaged: %s %v", verdict, err), "Restore a backup.")
	}
	if _, err := number(app, `SELECT COUNT(*) FROM "counters"`); err != nil {
		r.add("warning", "not_migrated", "The database has no tables of ours yet.", "Start the server once: npm start")
		return
	}
	if n, err := number(app, `SELECT COUNT(*) FROM "people" WHERE "role" = 'operator'`); err == nil && n == 0 {
		r.add("warning", "no_operator", "Nobody can sign in as an operator yet.",
			"npm run exes -- person create --email you@example.org --role operator")
	}
	silent, err := number(app, `SELECT COUNT(*) FROM "machines" AS "m" LEFT JOIN "machineStatus" AS "s" ON "s"."machineId" = "m"."machineId"
		WHERE "m"."status" = 'accepted' AND "m"."hardware" <> 'none' AND COALESCE("s"."recordedAt", 0) < {:since}`,
		dbx.Params{"since": time.Now().Add(-time.Hour).UnixMilli()})
	if err == nil && silent > 0 {
		r.add("warning", "silent_machines", fmt.Sprintf("%d machines with a kiosk have been silent for an hour or more.", silent),
			"Look at their power and network: npm run exes -- machine list")
	}
	if err := checkDemo(app, settings); err != nil {
		r.add("error", "demo_data", err.Error(), "Take another EXES_DATA_DIR.")
	}
}
