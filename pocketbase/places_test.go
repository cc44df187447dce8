package main

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"
)

func jsonText(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPlacesInOrder(t *testing.T) {
	p := newPlaces(1, 10, time.Minute)
	if err := p.take(context.Background()); err != nil {
		t.Fatal(err)
	}
	var order []int
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 5 {
		all.Add(1)
		go func() {
			defer all.Done()
			if err := p.take(context.Background()); err != nil {
				t.Error(err)
			}
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
			p.give()
		}()
		waitFor(t, func() bool { _, waiting := p.load(); return waiting == i+1 })
	}
	p.give()
	all.Wait()
	for i, who := range order {
		if i != who {
			t.Fatalf("served in the order %v", order)
		}
	}
	if taken, waiting := p.load(); taken != 0 || waiting != 0 {
		t.Errorf("%d taken and %d waiting at the end", taken, waiting)
	}
}

func TestPlacesLimits(t *testing.T) {
	p := newPlaces(1, 1, 30*time.Millisecond)
	if err := p.take(context.Background()); err != nil {
		t.Fatal(err)
	}
	waited := make(chan error)
	go func() { waited <- p.take(context.Background()) }()
	waitFor(t, func() bool { _, waiting := p.load(); return waiting == 1 })
	if err := p.take(context.Background()); !errors.Is(err, errTooMany) {
		t.Errorf("one too many got %v", err)
	}
	if err := <-waited; !errors.Is(err, errTooLong) {
		t.Errorf("who waited too long got %v", err)
	}
	p.give()
	if err := p.take(context.Background()); err != nil {
		t.Errorf("the place is lost: %v", err)
	}
}

func TestPlacesClientLeaves(t *testing.T) {
	p := newPlaces(1, 10, time.Minute)
	if err := p.take(context.Background()); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(context.Background())
	left := make(chan error)
	go func() { left <- p.take(ctx) }()
	waitFor(t, func() bool { _, waiting := p.load(); return waiting == 1 })
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	p.give()
	if taken, waiting := p.load(); taken != 0 || waiting != 0 {
		t.Errorf("%d taken and %d waiting at the end", taken, waiting)
	}
}

// No place is lost or made, whatever happens in the same moment.
func TestPlacesRace(t *testing.T) {
	p := newPlaces(4, 1000, 2*time.Millisecond)
	var all sync.WaitGroup
	for i := range 400 {
		all.Add(1)
		go func() {
			defer all.Done()
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%5)*time.Millisecond)
			defer cancel()
			if p.take(ctx) == nil {
				if taken, _ := p.load(); taken > 4 {
					t.Errorf("%d places of 4 are taken", taken)
				}
				time.Sleep(time.Duration(i%3) * time.Millisecond)
				p.give()
			}
		}()
	}
	all.Wait()
	if taken, waiting := p.load(); taken != 0 || waiting != 0 {
		t.Errorf("%d taken and %d waiting at the end", taken, waiting)
	}
}

func waitFor(t *testing.T, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if condition() {
			return
		}
	}
	t.Fatal("it did not happen in five seconds")
}
