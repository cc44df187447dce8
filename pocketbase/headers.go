package main

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/security"
)

// withHeaders sets what every answer carries: errors, redirects and files alike, which is why it
// stands outside of the router [O15]. The scripts a page may run are listed by hash in the page
// itself (SvelteKit, kit.csp); the header adds what a <meta> cannot say. The dashboard under /_/
// brings its own policy.
func withHeaders(inner http.Handler, proxied bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", newRequestID(r, proxied))
		setHeaders(w.Header(), r, proxied)
		if r.ContentLength < 0 || r.ContentLength > readToTheEnd {
			w.Header().Set("Connection", "close")
		}
		inner.ServeHTTP(w, r)
	})
}

// readToTheEnd is as much of a body as Go reads and throws away where no handler wanted it, and as long
// as any body of ours may be. What is left of a longer one would be taken for the next request on its
// connection, for PocketBase's router hides from net/http that it has closed the body unread: behind a
// proxy that shares connections, for a request of somebody else.
const readToTheEnd = 256 << 10

const idLetters = "abcdefghijklmnopqrstuvwxyz0123456789"

// newRequestID is 15 characters of [a-z0-9] [O9]. An id from outside counts only behind a proxy of
// ours: anybody else could write into the log with it.
func newRequestID(r *http.Request, proxied bool) string {
	if given := r.Header.Get("X-Request-Id"); proxied && len(given) == 15 && strings.Trim(given, idLetters) == "" {
		return given
	}
	return security.RandomStringWithAlphabet(15, idLetters)
}

// saysWhen adds Retry-After where PocketBase's own limits refuse: it sends none.
func saysWhen() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id:       "exesRetryAfter",
		Priority: apis.DefaultActivityLoggerMiddlewarePriority - 10,
		Func: func(e *core.RequestEvent) error {
			err := e.Next()
			if err != nil && statusOf(e, err) == http.StatusTooManyRequests && e.Response.Header().Get("Retry-After") == "" {
				e.Response.Header().Set("Retry-After", "60") // the longest window of those limits
			}
			return err
		},
	}
}

func setHeaders(h http.Header, r *http.Request, proxied bool) {
	// No Cross-Origin-Opener-Policy: a kiosk tells the start page that opened it that it is up [S15].
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "serial=(self), geolocation=(self), camera=(self), microphone=(), payment=()")
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/api/"), path == "/metrics":
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
	case strings.HasPrefix(path, "/embed/"):
		h.Set("Content-Security-Policy", "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors *")
	case !strings.HasPrefix(path, "/_/"):
		h.Set("Content-Security-Policy", "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Frame-Options", "DENY")
	}
	if r.TLS != nil || proxied && r.Header.Get("X-Forwarded-Proto") == "https" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// dashboardPaths are PocketBase's own doors, closed where the dashboard is off [O14, O15].
var dashboardPaths = []string{"/_/", "/api/collections", "/api/settings", "/api/logs", "/api/backups",
	"/api/sql", "/api/crons", "/api/batch", "/api/realtime", "/api/files"}

// closeDashboard answers 404 for everything of PocketBase that is not ours.
func closeDashboard(e *core.RequestEvent) error {
	for _, prefix := range dashboardPaths {
		path := e.Request.URL.Path
		if strings.HasPrefix(path, prefix) || path == strings.TrimSuffix(prefix, "/") {
			return e.NotFoundError("", nil)
		}
	}
	return e.Next()
}
