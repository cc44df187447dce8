package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
	"unsafe"
)

type testClock struct{ at time.Time }

func newTestClock() *testClock { return &testClock{time.Unix(1_800_000_003, 0)} }

func (c *testClock) now() time.Time          { return c.at }
func (c *testClock) pass(span time.Duration) { c.at = c.at.Add(span) }

// [M22] Up to the limit, and no further, until there is room again at the second that was said.
func TestCountsLimit(t *testing.T) {
	clock := newTestClock()
	c := newCounts(64, clock.now)
	for i := range 10 {
		if wait := c.take([]byte("a"), 10); wait != 0 {
			t.Fatalf("number %d waits %d s", i+1, wait)
		}
		clock.pass(time.Second)
	}
	wait := c.take([]byte("a"), 10)
	if wait < 50 || wait > 65 {
		t.Fatalf("number 11 waits %d s", wait)
	}
	if other := c.take([]byte("b"), 10); other != 0 {
		t.Fatal("another key pays for it")
	}
	clock.pass(time.Duration(wait-1) * time.Second)
	if c.take([]byte("a"), 10) == 0 {
		t.Fatal("it is taken before the time that was said")
	}
	clock.pass(time.Second)
	if wait := c.take([]byte("a"), 10); wait != 0 {
		t.Fatalf("at the time that was said it waits %d s more", wait)
	}
	clock.pass(time.Hour)
	for range 10 {
		if c.take([]byte("a"), 10) != 0 {
			t.Fatal("an hour later something is still counted")
		}
	}
	clock.pass(-time.Hour)
	if c.take([]byte("a"), 10) == 0 {
		t.Fatal("a clock that is set back forgets")
	}
}

// [M22] In no minute more than the limit, however the requests fall; and no wait is longer than 65 s.
func TestCountsAnyMinute(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		clock := newTestClock()
		c := newCounts(4, clock.now)
		limit := 1 + random.IntN(20)
		var taken []time.Time
		for range 400 {
			clock.pass(time.Duration(random.IntN(8_000)) * time.Millisecond)
			if wait := c.take([]byte("a"), limit); wait == 0 {
				taken = append(taken, clock.at)
			} else if wait < 1 || wait > 65 {
				t.Fatalf("seed %d: a wait of %d s", seed, wait)
			}
			if n := len(taken); n > limit && taken[n-1].Sub(taken[n-1-limit]) < time.Minute {
				t.Fatalf("seed %d: %d in less than a minute, the limit is %d", seed, limit+1, limit)
			}
		}
	}
}

// [M22] The memory is the same whatever comes, and who comes often is not forgotten for the others.
func TestCountsMemory(t *testing.T) {
	clock := newTestClock()
	c := newCounts(countSets, clock.now)
	if size := unsafe.Sizeof(c.sets[0]) * uintptr(len(c.sets)); size > 3<<20 {
		t.Fatalf("%d bytes", size)
	}
	before := len(c.sets)
	key := make([]byte, 8)
	allocated := testing.AllocsPerRun(1, func() {
		for i := range uint64(300_000) {
			for b := range key {
				key[b] = byte(i >> (8 * b))
			}
			c.take(key, 10)
		}
	})
	if allocated > 10 || len(c.sets) != before {
		t.Fatalf("300,000 keys made %v allocations", allocated)
	}
	clock.pass(time.Hour)
	refused := 0
	for i := range 2_000 {
		if c.take([]byte("attacker"), 10) > 0 {
			refused++
		}
		c.take([]byte(fmt.Sprint("passer-by ", i)), 10)
	}
	if refused != 1_990 {
		t.Errorf("%d of 2,000 were refused", refused)
	}
}

// [M22] A subscriber of IPv6 has a whole /64; an IPv4 address is the same however it is written.
func TestNetwork(t *testing.T) {
	for _, row := range []struct {
		a, b string
		same bool
	}{
		{"192.0.2.7", "192.0.2.7", true},
		{"192.0.2.7", "192.0.2.8", false},
		{"192.0.2.7", "::ffff:192.0.2.7", true},
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"fe80::1%eth0", "fe80::1%eth1", true},
		{"", "nonsense", true},
		{"", "192.0.2.7", false},
	} {
		if same := string(network(row.a)) == string(network(row.b)); same != row.same {
			t.Errorf("%s and %s: %v", row.a, row.b, same)
		}
	}
}

// [M22] What is counted by the hour is forgotten after an hour, not after a minute.
func TestCountsHour(t *testing.T) {
	clock := newTestClock()
	c := newHourCounts(64, clock.now)
	for range 60 {
		if c.take([]byte("a"), 60) != 0 {
			t.Fatal("it waits before the limit")
		}
		clock.pass(30 * time.Second)
	}
	wait := c.take([]byte("a"), 60)
	if wait < 1_700 || wait > 2_200 { // the first was half an hour ago
		t.Fatalf("number 61 waits %d s", wait)
	}
	clock.pass(time.Duration(wait) * time.Second)
	if c.take([]byte("a"), 60) != 0 {
		t.Fatal("at the time that was said it waits still")
	}
}
