package main

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

const (
	mailsAtOnce  = 4
	mailsWaiting = 200
	mailSpread   = time.Second     // a letter leaves within it: a reply's time tells nothing of a letter
	mailStop     = 3 * time.Second // for letters that wait when the server is told to stop [O4]
)

// mailPauses are those between the attempts at one letter, while somebody may still wait for it.
var mailPauses = []time.Duration{2 * time.Second, 10 * time.Second, 30 * time.Second, 90 * time.Second}

// mailQueue sends letters behind the back of the requests that write them. It lives in memory: a
// letter holds a code, which is kept nowhere, and after a restart a person asks for another.
type mailQueue struct {
	send    func(letter) error
	spread  func() time.Duration
	pauses  []time.Duration
	now     func() time.Time
	log     *logger
	metrics *metrics

	waiting, unaddressed atomic.Int64

	lanes    chan struct{}
	mu       sync.Mutex // of stopping and fullAt, with letters.Add
	stopping bool
	fullAt   time.Time // when the log last said that there is no room
	letters  sync.WaitGroup
}

func newMailQueue(r *relay, log *logger, m *metrics) *mailQueue {
	q := &mailQueue{
		spread: func() time.Duration { return rand.N(mailSpread) },
		pauses: mailPauses, now: time.Now, log: log, metrics: m, lanes: make(chan struct{}, mailsAtOnce),
	}
	if r != nil {
		q.send = r.send
	}
	return q
}

// post takes a letter and returns at once, whatever becomes of it. One to nobody waits as long as any
// other and then is dropped: who asks for a code does not learn from the time whether there is
// somebody. To set a clock wakes another thread, which took a tenth of a millisecond.
func (q *mailQueue) post(to, language, subject, text, html string, lastsMs int64) {
	if q.send == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	waiting := &q.waiting
	if to == "" {
		waiting = &q.unaddressed
	}
	if q.stopping || waiting.Load() >= mailsWaiting {
		if to != "" {
			q.drop()
		}
		return
	}
	waiting.Add(1)
	q.letters.Add(1)
	l := letter{to, language, subject, text, html, q.now().Add(time.Duration(lastsMs) * time.Millisecond)}
	time.AfterFunc(q.spread(), func() {
		if l.To == "" {
			q.end(waiting)
			return
		}
		q.try(l, 0)
	})
}

// drop counts a letter that there is no room for. The log says so once a minute: a line for each would
// take longer than a letter to nobody. Under the lock.
func (q *mailQueue) drop() {
	q.count("dropped")
	if now := q.now(); now.Sub(q.fullAt) > time.Minute {
		q.fullAt = now
		q.log.Error("mails were not sent: too many wait", "waiting", q.waiting.Load())
	}
}

// try delivers a letter, and does so again later where that may help.
func (q *mailQueue) try(l letter, earlier int) {
	q.lanes <- struct{}{}
	err := q.send(l)
	<-q.lanes
	if err == nil {
		q.count("sent")
		q.end(&q.waiting)
		return
	}
	fields := []any{"attempt", earlier + 1, "cause", withoutAddresses(err.Error())}
	if earlier < len(q.pauses) && isPassing(err) && q.now().Add(q.pauses[earlier]).Before(l.until) && !q.isStopping() {
		q.log.Warn("a mail was not sent yet", fields...)
		time.AfterFunc(q.pauses[earlier], func() { q.try(l, earlier+1) })
		return
	}
	q.count("failed")
	q.log.Error("a mail was not sent", fields...)
	q.end(&q.waiting)
}

func (q *mailQueue) end(waiting *atomic.Int64) {
	waiting.Add(-1)
	q.letters.Done()
}

func (q *mailQueue) isStopping() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.stopping
}

func (q *mailQueue) count(result string) { _ = q.metrics.count("mails", result, 1) }

// stop takes no more letters and waits a moment for those that are on their way.
func (q *mailQueue) stop() {
	q.mu.Lock()
	q.stopping = true
	q.mu.Unlock()
	gone := make(chan struct{})
	go func() { q.letters.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(mailStop):
		q.log.Warn("mails were not sent: the server stops", "mails", q.waiting.Load())
	}
}

// stopMail ends the queue with the server, when the last request has been answered.
func stopMail(app core.App, q *mailQueue) {
	app.OnTerminate().Bind(&hook.Handler[*core.TerminateEvent]{
		Id:       "exesMail",
		Priority: -9999, // after exesStop
		Func: func(e *core.TerminateEvent) error {
			q.stop()
			return e.Next()
		},
	})
}
