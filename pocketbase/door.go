package main

import (
	"errors"
	"net/http"
	"os"
	"time"

	"github.com/dop251/goja"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
)

const (
	placesKept   = 8   // runtimes that are never given to requests, for crons and hooks
	waitingLimit = 256 // requests that may wait for a place
	waitingTime  = 5 * time.Second
	soonTime     = 700 * time.Millisecond // so that the answer, or its refusal, is out within 1 s [M7]
)

// statusClientLeft is what the log and the metrics show of a client that left while it waited; nobody
// reads the answer. It is no failure of ours, so no 5xx.
const statusClientLeft = 499

// Where a request keeps what its log line tells; see log.go.
const (
	keyBody  = "body"
	keyCause = "exesCause"
	keyTimes = "exesTimes"
)

// times is where a request spent its time before its handler ran.
type times struct {
	body, place time.Duration
}

// door is what stands between the network and the JavaScript runtimes.
type door struct {
	places      *places
	hurry       *hurry
	checkpoints *checkpointer
	inserter    *inserter
	metrics     *metrics
	log         *logger
	limits      *limits
	mail        *mailQueue
	keys        *passkeys
}

func newDoor(pool int, m *metrics, l *logger, limits *limits, mail *mailQueue, keys *passkeys) *door {
	checkpoints := &checkpointer{}
	return &door{
		checkpoints: checkpoints, inserter: newInserter(checkpoints), hurry: &hurry{now: time.Now},
		places:  newPlaces(max(pool-placesKept, 1), waitingLimit, waitingTime),
		metrics: m, log: l, limits: limits, mail: mail, keys: keys,
	}
}

// bind gives a runtime the global $exes; its TypeScript is hooks/exes.d.ts.
func (d *door) bind(vm *goja.Runtime) {
	vm.SetMaxCallStackSize(2000) // without it a runaway recursion eats all memory
	_ = vm.Set("$exes", map[string]any{
		"body":           d.body,
		"soon":           d.soon,
		"query":          d.query,
		"log":            d.log.fromHook,
		"count":          d.metrics.count,
		"requestId":      requestID,
		"cause":          func(e *core.RequestEvent, text string) { e.Set(keyCause, text) },
		"localDate":      localDate,
		"offsetMinutes":  offsetMinutes,
		"isZone":         isZone,
		"userName":       userName,
		"insertRows":     d.inserter.rows,
		"prepareInserts": d.inserter.prepare,
		"hurried":        d.hurry.add,
		"oftenHurried":   d.hurry.isOften,
		"input":          func(limit int64) (string, error) { return readInput(os.Stdin, limit) },

		"failedAuth":     d.limits.failedAuth,
		"failedRegister": d.limits.failedRegister,
		"countIllness":   d.limits.illness,
		"failedSignIn":   d.limits.failedSignIn,
		"limitNearest":   d.limits.nearest,
		"limitCodes":     d.limits.codes,

		"mail":     d.mail.post,
		"passkeys": d.keys.bind(),
	})
}

// body is the middleware of a route that takes JSON. The body is read before a place is taken, so
// that a client that stalls holds nothing but its connection.
func (d *door) body(limit int64) *hook.Handler[*core.RequestEvent] {
	return d.take(limit, d.places.maxWait)
}

// soon is the middleware of a route that must answer within a second.
func (d *door) soon(limit int64) *hook.Handler[*core.RequestEvent] {
	return d.take(limit, soonTime)
}

func (d *door) take(limit int64, patience time.Duration) *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Func: func(e *core.RequestEvent) error {
		start := time.Now()
		text, err := readBody(e, limit)
		timesOf(e).body = time.Since(start)
		if err != nil {
			return err
		}
		e.Set(keyBody, text)
		return d.pass(e, patience)
	}}
}

// query is the middleware of a route that takes no body.
func (d *door) query() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Func: func(e *core.RequestEvent) error {
		return d.pass(e, d.places.maxWait)
	}}
}

func (d *door) pass(e *core.RequestEvent, patience time.Duration) error {
	start := time.Now()
	err := d.places.takeWithin(e.Request.Context(), patience)
	timesOf(e).place = time.Since(start)
	switch {
	case errors.Is(err, errTooMany), errors.Is(err, errTooLong):
		e.Response.Header().Set("Retry-After", "5")
		e.Set(keyCause, err.Error())
		return refusal(http.StatusServiceUnavailable, "request", "busy", "Too many requests at once. Try again in a moment.")
	case err != nil:
		return refusal(statusClientLeft, "request", "gone", "The client left.")
	}
	defer d.places.give()
	return e.Next()
}

func timesOf(e *core.RequestEvent) *times {
	if known, ok := e.Get(keyTimes).(*times); ok {
		return known
	}
	made := &times{}
	e.Set(keyTimes, made)
	return made
}

// refusal is an error in PocketBase's own form, about one field.
func refusal(status int, field, code, message string) *router.ApiError {
	return router.NewApiError(status, message, map[string]validation.Error{field: validation.NewError(code, message)})
}
