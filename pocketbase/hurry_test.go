package main

import (
	"testing"
	"time"
)

func TestHurry(t *testing.T) {
	clock := newTestClock()
	h := &hurry{now: clock.now}
	if h.isOften() || h.add(0) != 0 {
		t.Error("nobody was here")
	}
	for n := range int64(oftenHurried) {
		if h.isOften() {
			t.Errorf("%d are not often", n)
		}
		if got := h.add(1); got != n+1 {
			t.Errorf("%d wait, want %d", got, n+1)
		}
	}
	h.add(-oftenHurried)
	if got := h.add(0); got != 0 {
		t.Errorf("%d wait after all are done", got)
	}
	for _, step := range []struct {
		later time.Duration
		want  bool
	}{{0, true}, {time.Second, true}, {time.Second, false}} {
		clock.at = clock.at.Add(step.later)
		if got := h.isOften(); got != step.want {
			t.Errorf("%v later: %v", step.later, got)
		}
	}
}
