package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/spf13/cobra"
)

const (
	headerTimeout = 5 * time.Second  // a client that does not finish its header [M7]
	bodyTimeout   = 20 * time.Second // header and body together, so 15 s for the body [M7]
	idleTimeout   = 60 * time.Second
	stopTimeout   = 10 * time.Second // for requests in flight when the server is told to stop [O4]
)

// claim is what a serving process holds: its address and its data directory.
type claim struct {
	listener net.Listener
	lock     *os.File
}

// claimPlace takes the address, then the directory, before anything is opened or migrated [O3]. A
// taken one is an error; nobody else's process is ever touched, no other port is tried.
func claimPlace(address, dataDir string) (*claim, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%w: %s is in use by another process; stop that one, or choose another address with EXES_ADDR=127.0.0.1:8091",
			errAddressTaken, address)
	case err != nil:
		return nil, fmt.Errorf("%w: EXES_ADDR is %q, which cannot be listened on: %v", errUsage, address, err)
	}
	lock, err := lockDirectory(dataDir)
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	return &claim{listener, lock}, nil
}

// heapLimit is up to where garbage is let lie, in bytes: a cycle takes a processor for 30 to 50 ms, for
// which whoever asks meanwhile waits.
const heapLimit = 384 << 20

// collectLess has garbage collected seldom while there is little, and as ever beyond heapLimit. Whoever
// sets GOGC or GOMEMLIMIT decides.
func collectLess() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(1000)
	}
	if _, set := os.LookupEnv("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(heapLimit)
	}
}

// standAlone makes the process deaf to the terminal: it neither reads it nor may be stopped for
// writing to it, wherever it runs [O2].
func standAlone() {
	signal.Ignore(syscall.SIGTTIN, syscall.SIGTTOU)
}

func newServeCommand(app *pocketbase.PocketBase, place *claim) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Serve the app and its API until told to stop",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			err := apis.Serve(app, apis.ServeConfig{HttpAddr: place.listener.Addr().String()})
			if errors.Is(err, http.ErrServerClosed) {
				return nil
			}
			return err
		},
	}
}

// holdServer sets the limits of the HTTP server, and sees to it that it ends well: requests in
// flight end, the write-ahead log is moved into the database [O4].
func holdServer(app core.App, place *claim, log *logger) {
	var server *http.Server
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil // no superuser link in the log, no browser started
		e.Listener = saysJSON{place.listener}
		server = e.Server
		server.ReadHeaderTimeout = headerTimeout
		server.ReadTimeout = bodyTimeout
		server.IdleTimeout = idleTimeout
		return e.Next()
	})
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{
		Id:       "exesStop",
		Priority: -10000, // before PocketBase's own, which waits one second
		Func: func(e *core.TerminateEvent) error {
			if server == nil {
				return e.Next()
			}
			log.Info("stopping")
			ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
			defer cancel()
			if err := server.Shutdown(ctx); err != nil {
				log.Warn("requests were cut after 10 s", "error", err)
			}
			if _, err := e.App.NonconcurrentDB().NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute(); err != nil {
				log.Warn("the write-ahead log was left as it is; nothing is lost", "error", err)
			}
			log.Info("stopped")
			return e.Next()
		},
	})
}
