package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// [O8, M20] However many ask, the database is asked once; nobody waits for one that hangs.
func TestProbe(t *testing.T) {
	t.Run("one question for many, and again when the answer is old", func(t *testing.T) {
		var asked atomic.Int32
		p := &probe{within: time.Second, fresh: 50 * time.Millisecond, ask: func(context.Context) error {
			asked.Add(1)
			time.Sleep(20 * time.Millisecond)
			return nil
		}}
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if err := p.answer(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("asked %d times", n)
		}
		time.Sleep(60 * time.Millisecond)
		if err := p.answer(); err != nil || asked.Load() != 2 {
			t.Errorf("an old answer counts still: %v, asked %d times", err, asked.Load())
		}
	})

	t.Run("one that hangs", func(t *testing.T) {
		release := make(chan struct{})
		p := &probe{within: 50 * time.Millisecond, fresh: time.Millisecond, ask: func(context.Context) error {
			<-release
			return nil
		}}
		began := time.Now()
		if err := p.answer(); !errors.Is(err, errNoAnswer) {
			t.Errorf("got %v", err)
		}
		first := time.Since(began)
		if err := p.answer(); !errors.Is(err, errNoAnswer) {
			t.Errorf("who asks later got %v", err)
		}
		if first > 500*time.Millisecond || time.Since(began) > first+40*time.Millisecond {
			t.Errorf("the first waited %s, the second %s", first, time.Since(began)-first)
		}
		close(release) // it answers again, and so does the probe
		waitFor(t, func() bool { return p.answer() == nil })
	})

	t.Run("the reason is told", func(t *testing.T) {
		reason := errors.New("disk full")
		p := &probe{within: time.Second, fresh: time.Minute, ask: func(context.Context) error { return reason }}
		for range 2 {
			if err := p.answer(); !errors.Is(err, reason) {
				t.Errorf("got %v", err)
			}
		}
	})
}
