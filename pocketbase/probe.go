package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errNoAnswer = errors.New("the database did not answer in time")

// probe asks a question that may hang. However many ask, one is under way at a time; its answer
// counts for a while, and nobody waits longer for it than the limit.
type probe struct {
	within time.Duration // an answer that takes longer is errNoAnswer
	fresh  time.Duration // how long an answer counts
	ask    func(context.Context) error

	mu      sync.Mutex
	started time.Time
	ended   time.Time
	verdict error
	running chan struct{} // closed when the question under way is answered
}

func (p *probe) answer() error {
	p.mu.Lock()
	if p.running == nil {
		if !p.ended.IsZero() && time.Since(p.ended) < p.fresh {
			defer p.mu.Unlock()
			return p.verdict
		}
		p.started = time.Now()
		p.running = make(chan struct{})
		go p.run(p.running)
	}
	running, left := p.running, p.within-time.Since(p.started)
	p.mu.Unlock()

	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-running:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.verdict
	case <-timer.C:
		return errNoAnswer
	}
}

func (p *probe) run(running chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), p.within)
	defer cancel()
	verdict := p.ask(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.verdict, p.ended, p.running = verdict, time.Now(), nil
	close(running)
}
