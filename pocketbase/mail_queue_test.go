package main

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// testQueue sends through the given function, without pauses but those of the test.
func testQueue(send func(letter) error, pauses ...time.Duration) (*mailQueue, *lockedBuffer) {
	out := &lockedBuffer{}
	q := newMailQueue(nil, newLogger(out, "json"), newMetrics())
	q.send, q.pauses = send, pauses
	q.spread = func() time.Duration { return 0 }
	return q, out
}

const minute = int64(60_000)

// A letter that fails for now is tried again, each time after its pause; one that arrived is not.
func TestMailIsTriedAgain(t *testing.T) {
	var mu sync.Mutex
	tried := 0
	q, out := testQueue(func(l letter) error {
		mu.Lock()
		defer mu.Unlock()
		if tried++; tried < 3 {
			return errors.New("451 4.7.1 <ada@x.example>: greylisted, try again later")
		}
		if l.To != "ada@x.example" || l.Subject != "s" || l.Text != "t" || l.HTML != "h" || l.Language != "de" {
			t.Errorf("sent %+v", l)
		}
		return nil
	}, time.Millisecond, time.Millisecond, time.Millisecond)
	q.post("ada@x.example", "de", "s", "t", "h", minute)
	q.letters.Wait()
	q.log.flush()
	if tried != 3 {
		t.Errorf("tried %d times", tried)
	}
	if n := strings.Count(out.String(), "was not sent yet"); n != 2 {
		t.Errorf("%d failures in the log: %s", n, out)
	}
	if strings.Contains(out.String(), "ada") || !strings.Contains(out.String(), "greylisted") {
		t.Errorf("the log tells %s", out)
	}
}

// It ends: after the last pause, when the code is over, and at once where it cannot help.
func TestMailEnds(t *testing.T) {
	table := []struct {
		name    string
		err     error
		lastsMs int64
		tried   int
	}{
		{"after the last pause", errors.New("connection refused"), minute, 3},
		{"when nobody waits any more", errors.New("connection refused"), 5, 1},
		{"where the letter is none", fmt.Errorf("%w: no address", errUnsendable), minute, 1},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			tried := 0 // a letter is tried by one at a time
			q, out := testQueue(func(letter) error { tried++; return row.err }, 10*time.Millisecond, 10*time.Millisecond)
			q.post("ada@x.example", "en", "", "", "", row.lastsMs)
			q.letters.Wait()
			q.log.flush()
			if tried != row.tried {
				t.Errorf("tried %d times", tried)
			}
			if n := strings.Count(out.String(), `"a mail was not sent"`); n != 1 {
				t.Errorf("%d times said to be lost: %s", n, out)
			}
		})
	}
}

// Nobody waits for a mail server that hangs, what waits is bounded, and a stop ends.
func TestMailQueueIsBounded(t *testing.T) {
	hung := make(chan struct{})
	q, out := testQueue(func(letter) error { <-hung; return nil })
	began := time.Now()
	for range mailsWaiting + 7 {
		q.post("ada@x.example", "en", "", "", "", minute)
	}
	for range mailsWaiting + 7 {
		q.post("", "en", "", "", "", minute) // to nobody: they take nobody's place, and are bounded too
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("whoever asks waits %s", took)
	}
	if n := q.waiting.Load(); n != mailsWaiting {
		t.Errorf("%d wait", n)
	}
	q.log.flush()
	if n := strings.Count(out.String(), "too many wait"); n != 1 {
		t.Errorf("the log says %d times that letters were dropped", n)
	}
	recorder := httptest.NewRecorder()
	promhttp.HandlerFor(q.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(recorder, httptest.NewRequest("GET", "/metrics", nil))
	if !strings.Contains(recorder.Body.String(), `exes_mails_total{result="dropped"} 7`+"\n") {
		t.Errorf("the metrics tell %s", recorder.Body)
	}
	began = time.Now()
	q.stop()
	if took := time.Since(began); took > mailStop+time.Second {
		t.Errorf("the stop took %s", took)
	}
	close(hung)
	q.letters.Wait()
	q.post("ada@x.example", "en", "", "", "", minute)
	if n := q.waiting.Load(); n != 0 {
		t.Errorf("%d wait after the stop", n)
	}
}

// A letter leaves within the spread, not with the reply.
func TestMailSpread(t *testing.T) {
	q := newMailQueue(nil, newLogger(&lockedBuffer{}, "json"), newMetrics())
	longest := time.Duration(0)
	for range 1000 {
		s := q.spread()
		if s < 0 || s >= mailSpread {
			t.Fatalf("a spread of %s", s)
		}
		longest = max(longest, s)
	}
	if longest < mailSpread/2 {
		t.Errorf("never more than %s", longest)
	}
}
