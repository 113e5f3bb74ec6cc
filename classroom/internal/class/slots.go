package class

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Slots let checks run beside each other: fewer when the machine is short of processor
// time, up to a maximum when it is not.
type slots struct {
	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, when a slot may be free
	max     int
	limit   int // at the moment
	used    int
}

func newSlots(most int) *slots {
	return &slots{changed: make(chan struct{}), max: most, limit: min(most, runtime.NumCPU())}
}

// take waits for n slots. If nobody has one, n may be more than there are.
func (s *slots) take(ctx context.Context, n int) error {
	for {
		s.mu.Lock()
		if s.used == 0 || s.used+n <= s.limit {
			s.used += n
			s.mu.Unlock()
			return ctx.Err()
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// give returns n slots.
func (s *slots) give(n int) { s.change(func() { s.used -= n }) }

func (s *slots) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	close(s.changed)
	s.changed = make(chan struct{})
}

// How late this process gets a processor when it has slept. The limits of the checks are
// 300 ms and more; at 100 ms they begin to doubt what they see (sandbox.WatchClock).
const (
	tick    = 5 * time.Millisecond
	look    = 200 * time.Millisecond
	lateBy  = 40 * time.Millisecond
	onTime  = 15 * time.Millisecond
	slowest = 1 // check at a time
)

// adapt changes the limit, until ctx ends.
func (s *slots) adapt(ctx context.Context) {
	for ctx.Err() == nil {
		worst := time.Duration(0)
		for start := time.Now(); time.Since(start) < look; {
			slept := time.Now()
			select {
			case <-time.After(tick):
			case <-ctx.Done():
				return
			}
			worst = max(worst, time.Since(slept)-tick)
		}
		s.adjust(worst)
	}
}

// adjust changes the limit after this process had to wait for a processor, at worst for
// so long.
func (s *slots) adjust(worst time.Duration) {
	s.change(func() {
		switch {
		case worst > lateBy:
			s.limit = max(slowest, s.limit*2/3)
		case worst < onTime:
			s.limit = min(s.max, s.limit+1)
		}
	})
}

// compilers are commands that compute before the program starts.
var compilers = []string{"go", "java", "javac", "cargo", "rustc", "gcc", "cc", "g++", "make", "kotlin", "dotnet", "mvn", "gradle", "npx"}

// weight returns how many slots a command takes: a compiler those of a processor.
func (s *slots) weight(command []string) int {
	if slices.Contains(compilers, strings.TrimSuffix(filepath.Base(command[0]), ".exe")) {
		return max(1, s.max/runtime.NumCPU())
	}
	return 1
}
