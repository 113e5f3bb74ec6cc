package check

import (
	"fmt"
	"regexp"
	"slices"
	"sync/atomic"
	"time"
)

// What the program may use, together with all processes that it starts.
const (
	maxMemory    = 1 << 30 // bytes
	maxProcesses = 200     // a compiler needs some
)

// escape matches an escape sequence for a terminal (ECMA-48).
var escape = regexp.MustCompile(`\x1b(\[[0-9;?]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)`)

// A watchdog ends a program that uses too much memory or too many processes.
type watchdog struct {
	reason atomic.Pointer[string] // why it has ended the program; nil if it has not
}

func newWatchdog() *watchdog {
	w := new(watchdog)
	go w.watch()
	return w
}

// watch watches until the process ends.
func (w *watchdog) watch() {
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
		w.reason.CompareAndSwap(nil, &why)
		killAll()
	}
}

// why returns why the program was stopped, or "".
func (w *watchdog) why() string {
	if why := w.reason.Load(); why != nil {
		return *why
	}
	return ""
}

// A deadline is the end of a wait. If the program has had little processor time
// by then, it gets up to three times the limit.
type deadline struct {
	start time.Time
	limit time.Duration
	cpu   time.Duration // processor time that the program had used at the start
}

func within(limit time.Duration) deadline { return deadline{time.Now(), limit, cpuTime()} }

// over reports whether the wait must end. If the program is working but has had
// little processor time, the machine is slow, not the program: it gets more
// time. A program that has computed all the time does not.
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

// computes reports whether the program computes for a while without a pause.
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
