package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// clean gives a test an environment without any of our variables.
func clean(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "EXES_") {
			t.Setenv(name, "")
			_ = os.Unsetenv(name)
		}
	}
	for _, v := range variables { // what loadConfig sets is undone after the test
		t.Setenv(v.name, "")
		_ = os.Unsetenv(v.name)
	}
}

// [O5] A bad value names the variable, what it got (secrets aside) and what it takes.
func TestConfigRefuses(t *testing.T) {
	table := []struct{ name, value, says, hides string }{
		{"EXES_PROFILE", "staging", `EXES_PROFILE is "staging"; it takes development, test or production`, ""},
		{"EXES_ADDR", "8090", "host:port", ""},
		{"EXES_ADDR", "127.0.0.1:99999", "host:port", ""},
		{"EXES_DEMO", "yes", "on, off or empty", ""},
		{"EXES_HOOKS_POOL", "2", "from 9 to 500", ""},
		{"EXES_LIMITS", "0", "from 1 to 100000", ""},
		{"EXES_PUBLIC_URL", "example.org", "http or https", ""},
		{"EXES_PUBLIC_URL", "https://example.org/app", "http or https", ""},
		{"EXES_TIME_ZONE", "Berlin", "IANA", ""},
		{"EXES_TIME_ZONE", "Local", "IANA", ""},
		{"EXES_TILES", "https://tiles.example/1.png", "{z}", ""},
		{"EXES_METRICS_TOKEN", "tooshort", "16 characters", "tooshort"},
		{"EXES_SMTP_URL", "hunter2", "smtp://", "hunter2"},
		{"EXES_SMTP_URL", "https://u:hunter2@mail.example.org", "smtp://", "hunter2"},
		{"EXES_SMTP_URL", "smtp://u:hunter2@:25", "smtp://", "hunter2"},
		{"EXES_SMTP_URL", "smtp://mail.example.org:99999", "smtp://", ""},
		{"EXES_SMTP_URL", "smtp://mail.example.org/?tls=never", "smtp://", ""},
		{"EXES_MAIL_FROM", "the network", "e-mail address", ""},
	}
	for _, row := range table {
		t.Run(row.name+" "+row.value, func(t *testing.T) {
			clean(t)
			t.Setenv(row.name, row.value)
			_, err := loadConfig(filepath.Join(t.TempDir(), ".env"), &bytes.Buffer{})
			if !errors.Is(err, errUsage) || exitCode(err) != 2 {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), row.name) || !strings.Contains(err.Error(), row.says) {
				t.Errorf("it says %q", err)
			}
			if row.hides != "" && strings.Contains(err.Error(), row.hides) {
				t.Errorf("it shows the secret: %q", err)
			}
		})
	}
}

func TestConfigWarns(t *testing.T) {
	clean(t)
	t.Setenv("EXES_PROFIL", "test")
	var warnings bytes.Buffer
	if _, err := loadConfig(filepath.Join(t.TempDir(), ".env"), &warnings); err != nil {
		t.Fatal(err)
	}
	if got := warnings.String(); !strings.Contains(got, "EXES_PROFIL is not a setting; did you mean EXES_PROFILE?") {
		t.Errorf("it warns %q", got)
	}
}

func TestConfigFile(t *testing.T) {
	clean(t)
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte("EXES_PROFILE=test\nEXES_LOG=json\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EXES_LOG", "text")
	c, err := loadConfig(file, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if c["EXES_PROFILE"] != "test" || c["EXES_LOG"] != "text" {
		t.Errorf("the file must fill in and never override: %v", c)
	}
	if c["EXES_DEMO"] != "off" || c["EXES_PUBLIC_URL"] != "http://127.0.0.1:8090" || os.Getenv("EXES_DASHBOARD") != "on" {
		t.Errorf("what follows from the profile is %v", c)
	}
}

// [O6]
func TestProfile(t *testing.T) {
	set := func(more map[string]string) config {
		c := config{"EXES_PROFILE": "production", "EXES_ADDR": "0.0.0.0:80", "EXES_PUBLIC_URL": "https://food.example", "EXES_DEMO": "off", "EXES_DATA_DIR": t.TempDir()}
		for name, value := range more {
			c[name] = value
		}
		return c
	}
	table := []struct {
		name string
		c    config
		says string
	}{
		{"production", set(nil), ""},
		{"production tried at home", set(map[string]string{"EXES_PUBLIC_URL": "http://localhost:8090"}), ""},
		{"production without https", set(map[string]string{"EXES_PUBLIC_URL": "http://food.example"}), "https"},
		{"production with demo", set(map[string]string{"EXES_DEMO": "on"}), "EXES_DEMO"},
		{"production with wider limits [M22]", set(map[string]string{"EXES_LIMITS": "100"}), ""},
		{"production without limits [M22]", set(map[string]string{"EXES_LIMITS": "101"}), "EXES_LIMITS"},
		{"development", set(map[string]string{"EXES_PROFILE": "development", "EXES_ADDR": "127.0.0.1:8090"}), ""},
		{"development, IPv6", set(map[string]string{"EXES_PROFILE": "development", "EXES_ADDR": "[::1]:8090"}), ""},
		{"development for all", set(map[string]string{"EXES_PROFILE": "development"}), "this machine only"},
		{"test for all", set(map[string]string{"EXES_PROFILE": "test", "EXES_ADDR": ":8090"}), "this machine only"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			err := checkProfile(row.c)
			if row.says == "" && err != nil || row.says != "" && (exitCode(err) != 2 || !strings.Contains(err.Error(), row.says)) {
				t.Errorf("got %v, want %q", err, row.says)
			}
		})
	}
}

// The documents say what the table of variables says.
func TestConfigDocs(t *testing.T) {
	docs := read(t, "../docs/operations.md")
	_, after, _ := strings.Cut(docs, "<!-- configuration:begin -->\n")
	table, _, _ := strings.Cut(after, "<!-- configuration:end -->")
	if cells(table) != cells(configurationTable()) {
		t.Error("docs/operations.md: the table is old; `dist/exes configuration` prints the new one")
	}
	if read(t, "../.env.example") != configurationExample() {
		t.Error(".env.example is old; `dist/exes configuration --example` prints the new one")
	}
}

// cells is a Markdown table without the blanks and dashes that only align it.
func cells(table string) string {
	var rows []string
	for line := range strings.Lines(table) {
		var row []string
		for cell := range strings.SplitSeq(line, "|") {
			row = append(row, strings.Trim(cell, " -\n"))
		}
		if text := strings.Join(row, "|"); strings.Trim(text, "|") != "" {
			rows = append(rows, text)
		}
	}
	return strings.Join(rows, "\n")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A .env file that cannot be understood is refused without a word of what it holds.
func TestConfigFileRefused(t *testing.T) {
	clean(t)
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte("EXES_SMTP_URL=smtp://u:hunter2@mail\nhunter2 oops \"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := loadConfig(file, &bytes.Buffer{})
	if exitCode(err) != 2 || !strings.Contains(err.Error(), "NAME=value") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("it says %v", err)
	}
}
