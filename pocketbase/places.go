package main

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"
)

// Why a request got no place.
var (
	errTooMany = errors.New("too many requests wait already")
	errTooLong = errors.New("no place came free in time")
)

// places caps how many requests run in the JavaScript runtimes at once. Above the pool of runtimes
// each request would build one of its own, at 3 ms of CPU: so the rest wait in order, for a while.
type places struct {
	mu       sync.Mutex
	free     int
	total    int
	waiting  list.List // of chan struct{}, first come first served
	maxQueue int
	maxWait  time.Duration
}

func newPlaces(total, maxQueue int, maxWait time.Duration) *places {
	return &places{free: total, total: total, maxQueue: maxQueue, maxWait: maxWait}
}

// take waits for a place. It returns errTooMany, errTooLong, or the context's error when the
// client left; only on nil must give be called.
func (p *places) take(ctx context.Context) error {
	return p.takeWithin(ctx, p.maxWait)
}

// takeWithin is take with another patience than everybody's.
func (p *places) takeWithin(ctx context.Context, patience time.Duration) error {
	p.mu.Lock()
	if p.free > 0 {
		p.free--
		p.mu.Unlock()
		return nil
	}
	if p.waiting.Len() >= p.maxQueue {
		p.mu.Unlock()
		return errTooMany
	}
	turn := make(chan struct{})
	element := p.waiting.PushBack(turn)
	p.mu.Unlock()

	timer := time.NewTimer(patience)
	defer timer.Stop()
	var err error
	select {
	case <-turn:
		return nil
	case <-timer.C:
		err = errTooLong
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-turn: // given in the same moment: pass it on
		p.pass()
	default:
		p.waiting.Remove(element)
	}
	return err
}

// give returns a place, to whoever has waited longest.
func (p *places) give() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pass()
}

func (p *places) pass() {
	if first := p.waiting.Front(); first != nil {
		close(p.waiting.Remove(first).(chan struct{}))
		return
	}
	p.free++
}

// load tells how many places are taken and how many requests wait.
func (p *places) load() (taken, waiting int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.total - p.free, p.waiting.Len()
}
