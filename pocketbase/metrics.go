package main

import (
	"crypto/subtle"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics is what GET /metrics tells [O8].
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec

	mu     sync.Mutex
	counts map[string]*prometheus.CounterVec // by the name that a hook gave
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "exes_requests_total", Help: "Requests by route and class of status."}, []string{"route", "class"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "exes_request_seconds", Help: "Time to answer by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}}, []string{"route"}),
		counts: map[string]*prometheus.CounterVec{},
	}
	m.registry.MustRegister(m.requests, m.latency)
	return m
}

// request counts one that has ended; how long a stream was read says nothing of the server.
func (m *metrics) request(pattern string, status int, took time.Duration, stream bool) {
	m.requests.WithLabelValues(pattern, strconv.Itoa(status/100)+"xx").Inc()
	if stream {
		return
	}
	m.latency.WithLabelValues(pattern).Observe(took.Seconds())
}

// count is $exes.count: exes_facts_total{result="accepted"} for count("facts", "accepted", n). The
// counter is made at its first use.
func (m *metrics) count(name, label string, n float64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	counter, known := m.counts[name]
	if !known {
		counter = prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "exes_" + name + "_total", Help: "Of " + name + ", by result."}, []string{"result"})
		if err := m.registry.Register(counter); err != nil {
			return err
		}
		m.counts[name] = counter
	}
	counter.WithLabelValues(label).Add(max(n, 0))
	return nil
}

// observe adds the gauges that are asked from the database when somebody looks.
func (m *metrics) observe(app core.App, p *places, h *hints) {
	m.registry.MustRegister(&gauges{app: app, places: p, hints: h})
}

// handler answers GET /metrics: with the token, or without one only to a peer on this machine that
// nothing forwarded [O8].
func (m *metrics) handler(token string, behindProxy bool) func(*core.RequestEvent) error {
	text := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	return func(e *core.RequestEvent) error {
		if !mayRead(e.Request, token, behindProxy) {
			return e.NotFoundError("", nil)
		}
		text.ServeHTTP(e.Response, e.Request)
		return nil
	}
}

func mayRead(r *http.Request, token string, behindProxy bool) bool {
	if token != "" {
		given, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		return found && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
	}
	if behindProxy {
		return false
	}
	for name := range r.Header {
		if name == "Forwarded" || strings.HasPrefix(name, "X-Forwarded-") {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && net.ParseIP(host).IsLoopback()
}

// gauges reads the database at each scrape.
type gauges struct {
	app    core.App
	places *places
	hints  *hints
}

var (
	machinesGauge = prometheus.NewDesc("exes_machines", "Machines by state.", []string{"state"}, nil)
	alertsGauge   = prometheus.NewDesc("exes_open_alerts", "Alerts that are not resolved.", nil, nil)
	outboxGauge   = prometheus.NewDesc("exes_oldest_unsent_fact_seconds", "Age of the oldest fact that a machine reports as unsent.", nil, nil)
	databaseGauge = prometheus.NewDesc("exes_database_bytes", "Size of the database and its write-ahead log.", nil, nil)
	takenGauge    = prometheus.NewDesc("exes_runtimes_taken", "JavaScript runtimes that answer a request now.", nil, nil)
	readersGauge  = prometheus.NewDesc("exes_hint_readers", "Readers that are told when the feed goes on.", nil, nil)
	waitingGauge  = prometheus.NewDesc("exes_requests_waiting", "Requests that wait for a runtime.", nil, nil)
)

func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{machinesGauge, alertsGauge, outboxGauge, databaseGauge, takenGauge, waitingGauge, readersGauge} {
		to <- d
	}
}

func (g *gauges) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	taken, waiting := g.places.load()
	gauge(takenGauge, float64(taken))
	gauge(waitingGauge, float64(waiting))
	gauge(readersGauge, float64(g.hints.count()))
	gauge(databaseGauge, float64(databaseSize(g.app.DataDir())))

	var states []struct {
		State string `db:"state"`
		N     int64  `db:"n"`
	}
	if g.app.DB().NewQuery(`SELECT "status" AS "state", COUNT(*) AS "n" FROM "machines" GROUP BY "status"`).All(&states) == nil {
		for _, s := range states {
			gauge(machinesGauge, float64(s.N), s.State)
		}
	}
	if n, err := number(g.app.DB(), `SELECT COUNT(*) FROM "alerts" WHERE "state" <> 'resolved'`); err == nil {
		gauge(alertsGauge, float64(n))
	}
	if oldest, err := number(g.app.DB(), `SELECT COALESCE(MIN("outboxOldestAt"), 0) FROM "machineStatus" WHERE "outboxOldestAt" > 0`); err == nil {
		age := 0.0
		if oldest > 0 {
			age = time.Since(time.UnixMilli(oldest)).Seconds()
		}
		gauge(outboxGauge, age)
	}
}

// number is the single integer that a query answers.
func number(db dbx.Builder, query string, params ...dbx.Params) (n int64, err error) {
	q := db.NewQuery(query)
	for _, p := range params {
		q.Bind(p)
	}
	return n, q.Row(&n)
}

func databaseSize(dir string) (bytes int64) {
	for _, name := range []string{"data.db", "data.db-wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}
