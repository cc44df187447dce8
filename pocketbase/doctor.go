package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

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

// newDoctorCommand is `exes doctor`: exit code 1 for errors, 0 for warnings only [O7]. It looks at an
// installation that may not even start, so it opens neither the app nor the hooks.
func newDoctorCommand(p patient) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with this installation, each with its cure",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			r := p.examine()
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

// patient is the installation that the doctor looks at.
type patient struct {
	settings config
	mistakes error // what loadConfig refused
	dataDir  string
	dirs     *dirs
}

func (p patient) examine() *report {
	r := &report{Version: version, Findings: []finding{}}
	if p.mistakes != nil {
		r.add("error", "configuration", sentence(p.mistakes), "Change or remove the setting that it names, in the environment or in .env.")
	} else if err := checkProfile(p.settings); err != nil {
		r.add("error", "profile", sentence(err), "Change the setting that it names.")
	}
	p.examineBuild(r)
	p.examineMail(r)
	if p.examineDirectory(r) {
		p.examineData(r)
	}
	r.OK = true
	for _, f := range r.Findings {
		r.OK = r.OK && f.Severity != "error"
	}
	return r
}

func (p patient) examineBuild(r *report) {
	for _, part := range p.dirs.parts() {
		if _, err := os.Stat(part.file); err != nil {
			r.add("error", "not_built", part.file+" is missing.", "Build it: "+part.cure)
		}
	}
}

// examineDirectory is whether there is a data directory to look into.
func (p patient) examineDirectory(r *report) bool {
	info, err := os.Stat(p.dataDir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		r.add("warning", "no_data", "The data directory "+p.dataDir+" does not exist yet.", "Start the server once: npm start")
		return false
	case err != nil:
		r.add("error", "not_readable", "The data directory cannot be read: "+err.Error(), "Give it to the user that runs the server.")
		return false
	case !info.IsDir():
		r.add("error", "not_a_directory", p.dataDir+" is not a directory.", "Set EXES_DATA_DIR to a directory.")
		return false
	}
	if free, floor := freeMegabytes(p.dataDir), int64(p.settings.number("EXES_DISK_FLOOR_MB")); free >= 0 && free < floor {
		r.add("error", "disk", fmt.Sprintf("Only %d MB are free where the data is.", free), "Free some space, or lower EXES_DISK_FLOOR_MB.")
	}
	// In production checkProfile has said so already.
	if name := networkFileSystem(p.dataDir); name != "" && p.settings["EXES_PROFILE"] != "production" {
		r.add("warning", "network_disk", "The data directory is on a network file system ("+name+").", "Set EXES_DATA_DIR to a local disk.")
	}
	probe, err := os.CreateTemp(p.dataDir, ".doctor-*")
	if err != nil {
		r.add("error", "not_writable", "The data directory cannot be written: "+err.Error(), "Give it to the user that runs the server.")
	} else {
		_ = probe.Close()
		_ = os.Remove(probe.Name())
	}
	if !isLocked(p.dataDir) {
		r.add("warning", "not_running", "No server runs on this data directory.", "Start it: npm start")
	}
	return true
}
