// Command exes is the server of the food machine network: PocketBase, our hooks, and what hooks
// cannot do (durability, start and stop, headers, app files, being watched).
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/plugins/jsvm"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"
)

// version is the release of Exes.
const version = "0.1.0"

// pragmas are PocketBase's own (core/db_connect.go) but for synchronous, which is FULL (an
// acknowledged donation survives a power cut), and wal_autocheckpoint. busy_timeout stays first. What REPLACE deletes runs the
// triggers of a DELETE, so that it cannot change the ledger [M23].
const pragmas = "?_pragma=busy_timeout(10000)" +
	"&_pragma=recursive_triggers(ON)" +
	"&_pragma=journal_mode(WAL)" +
	"&_pragma=journal_size_limit(200000000)" +
	"&_pragma=synchronous(FULL)" +
	"&_pragma=wal_autocheckpoint(16000)" + // pages; see checkpoint.go
	"&_pragma=foreign_keys(ON)" +
	"&_pragma=temp_store(MEMORY)" +
	"&_pragma=cache_size(-32000)" +
	// A transaction takes the write lock when it begins: SQLite lets none wait that has read first.
	"&_txlock=immediate"

func main() {
	err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "exes: "+sentence(err))
	}
	os.Exit(exitCode(err))
}

// sentence is an error as people read it: its kind is said by the exit code.
func sentence(err error) string {
	text := err.Error()
	for _, kind := range []error{errUsage, errAddressTaken, errDirectoryTaken} {
		text = strings.TrimPrefix(text, kind.Error()+": ")
	}
	return text
}

func run(args []string) error {
	standAlone()
	settings, mistakes := loadConfig(".env", os.Stderr)
	app := pocketbase.NewWithConfig(pocketbase.Config{
		DefaultDataDir:  settings["EXES_DATA_DIR"],
		DBConnect:       connect,
		HideStartBanner: true,
	})
	name(app)
	dirs := builtDirs(app)
	place := &claim{}
	serve := newServeCommand(app, place)
	doctor := newDoctorCommand(patient{settings, mistakes, app.DataDir(), dirs})
	app.RootCmd.AddCommand(serve, doctor, newForgetCommand(app), cmd.NewSuperuserCommand(app), newConfigurationCommand())

	chosen, _, _ := app.RootCmd.Find(args) // a command of the hooks is not known yet
	if chosen == doctor {
		return examineOnly(app.RootCmd, args)
	}
	if mistakes != nil {
		return mistakes
	}
	serving := chosen == serve && !asksForHelp(args)

	out := os.Stderr // standard output is what a command answers
	if serving {
		out = os.Stdout
	}
	log := newLogger(out, settings["EXES_LOG"])
	defer log.flush()
	metrics := newMetrics()
	mail := newMailQueue(newRelay(settings), log, metrics)
	door := newDoor(settings.number("EXES_HOOKS_POOL"), metrics, log, newLimits(settings.number("EXES_LIMITS"), time.Now), mail, newPasskeys(settings, log))
	pool := 1 // a command needs no more
	if serving {
		pool = settings.number("EXES_HOOKS_POOL")
	}
	if err := loadHooks(app, dirs, pool, door); err != nil {
		return err
	}
	outcome := watch(app.RootCmd)
	if err := usage(app.RootCmd, args); err != nil {
		return err
	}
	if serving {
		if err := checkProfile(settings); err != nil {
			return err
		}
		taken, err := claimPlace(settings["EXES_ADDR"], app.DataDir())
		if err != nil {
			return err
		}
		*place = *taken
		collectLess()
		holdServer(app, place, log)
		stopMail(app, mail)
		door.checkpoints.work(app, log)
		listenTo(app, log)
		trust(app, settings["EXES_TRUSTED_PROXY"])
		forgetNightly(app, log)
		greetFirst(app, log)
		hints := newHints(log)
		whileServing(app, "exesHints", hints.work)
		route(app, settings, dirs, door, hints, metrics, log)
		watchNetwork(app, time.Duration(settings.number("EXES_WATCH_S"))*time.Second)
	}
	if err := app.Execute(); err != nil {
		return err
	}
	return outcome.err
}

// examineOnly runs the doctor: no database is made, no hook is loaded.
func examineOnly(root *cobra.Command, args []string) error {
	outcome := watch(root)
	if err := usage(root, args); err != nil {
		return err
	}
	root.SetArgs(args)
	_ = root.Execute() // its error is the outcome's
	return outcome.err
}

// loadHooks compiles the hooks and the migrations. What a broken one throws is an error here.
func loadHooks(app core.App, dirs *dirs, pool int, door *door) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("the hooks in %s cannot be loaded: %v", dirs.hooks, thrown)
		}
	}()
	return jsvm.Register(app, jsvm.Config{
		HooksDir:      dirs.hooks,
		HooksPoolSize: pool,
		MigrationsDir: dirs.migrations,
		OnInit:        door.bind,
	})
}

// route puts our own doors beside PocketBase's and those of the hooks.
func route(app core.App, settings config, dirs *dirs, door *door, hints *hints, metrics *metrics, log *logger) {
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{
		Priority: 999, // after the hooks have added their routes
		Func: func(e *core.ServeEvent) error {
			if err := checkDemo(e.App.DB(), settings); err != nil {
				return err
			}
			if err := sameCopy(e.App, log); err != nil {
				return err
			}
			watched := newHealth(e.App, int64(settings.number("EXES_DISK_FLOOR_MB")))
			if err := watched.prepare(); err != nil {
				return err
			}
			metrics.observe(e.App, door.places, hints)

			// PocketBase's own would write query strings into a database, and keep /embed/ from being framed.
			e.Router.Unbind(apis.DefaultActivityLoggerMiddlewareId, apis.DefaultSecurityHeadersMiddlewareId)
			e.Router.Bind(log.requests(metrics), saysWhen())
			e.Router.Bind(&hook.Handler[*core.RequestEvent]{
				Id:       "exesTruthful",
				Priority: apis.DefaultActivityLoggerMiddlewarePriority - 5,
				Func:     watched.truthful,
			})
			if settings["EXES_DASHBOARD"] == "off" {
				e.Router.Bind(&hook.Handler[*core.RequestEvent]{
					Id:       "exesDashboard",
					Priority: apis.DefaultActivityLoggerMiddlewarePriority - 4,
					Func:     closeDashboard,
				})
			}
			e.Router.GET("/api/ready", watched.handler)
			e.Router.GET("/api/sync/hints", hints.handler).Bind(apis.RequireAuth("machines", "devices"))
			e.Router.GET("/metrics", metrics.handler(settings["EXES_METRICS_TOKEN"], settings["EXES_TRUSTED_PROXY"] != ""))
			api := os.DirFS(dirs.api)
			e.Router.GET("/api/openapi.json", apiFile(api, "openapi.json"))
			e.Router.GET("/api/openapi.yaml", apiFile(api, "openapi.yaml"))
			e.Router.GET("/api/docs", apiFile(api, "docs.html"))
			e.Router.GET("/api/docs.css", apiFile(api, "docs.css"))
			// GET only: a pattern for every method would clash with the one below. Other methods
			// end in PocketBase's own JSON 404.
			e.Router.GET("/api/{path...}", func(e *core.RequestEvent) error {
				return e.NotFoundError("", nil)
			})
			e.Router.GET("/{path...}", appFiles(os.DirFS(dirs.app)))
			if err := e.Next(); err != nil {
				return err
			}
			e.Server.Handler = withHeaders(e.Server.Handler, settings["EXES_TRUSTED_PROXY"] != "")
			log.Info("serving", "address", settings["EXES_ADDR"], "profile", settings["EXES_PROFILE"], "version", version)
			return nil
		},
	})
}

// trust makes the environment decide which proxy is believed about the client. PocketBase keeps the
// answer in its database too, where one of an earlier start may stand.
func trust(app core.App, proxy string) {
	app.OnSettingsReload().BindFunc(func(e *core.SettingsReloadEvent) error {
		err := e.Next()
		headers := []string{}
		if proxy != "" {
			headers = []string{proxy}
		}
		e.App.Settings().TrustedProxy.Headers = headers
		return err
	})
}

func name(app *pocketbase.PocketBase) {
	app.RootCmd.Use = "exes"
	app.RootCmd.Short = "The server of a network of public food machines"
	app.RootCmd.Version = version
	app.RootCmd.PersistentFlags().Bool("json", false, "print one JSON document on standard output")
	for _, internal := range []string{"dir", "encryptionEnv", "dev", "queryTimeout"} {
		_ = app.RootCmd.PersistentFlags().MarkHidden(internal)
	}
}

// connect opens data.db durably; auxiliary.db holds only PocketBase's logs and keeps the defaults.
func connect(path string) (*dbx.DB, error) {
	if strings.HasSuffix(path, "auxiliary.db") {
		return core.DefaultDBConnect(path)
	}
	return dbx.Open("sqlite", path+pragmas)
}

// dirs is what the build put beside the binary; hidden flags name other places.
type dirs struct {
	hooks, migrations, app, api string
}

func builtDirs(app *pocketbase.PocketBase) *dirs {
	binary, err := os.Executable()
	if err == nil {
		binary, err = filepath.EvalSymlinks(binary)
	}
	if err != nil {
		binary = os.Args[0]
	}
	beside := filepath.Dir(binary)
	d := &dirs{}
	flags := app.RootCmd.PersistentFlags()
	for _, f := range []struct {
		to           *string
		flag, folder string
	}{{&d.hooks, "hooksDir", "hooks"}, {&d.migrations, "migrationsDir", "migrations"}, {&d.app, "publicDir", "app"}, {&d.api, "apiDir", "api"}} {
		flags.StringVar(f.to, f.flag, filepath.Join(beside, f.folder), "where the build put the "+f.folder)
		_ = flags.MarkHidden(f.flag)
	}
	_ = app.RootCmd.ParseFlags(os.Args[1:]) // early, for the values above; usage reports errors
	return d
}

// parts are the files without which there is nothing to serve, and what makes them.
func (d *dirs) parts() []part {
	return []part{
		{filepath.Join(d.hooks, "main.pb.js"), "npm run build:hooks"},
		{filepath.Join(d.app, "200.html"), "npm run build:app"},
		{filepath.Join(d.api, "openapi.json"), "npm run build:api"},
	}
}

type part struct {
	file, cure string
}

// The errors that have an exit code of their own [O3, O5]; any other is 1.
var (
	errAddressTaken   = errors.New("the address is taken")
	errDirectoryTaken = errors.New("the data directory is taken")
)

func exitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, errAddressTaken):
		return 3
	case errors.Is(err, errDirectoryTaken):
		return 4
	default:
		return 1
	}
}
