package check

import (
	"fmt"
	"regexp"
	"slices"
	"sync/atomic"
	"time"
)

// What the program may take, with all that it starts.
const (
	maxMemory    = 1 << 30 // bytes
	maxProcesses = 200     // a compiler needs some
)

// escape is an escape sequence of a terminal (ECMA-48).
var escape = regexp.MustCompile(`\x1b(\[[0-9;?]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)`)

// A watchdog ends what takes too much memory or too many processes.
type watchdog struct {
	bite atomic.Pointer[string] // why it did, if it did
}

func newWatchdog() *watchdog {
	d := new(watchdog)
	go d.watch()
	return d
}

// watch watches until the process ends.
func (d *watchdog) watch() {
	for range time.Tick(20 * time.Millisecond) {
		all := descendants()
		memory := 0
		for _, p := range all {
			memory += p.memory
		}
		var why string
		switch {
		case memory > maxMemory:
			why = fmt.Sprintf("more than %d MiB of memory", maxMemory>>20)
		case len(all) > maxProcesses:
			why = fmt.Sprintf("more than %d processes", maxProcesses)
		default:
			continue
		}
		d.bite.CompareAndSwap(nil, &why)
		killAll()
	}
}

// why returns why the program was stopped, or "".
func (d *watchdog) why() string {
	if why := d.bite.Load(); why != nil {
		return *why
	}
	return ""
}

// A deadline is the end of a wait. If the program has not had its share of the
// processor by then, it gets up to three times the limit.
type deadline struct {
	start time.Time
	limit time.Duration
	cpu   time.Duration // that the program had used at the start
}

func within(limit time.Duration) deadline { return deadline{time.Now(), limit, cpuTime()} }

// over reports whether the wait is to end. A program that is at work and has
// not had its share of the processor is not slow, the machine is. One that
// computes all the time needs no more time.
func (d deadline) over() bool {
	switch waited := time.Since(d.start); {
	case waited < d.limit:
		return false
	case waited < 3*d.limit:
		return !working() || cpuTime()-d.cpu > waited/2
	}
	return true
}

// working reports whether the program computes or waits for a processor or a
// disk.
func working() bool { return slices.ContainsFunc(descendants(), process.busy) }

// computes reports whether the program does nothing but compute, for a while.
func (t *trial) computes() bool {
	for end, cpu := time.Now().Add(3*actLimit), cpuTime(); time.Now().Before(end) && working(); time.Sleep(4 * time.Millisecond) {
		if cpuTime()-cpu > quietLimit {
			return true
		}
	}
	return false
}

func cpuTime() time.Duration {
	var sum time.Duration
	for _, p := range descendants() {
		sum += p.cpu
	}
	return sum
}
