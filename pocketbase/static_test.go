package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

var site = fstest.MapFS{
	"index.html":                {Data: []byte("home")},
	"index.html.br":             {Data: []byte("br")},
	"index.html.gz":             {Data: []byte("gz")},
	"200.html":                  {Data: []byte("shell")},
	"kiosk/index.html":          {Data: []byte("kiosk")},
	"_app/immutable/a.js":       {Data: []byte("a")},
	"_app/version.json":         {Data: []byte("{}")},
	"service-worker.js":         {Data: []byte("sw")},
	"basemap.pmtiles":           {Data: []byte("0123456789")},
	"manifest.webmanifest":      {Data: []byte("{}")},
	".well-known/assetlinks.js": {Data: []byte("hidden")},
}

func TestAppFiles(t *testing.T) {
	const forEver, ask, hour = "public, max-age=31536000, immutable", "no-cache", "public, max-age=3600"
	table := []struct {
		path, accept, byteRange string
		status                  int
		body, encoding, cache   string
	}{
		{"", "", "", 200, "home", "", ask},
		{"", "br, gzip", "", 200, "br", "br", ask},
		{"", "gzip", "", 200, "gz", "gzip", ask},
		{"", "br;q=0, gzip", "", 200, "gz", "gzip", ask},
		{"", "identity", "", 200, "home", "", ask},
		{"m/7", "", "", 200, "shell", "", ask},
		{"m/7/", "", "", 200, "shell", "", ask},
		{"kiosk/", "", "", 200, "kiosk", "", ask},
		{"_app/immutable/a.js", "br", "", 200, "a", "", forEver},
		{"_app/immutable/gone.js", "", "", 404, "", "", ""},
		{"_app/version.json", "", "", 200, "{}", "", ask},
		{"service-worker.js", "", "", 200, "sw", "", ask},
		{"manifest.webmanifest", "", "", 200, "{}", "", ask},
		{"basemap.pmtiles", "", "bytes=2-4", 206, "234", "", hour},
		{"basemap.pmtiles", "", "bytes=90-", 416, "", "", ""},
		{".env", "", "", 404, "", "", ""},
		{"../main.go", "", "", 200, "shell", "", ask},
	}
	for _, row := range table {
		t.Run(row.path+" "+row.accept+row.byteRange, func(t *testing.T) {
			answer := httptest.NewRecorder()
			e := &core.RequestEvent{}
			e.Request = httptest.NewRequest(http.MethodGet, "/", nil)
			e.Request.SetPathValue("path", row.path)
			e.Request.Header.Set("Accept-Encoding", row.accept)
			if row.byteRange != "" {
				e.Request.Header.Set("Range", row.byteRange)
			}
			e.Response = answer
			err := appFiles(site)(e)
			status := answer.Code
			if err != nil {
				status = router.ToApiError(err).Status
			}
			if status != row.status {
				t.Fatalf("status %d, want %d (%v)", status, row.status, err)
			}
			if status >= 400 {
				return
			}
			h := answer.Header()
			if answer.Body.String() != row.body || h.Get("Content-Encoding") != row.encoding || h.Get("Cache-Control") != row.cache {
				t.Errorf("%q in %q, cache %q; want %q in %q, cache %q", answer.Body, h.Get("Content-Encoding"), h.Get("Cache-Control"), row.body, row.encoding, row.cache)
			}
			if h.Get("Vary") != "Accept-Encoding" || h.Get("ETag") == "" {
				t.Errorf("Vary %q, ETag %q", h.Get("Vary"), h.Get("ETag"))
			}

			again := httptest.NewRecorder()
			e.Response = again
			e.Request.Header.Set("If-None-Match", h.Get("ETag"))
			e.Request.Header.Del("Range")
			if err := appFiles(site)(e); err != nil || again.Code != http.StatusNotModified && row.byteRange == "" {
				t.Errorf("asked again it answers %d (%v)", again.Code, err)
			}
		})
	}
}
