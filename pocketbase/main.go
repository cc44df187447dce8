// Command exes is the server of the food machine network: PocketBase, our hooks, and what hooks
// cannot do (durability, start and stop, headers, app files, being watched).
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dop251/goja"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/plugins/jsvm"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// version is the release of Exes.
const version = "0.1.0"

// pragmas are PocketBase's own (core/db_connect.go) but for synchronous, which is FULL: an
// acknowledged donation survives a power cut. busy_timeout stays first.
const pragmas = "?_pragma=busy_timeout(10000)" +
	"&_pragma=journal_mode(WAL)" +
	"&_pragma=journal_size_limit(200000000)" +
	"&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(ON)" +
	"&_pragma=temp_store(MEMORY)" +
	"&_pragma=cache_size(-32000)"

func main() {
	err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "exes: "+strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
	}
	os.Exit(exitCode(err))
}

func run(args []string) error {
	standAlone()
	settings, err := loadConfig(".env", os.Stderr)
	if err != nil {
		return err
	}
	app := pocketbase.NewWithConfig(pocketbase.Config{
		DefaultDataDir:  settings["EXES_DATA_DIR"],
		DBConnect:       connect,
		HideStartBanner: true,
	})
	name(app)

	log := newLogger(os.Stdout, settings["EXES_LOG"])
	defer log.flush()
	metrics := newMetrics()
	door := newDoor(settings.number("EXES_HOOKS_POOL"), metrics, log)
	pool := 1 // a command needs no more
	if isServing(args) {
		pool = settings.number("EXES_HOOKS_POOL")
	}
	dirs := builtDirs()
	jsvm.MustRegister(app, jsvm.Config{
		HooksDir:      dirs.hooks,
		HooksPoolSize: pool,
		MigrationsDir: dirs.migrations,
		OnInit:        func(vm *goja.Runtime) { door.bind(vm) },
	})

	place := &claim{}
	app.RootCmd.AddCommand(newServeCommand(app, settings, place), cmd.NewSuperuserCommand(app),
		newDoctorCommand(app, settings, dirs), newConfigurationCommand())
	outcome := watch(app.RootCmd)
	if err := usage(app.RootCmd, args); err != nil {
		return err
	}
	if isServing(args) {
		if err := checkProfile(settings); err != nil {
			return err
		}
		taken, err := claimPlace(settings)
		if err != nil {
			return err
		}
		*place = *taken
		holdServer(app, place, log)
		route(app, settings, dirs, door, metrics, log)
	}
	if err := app.Execute(); err != nil {
		return err
	}
	return outcome.err
}

// route puts our own doors beside PocketBase's and those of the hooks.
func route(app core.App, settings config, dirs dirs, door *door, metrics *metrics, log *logger) {
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{
		Priority: 999, // after the hooks have added their routes
		Func: func(e *core.ServeEvent) error {
			if err := checkDemo(e.App, settings); err != nil {
				return err
			}
			watched := &health{app: e.App, diskFloor: int64(settings.number("EXES_DISK_FLOOR_MB"))}
			metrics.observe(e.App, door.places)

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
			e.Router.GET("/metrics", metrics.handler(settings["EXES_METRICS_TOKEN"], settings["EXES_TRUSTED_PROXY"] != ""))
			// GET only: a pattern for every method would clash with the one below. Other methods
			// end in PocketBase's own JSON 404.
			e.Router.GET("/api/{path...}", func(e *core.RequestEvent) error {
				return e.NotFoundError("", nil)
			})
			e.Router.GET("/{path...}", appFiles(os.DirFS(dirs.app)))
			if err := e.Next(); err != nil {
				return err
			}
			e.Server.Handler = withHeaders(e.Server.Handler)
			log.Info("serving", "address", settings["EXES_ADDR"], "profile", settings["EXES_PROFILE"], "version", version)
			return nil
		},
	})
	if proxy := settings["EXES_TRUSTED_PROXY"]; proxy != "" {
		app.OnServe().BindFunc(func(e *core.ServeEvent) error {
			e.App.Settings().TrustedProxy.Headers = []string{proxy}
			return e.Next()
		})
	}
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

// dirs is what the build put beside the binary.
type dirs struct {
	hooks, migrations, app string
}

func builtDirs() dirs {
	binary, err := os.Executable()
	if err == nil {
		binary, err = filepath.EvalSymlinks(binary)
	}
	if err != nil {
		binary = os.Args[0]
	}
	beside := filepath.Dir(binary)
	return dirs{
		hooks:      filepath.Join(beside, "hooks"),
		migrations: filepath.Join(beside, "migrations"),
		app:        filepath.Join(beside, "app"),
	}
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
