package main

import (
	"errors"
	"io/fs"

	"github.com/pocketbase/pocketbase/core"
)

// docsPolicy lets the page of the API have its own style sheet, and nothing else: no script, nothing
// from elsewhere.
const docsPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// apiFile serves one of the files that the build makes of the API's specification. It is asked for
// again each time, and answered with a 304 while it is the same.
func apiFile(fsys fs.FS, name string) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		e.Response.Header().Set("Content-Security-Policy", docsPolicy)
		err := serveFile(e, fsys, name, "public, no-cache")
		if errors.Is(err, fs.ErrNotExist) {
			return e.NotFoundError("", nil)
		}
		return err
	}
}
