package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/joho/godotenv"
)

// A variable is one setting of the server. All of them stand in the table below and nowhere else:
// the docs and .env.example are held against it [O5].
type variable struct {
	name    string
	takes   string // what a value may be, in words
	preset  string
	meaning string
	secret  bool
	check   func(value string) bool
}

var variables = []variable{
	{"EXES_PROFILE", "development, test or production", "development", "What the installation is for.", false, oneOf("development", "test", "production")},
	{"EXES_ADDR", "host:port", "127.0.0.1:8090", "Where the server listens.", false, isAddress},
	{"EXES_DATA_DIR", "a path", "exes_data", "Where the database is kept.", false, isAnything},
	{"EXES_PUBLIC_URL", "an http or https URL, or empty", "", "Where people reach it; empty is http:// and EXES_ADDR.", false, isEmptyOr(isOrigin)},
	{"EXES_DEMO", "on, off or empty", "", "Demo data and the simulated fleet; empty is on in development only.", false, oneOf("", "on", "off")},
	{"EXES_LOG", "text or json", "text", "The form of log lines.", false, oneOf("text", "json")},
	{"EXES_HOOKS_POOL", "a whole number from 9 to 500", "24", "JavaScript runtimes kept ready; eight of them are never given to requests.", false, isBetween(9, 500)},
	{"EXES_WATCH_S", "a whole number from 1 to 60", "15", "Seconds between two looks for silent machines and for alerts that have to ring.", false, isBetween(1, 60)},
	{"EXES_START_GUARD_S", "a whole number from 0 to 3600", "300", "For so many seconds after its start the server calls no machine offline.", false, isBetween(0, 3600)},
	{"EXES_DISK_FLOOR_MB", "a whole number from 0 to 1000000", "200", "With less free space in megabytes the server says it is not ready.", false, isBetween(0, 1_000_000)},
	{"EXES_LIMITS", "a whole number from 1 to 100000", "1", "How many times the usual limits against guessing and flooding are; above 100 in tests only.", false, isBetween(1, 100_000)},
	{"EXES_TRUSTED_PROXY", "a header such as X-Forwarded-For, or empty", "", "The header in which a proxy of yours names the client.", false, isEmptyOr(isHeader)},
	{"EXES_BACKUP_URL", "a URL, or empty", "", "Where the database is streamed to.", true, isEmptyOr(isURL)},
	{"EXES_POLICY", "eu, uk or us", "eu", "The profile of food rules for new machines.", false, oneOf("eu", "uk", "us")},
	{"EXES_TILES", "a URL with {z}, {x} and {y}, or empty", "", "Where raster tiles for /tiles/ come from.", false, isEmptyOr(isTiles)},
	{"EXES_SMTP_URL", "smtp:// or smtps:// with user and password, or empty", "", "The mail server that sends sign-in codes, such as smtps://user:password@mail.example.org; smtp:// asks it for TLS unless it is on this machine.", true, isEmptyOr(isSMTP)},
	{"EXES_MAIL_FROM", "an e-mail address, or empty", "", "Who e-mail is from; empty is exes@ and the host of EXES_PUBLIC_URL.", false, isEmptyOr(isMailbox)},
	{"EXES_TIME_ZONE", "an IANA time zone, or empty", "", "For machines whose place tells none.", false, isEmptyOr(isZone)},
	{"EXES_METRICS_TOKEN", "a text of 16 characters or more, or empty", "", "What /metrics asks for from elsewhere.", true, isEmptyOr(func(v string) bool { return len(v) >= 16 })},
	{"EXES_DASHBOARD", "on, off or empty", "", "PocketBase's own dashboard at /_/; empty is off in production only.", false, oneOf("", "on", "off")},
	{"EXES_VAPID_SUBJECT", "mailto: or an https URL, or empty", "", "Whom push services may write to.", false, isEmptyOr(func(v string) bool { return strings.HasPrefix(v, "mailto:") || strings.HasPrefix(v, "https://") })},
	{"EXES_DATABASE_URL", "empty", "", "Reserved for PostgreSQL; SQLite is the only engine yet.", true, oneOf("")},
}

// errUsage is a mistake in what the operator gave: exit code 2.
var errUsage = errors.New("usage")

// config is the effective value of every variable.
type config map[string]string

// loadConfig reads the environment, and a .env file where there is one, which never overrides the
// environment. All effective values are put into the environment, where hooks read them. Warnings
// go to the given writer. Where a value is refused the config holds its default, for the doctor alone.
func loadConfig(dotenv string, warn io.Writer) (config, error) {
	c := config{}
	var wrong []string
	var unreadable *os.PathError
	if err := godotenv.Load(dotenv); errors.As(err, &unreadable) && !errors.Is(err, os.ErrNotExist) {
		wrong = append(wrong, fmt.Sprintf("%s cannot be read: %v", dotenv, unreadable.Err))
	} else if err != nil && unreadable == nil { // its own text quotes the file, secrets too
		wrong = append(wrong, dotenv+" has a line that is not NAME=value")
	}
	for _, v := range variables {
		value, given := os.LookupEnv(v.name)
		if !given {
			value = v.preset
		}
		if !v.check(value) {
			shown := strconv.Quote(value)
			if v.secret {
				shown = "a value that is not shown"
			}
			wrong = append(wrong, fmt.Sprintf("%s is %s; it takes %s", v.name, shown, v.takes))
			value = v.preset
		}
		c[v.name] = value
	}
	for _, name := range unknownNames() {
		fmt.Fprintf(warn, "exes: %s is not a setting; did you mean %s?\n", name, nearest(name))
	}
	c.fill("EXES_PUBLIC_URL", "http://"+c["EXES_ADDR"])
	c.fill("EXES_MAIL_FROM", "exes@"+hostOf(c["EXES_PUBLIC_URL"]))
	c.fill("EXES_DEMO", onOff(c["EXES_PROFILE"] == "development"))
	c.fill("EXES_DASHBOARD", onOff(c["EXES_PROFILE"] != "production"))
	for name, value := range c {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	if len(wrong) > 0 {
		return c, fmt.Errorf("%w: %s", errUsage, strings.Join(wrong, "; "))
	}
	return c, nil
}

// fill gives a variable that was left empty the value that follows from the others.
func (c config) fill(name, value string) {
	if c[name] == "" {
		c[name] = value
	}
}

func (c config) number(name string) int {
	n, _ := strconv.Atoi(c[name]) // checked when it was loaded
	return n
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func unknownNames() (unknown []string) {
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		known := slices.ContainsFunc(variables, func(v variable) bool { return v.name == name })
		if strings.HasPrefix(name, "EXES_") && !known {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// nearest is the known name that takes the fewest edits.
func nearest(name string) string {
	best := slices.MinFunc(variables, func(a, b variable) int {
		return editDistance(name, a.name) - editDistance(name, b.name)
	})
	return best.name
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// configurationTable is the table of docs/operations.md.
func configurationTable() string {
	var b strings.Builder
	b.WriteString("| variable | takes | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, v := range variables {
		preset := "empty"
		if v.preset != "" {
			preset = "`" + v.preset + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", v.name, v.takes, preset, v.meaning)
	}
	return b.String()
}

// configurationExample is .env.example.
func configurationExample() string {
	var b strings.Builder
	b.WriteString("# Copy to .env and change what you need; the environment wins over this file.\n")
	for _, v := range variables {
		fmt.Fprintf(&b, "\n# %s Takes %s.\n#%s=%s\n", v.meaning, v.takes, v.name, v.preset)
	}
	return b.String()
}

func oneOf(choices ...string) func(string) bool {
	return func(value string) bool { return slices.Contains(choices, value) }
}

func isEmptyOr(check func(string) bool) func(string) bool {
	return func(value string) bool { return value == "" || check(value) }
}

func isBetween(low, high int) func(string) bool {
	return func(value string) bool {
		n, err := strconv.Atoi(value)
		return err == nil && n >= low && n <= high
	}
}

func isAnything(value string) bool { return value != "" }

func isAddress(value string) bool {
	_, port, err := net.SplitHostPort(value)
	n, portErr := strconv.Atoi(port)
	return err == nil && portErr == nil && n >= 1 && n <= 65535
}

func isURL(value string) bool {
	u, err := url.Parse(value)
	return err == nil && u.Scheme != "" && u.Host != ""
}

// isOrigin is a URL without a path: the service worker and the links assume the root.
func isOrigin(value string) bool {
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && (u.Path == "" || u.Path == "/") && u.RawQuery == ""
}

func isTiles(value string) bool {
	return isURL(value) && strings.Contains(value, "{z}") && strings.Contains(value, "{x}") && strings.Contains(value, "{y}")
}

func isHeader(value string) bool {
	return strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// hostOf is the host of a URL, and localhost for an address in figures.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || net.ParseIP(u.Hostname()) != nil {
		return "localhost"
	}
	return u.Hostname()
}

// isLoopback is whether only this machine reaches an address or a URL's host.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
