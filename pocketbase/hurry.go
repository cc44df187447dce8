package main

import (
	"sync"
	"time"
)

// So many short writes within the second before make it likely that the next is near.
const oftenHurried = 5

// hurry knows who wants to write a little, so that a batch makes room for them: it ends its transaction
// while somebody waits, and takes short ones where that happens often.
type hurry struct {
	now func() time.Time

	mu      sync.Mutex
	waiting int64
	second  int64 // since 1970
	begun   int64 // short writes that began in that second
	before  int64 // and in the one before
}

// add notes that so many more want to write, or, below zero, are done; it returns how many there are.
func (h *hurry) add(more int64) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	if more > 0 {
		h.turn()
		h.begun += more
	}
	h.waiting += more
	return h.waiting
}

// isOften tells whether there were many within the last second or two.
func (h *hurry) isOften() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.turn()
	return h.begun+h.before >= oftenHurried
}

func (h *hurry) turn() {
	switch second := h.now().Unix(); second - h.second {
	case 0:
	case 1:
		h.second, h.before, h.begun = second, h.begun, 0
	default:
		h.second, h.before, h.begun = second, 0, 0
	}
}
