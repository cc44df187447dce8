package main

import (
	"hash/maphash"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// What one address may do in a minute [M22]. Failures alone are throttled, but for nearest: a right
// secret or code is always taken.
const (
	authFailuresOfMachine = 10 // for one machine, from one address
	authFailures          = 60
	registerFailures      = 30
	nearestRequests       = 600
	signInFailures        = 30
	codeRequests          = 10
	codeRequestsAnHour    = 60
	illnessReportsAnHour  = 10 // each of them calls people
)

const (
	step      = 5 // seconds that are counted together, where a minute is counted
	steps     = 60/step + 1
	hourStep  = 60 * step
	ways      = 4
	countSets = 1 << 14 // so 65,536 counts of 40 bytes: 2.6 MB, whoever asks
)

// counts counts what happened in the last minute, by key, in memory that never grows: a seldom key
// gives way to a new one. In no 60 seconds are more than the limit let through; the count looks back
// 60 to 65 s. golang.org/x/time/rate was looked at: a bucket of its lets through twice the limit in
// the first minute, and nothing bounds how many buckets there are.
type counts struct {
	mu   sync.Mutex
	now  func() time.Time
	step int64        // seconds
	seed maphash.Seed // an attacker cannot choose addresses that meet in one set
	sets [][ways]count
}

type count struct {
	key  uint64
	last uint32 // the step of the newest number, in steps since 1970
	n    [steps]uint16
}

func newCounts(sets int, now func() time.Time) *counts {
	return &counts{now: now, step: step, seed: maphash.MakeSeed(), sets: make([][ways]count, sets)}
}

// newHourCounts counts what happened in the last hour: all spans are 60 times as long.
func newHourCounts(sets int, now func() time.Time) *counts {
	c := newCounts(sets, now)
	c.step = hourStep
	return c
}

// take counts one more under the key. Beyond the limit it does not, and says after how many seconds
// there is room again; 0 means that it was counted.
func (c *counts) take(key []byte, limit int) (wait int) {
	hashed := maphash.Bytes(c.seed, key)
	now := c.now().Unix()
	at := uint32(now / c.step)
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.find(hashed, at)
	at = max(at, found.last) // a clock that was set back counts on in the step it was in
	found.forget(at)
	total, oldest := 0, uint32(0)
	for back := uint32(steps - 1); ; back-- { // the oldest first
		if n := int(found.n[(at-back)%steps]); n > 0 {
			if total == 0 {
				oldest = at - back
			}
			total += n
		}
		if back == 0 {
			break
		}
	}
	if total >= limit {
		return max(1, int(int64(oldest+steps)*c.step-now))
	}
	if slot := &found.n[at%steps]; *slot < math.MaxUint16 {
		*slot++
	}
	return 0
}

// find is where the key is counted: in the place that was used longest ago where it has none yet.
func (c *counts) find(key uint64, at uint32) *count {
	set := &c.sets[key%uint64(len(c.sets))]
	oldest := &set[0]
	for i := range set {
		if set[i].key == key {
			return &set[i]
		}
		if set[i].last < oldest.last {
			oldest = &set[i]
		}
	}
	*oldest = count{key: key, last: at}
	return oldest
}

// forget clears the steps that have gone by since the last time.
func (k *count) forget(at uint32) {
	for i := range min(at-k.last, steps) {
		k.n[(at-i)%steps] = 0
	}
	k.last = at
}

// limits is what throttles; factor makes all of it wider (EXES_LIMITS).
type limits struct {
	counts *counts
	hourly *counts
	factor int
}

func newLimits(factor int, now func() time.Time) *limits {
	return &limits{newCounts(countSets, now), newHourCounts(countSets/8, now), factor}
}

// failedAuth counts a wrong secret for a machine; seconds to wait where there were too many.
func (l *limits) failedAuth(e *core.RequestEvent, machineID int64) int {
	from := network(e.RealIP())
	ofMachine := append(strconv.AppendInt([]byte("machine "), machineID, 10), ' ')
	// Both are counted, whatever the first says: the time of a refusal tells nothing [M7].
	return max(l.counts.take(append(ofMachine, from...), authFailuresOfMachine*l.factor),
		l.counts.take(append([]byte("auth "), from...), authFailures*l.factor))
}

// failedRegister counts a code that was not taken; seconds to wait where there were too many.
func (l *limits) failedRegister(e *core.RequestEvent) int {
	return l.counts.take(append([]byte("register "), network(e.RealIP())...), registerFailures*l.factor)
}

// illness counts a new report that food made somebody ill; seconds to wait where there were too many.
func (l *limits) illness(e *core.RequestEvent) int {
	return l.hourly.take(append([]byte("illness "), network(e.RealIP())...), illnessReportsAnHour*l.factor)
}

// failedSignIn counts a code of a person that was not taken; seconds to wait where there were too many.
func (l *limits) failedSignIn(e *core.RequestEvent) int {
	return l.counts.take(append([]byte("sign-in "), network(e.RealIP())...), signInFailures*l.factor)
}

// codes is the middleware of the route that sends mail: whoever has the address that is asked for, one
// network asks for so many.
func (l *limits) codes() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Func: func(e *core.RequestEvent) error {
		from := append([]byte("code "), network(e.RealIP())...)
		return throttled(e, max(l.counts.take(from, codeRequests*l.factor), l.hourly.take(from, codeRequestsAnHour*l.factor)))
	}}
}

// nearest is the middleware of another route that is counted whether it fails or not.
func (l *limits) nearest() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Func: func(e *core.RequestEvent) error {
		wait := l.counts.take(append([]byte("nearest "), network(e.RealIP())...), nearestRequests*l.factor)
		return throttled(e, wait)
	}}
}

// throttled goes on where there is nothing to wait for.
func throttled(e *core.RequestEvent, wait int) error {
	if wait == 0 {
		return e.Next()
	}
	e.Response.Header().Set("Retry-After", strconv.Itoa(wait))
	return refusal(http.StatusTooManyRequests, "request", "too_many_requests",
		"Too many requests from this address. Try again in "+strconv.Itoa(wait)+" seconds.")
}

// network is what one subscriber has: an IPv4 address, or the /64 of an IPv6 one. What is no address
// is one network.
func network(address string) []byte {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return nil
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		prefix := ip.As16()
		return prefix[:8]
	}
	return ip.AsSlice()
}
