package main

import (
	"testing"
	"time"
)

// [S9] A reader that takes nothing keeps nobody waiting, and hears the newest when it does.
func TestHintsWaitForNobody(t *testing.T) {
	h := newHints(newLogger(t.Output(), "info"))
	h.stop = make(chan struct{})
	asleep, err := h.join("devicesA")
	if err != nil {
		t.Fatal(err)
	}
	awake, _ := h.join("devicesB")
	told := make(chan struct{})
	go func() {
		defer close(told)
		for head := int64(1); head <= 1_000; head++ {
			h.tell(head)
			if got := <-awake.news; got != head {
				t.Errorf("head %d was told as %d", head, got)
			}
		}
	}()
	select {
	case <-told:
	case <-time.After(5 * time.Second):
		t.Fatal("somebody who does not read holds everybody up")
	}
	if got := <-asleep.news; got != 1_000 {
		t.Errorf("the newest is 1000, told was %d", got)
	}
	h.tell(1_000)
	select {
	case head := <-asleep.news:
		t.Errorf("nothing changed, and %d was told", head)
	default:
	}
}

func TestHintsKeepRoomForOthers(t *testing.T) {
	h := newHints(newLogger(t.Output(), "info"))
	if _, err := h.join("devicesA"); err == nil {
		t.Error("nobody reads before the server serves")
	}
	h.stop = make(chan struct{})
	var mine []*reader
	for range hintsOfOne {
		r, err := h.join("devicesA")
		if err != nil {
			t.Fatal(err)
		}
		mine = append(mine, r)
	}
	if _, err := h.join("devicesA"); err == nil {
		t.Error("one device takes as many lines as it likes")
	}
	other, err := h.join("devicesB")
	if err != nil {
		t.Error("another device is kept out")
	}
	for _, r := range append(mine, other) {
		h.leave(r)
	}
	if h.count() != 0 || len(h.of) != 0 {
		t.Errorf("who left is still there: %d readers of %d", h.count(), len(h.of))
	}
}
